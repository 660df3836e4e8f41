package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"duban/internal/base/fault"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/webhook"
	"duban/internal/store"
)

// sequencer numbers committed entries and signs checkpoints. With one writer
// it runs in the group commit; with several programs, one holds the lease. The
// version of the head keeps two apart in any case.
type sequencer struct {
	alone bool
	bell  chan struct{}
	once  sync.Once
	swept bool // nothing waits from before the one writer began; only its goroutine knows

	mu    sync.Mutex // guards edges
	edges map[string]*ledger.Edge
}

// gathering is what a group of acts adds to each division's log.
type gathering struct{ logs map[string]*gathered }

type gathered struct {
	head   store.Head
	edge   *ledger.Edge
	leaves []ledger.Hash
	told   []webhook.Event
}

// take adds an act that has its place.
func (g *gathered) take(e *ledger.Entry, leaf []byte) {
	g.leaves = append(g.leaves, ledger.LeafHash(leaf))
	g.head.Chain = g.head.Chain.Next(leaf) // always, so that national mode may begin at any time
	if kind, told := webhook.KindOf(e.Act); told {
		g.told = append(g.told, webhook.Event{Division: e.Division, ActID: e.ActID, Kind: kind, Object: e.Object, At: e.HappenedAt})
	}
}

func (s *sequencer) ring() chan struct{} {
	s.once.Do(func() { s.bell = make(chan struct{}, 1) })
	return s.bell
}

func (s *sequencer) wake() {
	if s.alone {
		return
	}
	select {
	case s.ring() <- struct{}{}:
	default:
	}
}

// mostAtOnce bounds how many entries one checkpoint takes in.
const mostAtOnce = 2000

// place gives an act of the one writer its position at once. It is the act's
// last step. A log that cannot go on refuses the acts of its division alone.
func (w *Workspace) place(tx *store.Tx, a store.Act) error {
	group := store.Group[gathering](tx)
	g := group.logs[a.Division]
	if g == nil {
		head, err := headOf(tx, a.Division)
		if err != nil {
			return err
		}
		edge, err := w.edge(tx, head)
		if err != nil {
			return err
		}
		g = &gathered{head: head, edge: edge}
		if group.logs == nil {
			group.logs = map[string]*gathered{}
		}
		group.logs[a.Division] = g
	}
	leaf, err := a.AppendLeaf(nil)
	if err != nil {
		return err
	}
	a.Position = g.head.Size + int64(len(g.leaves))
	if err := tx.AddAct(a); err != nil {
		if placed, trouble := tx.Placed(a.Division); errors.Is(err, store.ErrDuplicate) && trouble == nil && placed > a.Position {
			return adrift(a.Division, fmt.Errorf("position %d is taken", a.Position))
		}
		return err
	}
	g.take(&a.Entry, leaf)
	return nil
}

func headOf(tx *store.Tx, division string) (store.Head, error) {
	head, err := tx.Head(division)
	if errors.Is(err, store.ErrNotFound) {
		return store.Head{Division: division}, nil
	}
	return head, err
}

// sequenceGroup is run by the one writer before its commit.
func (w *Workspace) sequenceGroup(tx *store.Tx) error {
	for _, g := range store.Group[gathering](tx).logs {
		if len(g.leaves) == 0 {
			continue
		}
		if err := w.grow(tx, g); err != nil {
			return err
		}
	}
	if w.seq.swept {
		return nil
	}
	// a restored archive may hold acts that waited
	divisions, err := tx.DivisionsWaiting()
	if err != nil {
		return err
	}
	for _, d := range divisions {
		if err := w.sequence(tx, d); err != nil {
			return err
		}
	}
	w.seq.swept = len(divisions) == 0 // what was placed just now may still be undone
	return nil
}

// sequence gives the waiting acts of a division their places and signs the
// new checkpoint.
func (w *Workspace) sequence(tx *store.Tx, division string) error {
	head, err := headOf(tx, division)
	if err != nil {
		return err
	}
	acts, err := tx.ActsWaiting(division, mostAtOnce)
	if err == nil && len(acts) == mostAtOnce {
		// what an act builds on may be recorded a little later than itself
		acts, err = tx.ActsWaiting(division, 2*mostAtOnce)
	}
	if err != nil || len(acts) == 0 {
		return err
	}
	acts = ledger.InOrder(acts, func(a store.Act) *ledger.Entry { return &a.Entry })
	acts = acts[:min(len(acts), mostAtOnce)]
	edge, err := w.edge(tx, head)
	if err != nil {
		return err
	}
	g := &gathered{head: head, edge: edge}
	ids := make([]string, len(acts))
	var leaf []byte
	for i := range acts {
		if leaf, err = acts[i].AppendLeaf(leaf[:0]); err != nil {
			return err
		}
		ids[i] = acts[i].ActID
		g.take(&acts[i].Entry, leaf)
	}
	if err := tx.PlaceActs(division, ids, head.Size); err != nil {
		return err
	}
	return w.grow(tx, g)
}

// grow adds what was gathered to a division's tree, signs the new checkpoint,
// and puts what other systems are told of it into the outbox.
func (w *Workspace) grow(tx *store.Tx, g *gathered) error {
	head, edge := g.head, g.edge
	for _, leaf := range g.leaves {
		edge.Append(leaf)
	}
	for _, t := range edge.TakeTiles() {
		if err := tx.PutTile(head.Division, t); err != nil {
			return err
		}
	}
	c := ledger.Checkpoint{Origin: ledger.Origin(head.Division), Size: edge.Size(), Root: edge.Root()}
	if w.means.National {
		c = c.WithChain(head.Chain)
	}
	note, err := c.Sign(w.means.Signers...)
	if err != nil {
		return err
	}
	head.Size, head.Root, head.Note, head.NotedAt = c.Size, c.Root, string(note), w.now()
	if err := tx.SetHead(head); err != nil {
		return err
	}
	if err := announce(tx, head.Division, g.told, head.NotedAt); err != nil {
		return err
	}
	w.seq.mu.Lock()
	defer w.seq.mu.Unlock()
	w.seq.edges[head.Division] = edge
	return nil
}

