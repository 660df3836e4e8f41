package desk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"duban/internal/kernel/ledger"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// sequencer numbers committed entries and signs checkpoints. With one writer
// it runs in the group commit; with several programs, one holds the lease. The
// version of the head keeps two apart in any case.
type sequencer struct {
	alone bool
	bell  chan struct{}
	once  sync.Once

	mu    sync.Mutex // guards edges
	edges map[string]*ledger.Edge

	// of the group that the one writer gathers; only its goroutine touches it
	group map[string]*gathered
}

// gathered is what the acts of one group have added to a division's log.
type gathered struct {
	head   store.Head
	leaves []ledger.Hash
	chain  ledger.Chain
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

// place gives the act that the one writer runs its position at once. It is the
// act's last step: what fails later undoes the whole group.
func (w *Workspace) place(tx *store.Tx, a store.Act, leaf []byte) error {
	g := w.seq.group[a.Division]
	if g == nil {
		head, err := headOf(tx, a.Division)
		if err != nil {
			return err
		}
		g = &gathered{head: head, chain: head.Chain}
	}
	hash := ledger.LeafHash(leaf)
	a.Position = g.head.Size + int64(len(g.leaves))
	if err := tx.AddAct(a, hash); err != nil {
		return err
	}
	g.leaves = append(g.leaves, hash)
	if w.means.National {
		g.chain = g.chain.Next(leaf)
	}
	if w.seq.group == nil {
		w.seq.group = map[string]*gathered{}
	}
	w.seq.group[a.Division] = g
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
	group := w.seq.group
	w.seq.group = nil
	for division, g := range group {
		if err := w.grow(tx, g.head, g.leaves, g.chain); err != nil {
			return fmt.Errorf("division %s: %w", division, err)
		}
	}
	// what another program left behind
	divisions, err := tx.DivisionsWaiting()
	if err != nil {
		return err
	}
	for _, d := range divisions {
		if err := w.sequence(tx, d); err != nil {
			return err
		}
	}
	return nil
}

// sequence gives the waiting acts of a division their places and signs the
// new checkpoint.
func (w *Workspace) sequence(tx *store.Tx, division string) error {
	head, err := headOf(tx, division)
	if err != nil {
		return err
	}
	waiting, err := tx.LeavesWaiting(division, mostAtOnce)
	if err != nil || len(waiting) == 0 {
		return err
	}
	ids, leaves, chain := make([]string, len(waiting)), make([]ledger.Hash, len(waiting)), head.Chain
	for i, x := range waiting {
		ids[i] = x.ActID
		if len(x.Leaf) == len(leaves[i]) && !w.means.National {
			leaves[i] = ledger.Hash(x.Leaf)
			continue
		}
		a, err := tx.Act(division, x.ActID)
		if err != nil {
			return err
		}
		leaf, err := a.AppendLeaf(nil)
		if err != nil {
			return err
		}
		leaves[i] = ledger.LeafHash(leaf)
		if w.means.National {
			chain = chain.Next(leaf)
		}
	}
	if err := tx.PlaceActs(division, ids, head.Size); err != nil {
		return err
	}
	return w.grow(tx, head, leaves, chain)
}

// grow adds leaves to a division's tree and signs the new checkpoint.
func (w *Workspace) grow(tx *store.Tx, head store.Head, leaves []ledger.Hash, chain ledger.Chain) error {
	w.seq.mu.Lock()
	defer w.seq.mu.Unlock()
	edge, err := w.edge(tx, head)
	if err != nil {
		return err
	}
	delete(w.seq.edges, head.Division) // until it is whole again
	for _, leaf := range leaves {
		edge.Append(leaf)
	}
	for _, t := range edge.TakeTiles() {
		if err := tx.PutTile(head.Division, t); err != nil {
			return err
		}
	}
	c := ledger.Checkpoint{Origin: ledger.Origin(head.Division), Size: edge.Size(), Root: edge.Root()}
	if w.means.National {
		head.Chain = chain
		c = c.WithChain(chain)
	}
	note, err := c.Sign(w.means.Signers...)
	if err != nil {
		return err
	}
	head.Size, head.Root, head.Note, head.NotedAt = c.Size, c.Root, string(note), w.now()
	if err := tx.SetHead(head); err != nil {
		return err
	}
	if w.seq.edges == nil {
		w.seq.edges = map[string]*ledger.Edge{}
	}
	w.seq.edges[head.Division] = edge
	return nil
}

// edge is the growing side of a division's tree, from memory if it still is
// what the head says, else from its tiles.
func (w *Workspace) edge(tx *store.Tx, head store.Head) (*ledger.Edge, error) {
	if e := w.seq.edges[head.Division]; e != nil && e.Size() == head.Size && (head.Size == 0 || e.Root() == head.Root) {
		return e, nil
	}
	var tiles []ledger.Tile
	for _, t := range ledger.EdgeTiles(head.Size) {
		found, err := tx.Tile(head.Division, t.Level, t.Index)
		if err != nil {
			return nil, err
		}
		tiles = append(tiles, found)
	}
	e, err := ledger.NewEdge(head.Size, tiles)
	if err != nil {
		return nil, err
	}
	if head.Size > 0 && e.Root() != head.Root {
		return nil, errors.New("desk: the tiles of division " + head.Division + " do not give the root of its checkpoint; the ledger stops here")
	}
	return e, nil
}

// leaseTime is how long a sequencer's lease holds, in microseconds.
const leaseTime = 5_000_000

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
	}
}

// SequenceAll gives all waiting acts their places, as far as this process
// holds the leases.
func (w *Workspace) SequenceAll(ctx context.Context) error {
	var divisions []string
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { divisions, err = tx.DivisionsWaiting(); return err })
	for _, d := range divisions {
		if err != nil {
			return err
		}
		err = w.store.Write(ctx, func(tx *store.Tx) error {
			now := w.means.Clock()
			mine, err := tx.TakeLease(d, "sequencer", w.means.Holder, now+leaseTime, now)
			if err != nil || !mine {
				return err
			}
			return w.sequence(tx, d)
		})
		// another was quicker: the next round finds what is left
		if errors.Is(err, store.ErrStale) || errors.Is(err, store.ErrDuplicate) {
			err = nil
		}
	}
	return err
}

// logOfLogs is the division whose log records all divisions' checkpoints.
const logOfLogs = "0"

// GatherCheckpoints writes the newest checkpoints of all divisions into the
// log of logs, if any is new.
func (w *Workspace) GatherCheckpoints(ctx context.Context) error {
	var notes []byte
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		heads, err := tx.Heads()
		for _, h := range heads {
			if h.Division != logOfLogs {
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
	_, err = performed(ctx, w, machine(logOfLogs), "checkpoint.gather", Call{}, func(d *deed) (struct{}, error) {
		d.object = "checkpoints/" + d.id
		d.seal(d.object, nil, notes)
		return struct{}{}, nil
	})
	return err
}

// machine is the program itself, acting in a division.
func machine(division string) staff.Actor { return staff.Actor{Division: division, Person: "duban"} }