// announce writes an event for each address of the division that asked for it.
func announce(tx *store.Tx, division string, told []webhook.Event, now int64) error {
	if len(told) == 0 {
		return nil
	}
	listens, err := tx.Listens(division)
	if err != nil || !listens {
		return err
	}
	for _, e := range told {
		if err := tx.Announce(e, now); err != nil {
			return err
		}
	}
	return nil
}

// edge takes the growing side of a division's tree from memory if it still is
// what the head says, else from its tiles. Who takes it has it alone, and grow
// puts it back.
func (w *Workspace) edge(tx *store.Tx, head store.Head) (*ledger.Edge, error) {
	w.seq.mu.Lock()
	e := w.seq.edges[head.Division]
	delete(w.seq.edges, head.Division)
	w.seq.mu.Unlock()
	if e != nil && e.Size() == head.Size && (head.Size == 0 || e.Root() == head.Root) {
		return e, nil
	}
	if err := reaches(tx, head); err != nil {
		return nil, err
	}
	var tiles []ledger.Tile
	for _, t := range ledger.EdgeTiles(head.Size) {
		found, err := tx.Tile(head.Division, t.Level, t.Index)
		if missing(err) {
			return nil, adrift(head.Division, fmt.Errorf("%s is missing", t.Path()))
		}
		if err != nil {
			return nil, err
		}
		tiles = append(tiles, found)
	}
	fresh, err := ledger.NewEdge(head.Size, tiles)
	if err != nil {
		return nil, err
	}
	if head.Size > 0 && fresh.Root() != head.Root {
		return nil, adrift(head.Division, errors.New("the tiles do not give the root of the checkpoint"))
	}
	return fresh, nil
}

// reaches refuses to go on with a log whose checkpoint does not say how many
// acts have their places.
func reaches(tx *store.Tx, head store.Head) error {
	placed, err := tx.Placed(head.Division)
	if err != nil || placed == head.Size {
		return err
	}
	// another program may have moved both on since the head was read
	if now, err := headOf(tx, head.Division); err != nil || now.Version != head.Version {
		return cmp.Or(err, store.ErrStale)
	}
	return adrift(head.Division, fmt.Errorf("the checkpoint covers %d acts, %d have a place", head.Size, placed))
}

// adrift says that nothing can be added to a log.
func adrift(division string, cause error) error {
	return fault.New(fault.Unavailable, fmt.Sprintf("区划 %s 的账本和检查点对不上，已停止记账。", division), "请系统管理员运行 duban ledger verify 看哪里不对，再从备份恢复。").
		Because(fmt.Errorf("desk: the log of division %s stops: %w", division, cause))
}

// leaseTime is how long a sequencer's lease holds, in microseconds.
const leaseTime = 5_000_000

// breath is how long a sequencer rests between its rounds.
const breath = 100 * time.Millisecond

// RunSequencer numbers entries while the context lasts, where several programs
// write. It returns at once where one writer does it in its commit.
func (w *Workspace) RunSequencer(ctx context.Context) {
	if w.seq.alone {
		return
	}
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-w.seq.ring():
		}
		if err := w.SequenceAll(ctx); err != nil && ctx.Err() == nil {
			w.means.Report("sequencing", err)
		}
		select { // many get their places at the price of one
		case <-ctx.Done():
			return
		case <-time.After(breath):
		}
	}
}

// SequenceAll gives all waiting acts their places, as far as this process
// holds the leases.
func (w *Workspace) SequenceAll(ctx context.Context) error {
	var divisions []string
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { divisions, err = tx.DivisionsWaiting(); return err })
	if err != nil {
		return err
	}
	var troubles error
	for _, d := range divisions {
		err := w.store.Write(ctx, func(tx *store.Tx) error {
			now := w.means.Clock()
			mine, err := tx.TakeLease(d, "sequencer", w.means.Holder, now+leaseTime, now)
			if err != nil || !mine {
				return err
			}
			return w.sequence(tx, d)
		})
		if err == nil {
			w.sending.wake()
		}
		// another was quicker: the next round finds what is left
		if err != nil && !errors.Is(err, store.ErrStale) && !errors.Is(err, store.ErrDuplicate) {
			troubles = errors.Join(troubles, err) // the other divisions go on
		}
	}
	return troubles
}

// LogOfLogs (总账) is the division whose log records all divisions' checkpoints.
const LogOfLogs = "0"

// GatherCheckpoints writes the newest checkpoints of all divisions into the
// log of logs, if any is new.
func (w *Workspace) GatherCheckpoints(ctx context.Context) error {
	var notes []byte
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		heads, err := tx.Heads()
		for _, h := range heads {
			if h.Division != LogOfLogs {
				notes = append(append(notes, h.Note...), '\n')
			}
		}
		return err
	})
	if err != nil || len(notes) == 0 {
		return faulted(err)
	}
	w.mu.Lock()
	same := string(notes) == w.gathered
	w.gathered = string(notes)
	w.mu.Unlock()
	if same {
		return nil
	}
	_, err = performed(ctx, w, machine(LogOfLogs), "checkpoint.gather", Call{}, func(d *deed) (struct{}, error) {
		d.object = "checkpoints/" + d.id
		d.seal(d.object, nil, notes)
		return struct{}{}, nil
	})
	return err
}

// machine is the program itself, acting in a division.
func machine(division string) staff.Actor { return staff.Actor{Division: division, Person: "duban"} }
