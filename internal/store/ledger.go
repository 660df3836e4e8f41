package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"duban/internal/kernel/ledger"
)

// Act is one act as it is kept: the entry of the ledger with what its
// commitments stand for, and the outcome that a retry gets again.
type Act struct {
	ledger.Entry
	Words      string // the reason, as given
	ReasonSalt []byte // once the reason is erased: its commitment, longer than a salt
	Payloads   []Payload
	Outcome    []byte // JSON
	Asked      string // what the request was, where its id came from outside; "" where it is not known
	Position   int64  // in the log from 0, -1 while it waits
	Foreign    bool   // the row lists its changes as this program does not, and may say more
}

// Payload is what one change of an act left: the canonical bytes and their
// salt, or neither once they are erased.
type Payload struct {
	Object string            `json:"o"`
	Before ledger.Commitment `json:"-"`
	After  ledger.Commitment `json:"-"`
	B      string            `json:"b,omitempty"`
	A      string            `json:"a,omitempty"`
	Salt   []byte            `json:"s,omitempty"`
	Bytes  string            `json:"p,omitempty"`
}

const noCommitment = "0000000000000000000000000000000000000000000000000000000000000000"

func word(c ledger.Commitment) string {
	if s := c.String(); s != noCommitment {
		return s
	}
	return ""
}

// AddAct keeps an act; ErrDuplicate if its id is taken. A position below 0
// leaves it waiting for its place in the log.
func (t *Tx) AddAct(a Act) error {
	changes, err := a.changes()
	if err != nil {
		return err
	}
	return t.put("act_insert", a.Division, a.ActID, a.Act, a.Object, a.Person, a.Post, a.Unit, a.HappenedAt, a.RecordedAt, a.Encoder,
		a.Words, a.ReasonSalt, changes, string(a.Outcome), a.Asked, sql.NullInt64{Int64: a.Position, Valid: a.Position >= 0})
}

func (a *Act) changes() (string, error) {
	for i := range a.Payloads {
		p := &a.Payloads[i]
		p.B, p.A = word(p.Before), word(p.After)
	}
	b, err := json.Marshal(a.Payloads)
	return string(b), err
}

// DidLately says whether somebody did an act on an object since an instant.
func (t *Tx) DidLately(division, object, act, person string, since int64) (bool, error) {
	n, err := one(t, "act_lately", number, division, object, since, act, person)
	return n > 0, err
}

// Strip takes from an act that was kept what it carries beside its entry:
// versions, reason and outcome, as a erases them. The entry stays as it was.
func (t *Tx) Strip(a Act) error {
	changes, err := a.changes()
	if err != nil {
		return err
	}
	return t.versioned("act_strip", a.Division, a.ActID, a.Words, a.ReasonSalt, changes)
}

// ActsAbout are the acts about a report and what was read from it, in the order of the log.
func (t *Tx) ActsAbout(division, report string) ([]Act, error) {
	args := []any{division, "report/" + report}
	for _, noun := range []string{"record/", "alarm/", "rereading/"} {
		args = append(args, noun+report+"/", noun+report+"0") // "0" follows "/"
	}
	return list(t, "act_about_report", scanAct(division), args...)
}

// Stored is an act as its row has it, before it is taken apart.
type Stored struct {
	act     Act
	changes string
}

func scanAct(division string) func(row) (Act, error) {
	scan := scanStored(division)
	return func(r row) (Act, error) {
		s, err := scan(r)
		if err != nil {
			return s.act, err
		}
		return s.Act()
	}
}

func scanStored(division string) func(row) (Stored, error) {
	return func(r row) (s Stored, err error) {
		a := &s.act
		a.Division, a.Position = division, -1
		var outcome string
		var position sql.NullInt64
		if err := r.Scan(&a.ActID, &a.Act, &a.Object, &a.Person, &a.Post, &a.Unit, &a.HappenedAt, &a.RecordedAt, &a.Encoder, &a.Words, &a.ReasonSalt, &s.changes, &outcome, &a.Asked, &position); err != nil {
			return s, err
		}
		if position.Valid {
			a.Position = position.Int64
		}
		a.Outcome = []byte(outcome)
		return s, nil
	}
}

// Act takes the row apart.
func (s Stored) Act() (Act, error) {
	a := s.act
	var err error
	ours := false
	if a.Payloads, ours, err = readPayloads(s.changes); err != nil {
		return a, err
	}
	a.Foreign = !ours
	a.Changes = make([]ledger.Change, 0, len(a.Payloads))
	for i := range a.Payloads {
		p := &a.Payloads[i]
		if p.B != "" {
			if p.Before, err = ledger.ParseCommitment(p.B); err != nil {
				return a, err
			}
		}
		if p.A != "" {
			if p.After, err = ledger.ParseCommitment(p.A); err != nil {
				return a, err
			}
		}
		a.Changes = append(a.Changes, ledger.Change{Object: p.Object, Before: p.Before, After: p.After})
	}
	switch len(a.ReasonSalt) {
	case len(ledger.Salt{}):
		a.Reason = ledger.Commit(ledger.Salt(a.ReasonSalt), []byte(a.Words))
	case len(ledger.Commitment{}):
		a.Reason = ledger.Commitment(a.ReasonSalt)
	}
	return a, nil
}

// Act finds an act by its id.
func (t *Tx) Act(division, id string) (Act, error) {
	return one(t, "act_by_id", scanAct(division), division, id)
}

// Outcome finds who did an act by its id, and what came of it; nothing of what it changed.
func (t *Tx) Outcome(division, id string) (Act, error) {
	return one(t, "act_outcome", func(r row) (Act, error) {
		a := Act{Position: -1}
		a.Division, a.ActID = division, id
		err := r.Scan(&a.Act, &a.Object, &a.Person, &a.Outcome, &a.Asked)
		return a, err
	}, division, id)
}

// ActsWaiting are acts without a place in the log, oldest first.
func (t *Tx) ActsWaiting(division string, most int) ([]Act, error) {
	return list(t, "act_waiting", scanAct(division), division, most)
}

// DivisionsWaiting are the divisions with acts that wait for their place.
func (t *Tx) DivisionsWaiting() ([]string, error) {
	return list(t, "act_divisions_waiting", func(r row) (s string, err error) { err = r.Scan(&s); return s, err })
}

// CountWaiting is the number of acts without a place.
func (t *Tx) CountWaiting(division string) (int64, error) {
	return one(t, "act_count_waiting", number, division)
}

// Placed is how far the positions of a division's acts go: the size that its log should have.
func (t *Tx) Placed(division string) (int64, error) {
	return one(t, "act_placed", number, division)
}

// Reach is a log by its newest checkpoint and by its acts.
type Reach struct {
	Head
	Placed int64 // how far the positions of the acts go
}

// Reaches are the logs of all divisions that have a row, an act or a checkpoint.
func (t *Tx) Reaches() ([]Reach, error) {
	return list(t, "ledger_reach", func(r row) (x Reach, err error) {
		var root []byte
		err = r.Scan(&x.Division, &x.Placed, &x.Size, &root, &x.Note, &x.NotedAt)
		copy(x.Root[:], root)
		return x, err
	})
}

// placedTogether is how many acts get their places in one statement.
const placedTogether = 128

// placing is act_place for so many acts, their ids and positions in turn; so
// that there are few texts to prepare, only for powers of two.
var placing = sync.OnceValue(func() map[int]string {
	texts := map[int]string{}
	var b strings.Builder
	for i := range placedTogether {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "($%d, cast($%d as bigint))", 2*i+2, 2*i+3)
		if n := i + 1; n&(n-1) == 0 {
			texts[n] = strings.Replace(query("act_place"), "($2, cast($3 as bigint))", b.String(), 1)
		}
	}
	return texts
})

// PlaceActs gives acts their positions in the log, one after the other.
func (t *Tx) PlaceActs(division string, ids []string, first int64) error {
	for some := range slices.Chunk(ids, placedTogether) {
		n := 1
		for n < len(some) {
			n *= 2
		}
		args := make([]any, 1, 2*n+1)
		args[0] = division
		for i := range n {
			last := min(i, len(some)-1) // the last one stands several times
			args = append(args, some[last], first+int64(last))
		}
		placed, err := t.c.Run(placing()[n], args...)
		if err == nil && placed != int64(len(some)) {
			err = ErrStale
		}
		if err != nil {
			return fmt.Errorf("act_place: %w", err)
		}
		first += int64(len(some))
	}
	return nil
}

// Acts calls f for the acts of a log from one position up to before another,
// without their outcomes.
func (t *Tx) Acts(division string, from, to int64, f func(Act) (bool, error)) error {
	return each(t, "act_by_position", scanAct(division), f, division, from, to)
}

// StoredActs is Acts for whoever takes the rows apart elsewhere.
func (t *Tx) StoredActs(division string, from, to int64, f func(Stored) (bool, error)) error {
	return each(t, "act_by_position", scanStored(division), f, division, from, to)
}

// ActsBefore are the newest acts before an instant, without what they changed.
func (t *Tx) ActsBefore(division string, before int64, id string, most int) ([]Act, error) {
	return list(t, "act_latest", scanAct(division), division, before, id, most)
}

// ActsOn are the newest acts about an object before an instant, without what they changed.
func (t *Tx) ActsOn(division, object string, before int64, most int) ([]Act, error) {
	return list(t, "act_by_object", scanAct(division), division, object, before, most)
}

// PutTile keeps a tile of the tree, wider than it was.
func (t *Tx) PutTile(division string, tile ledger.Tile) error {
	return t.put("tile_upsert", division, tile.Level, tile.Index, tile.Width, tile.Data)
}

// Tile finds a tile of the tree.
func (t *Tx) Tile(division string, level int, n int64) (ledger.Tile, error) {
	return one(t, "tile_by_place", func(r row) (x ledger.Tile, err error) {
		err = r.Scan(&x.Level, &x.Index, &x.Width, &x.Data)
		return x, err
	}, division, level, n)
}

// Head is how far a division's log has come, with its newest checkpoint.
type Head struct {
	Division string
	Size     int64
	Root     ledger.Hash
	Chain    ledger.Chain
	Note     string
	NotedAt  int64
	Version  int64 // 0 before the first
}

// Head finds the newest checkpoint of a division.
func (t *Tx) Head(division string) (Head, error) {
	return one(t, "head_by_division", func(r row) (Head, error) {
		h := Head{Division: division}
		var root, chain []byte
		err := r.Scan(&h.Size, &root, &chain, &h.Note, &h.NotedAt, &h.Version)
		copy(h.Root[:], root)
		copy(h.Chain[:], chain)
		return h, err
	}, division)
}

// SetHead moves the log on; ErrStale or ErrDuplicate if another sequencer did.
func (t *Tx) SetHead(h Head) error {
	if h.Version == 0 {
		_, err := t.run("head_insert", h.Division, h.Size, h.Root[:], h.Chain[:], h.Note, h.NotedAt)
		return err
	}
	return t.versioned("head_update", h.Division, h.Size, h.Root[:], h.Chain[:], h.Note, h.NotedAt, h.Version)
}

// Heads are the newest checkpoints of all divisions.
func (t *Tx) Heads() ([]Head, error) {
	return list(t, "head_all", func(r row) (Head, error) {
		var h Head
		var root []byte
		err := r.Scan(&h.Division, &h.Size, &root, &h.Note, &h.NotedAt)
		copy(h.Root[:], root)
		return h, err
	})
}

// TakeLease takes or renews a lease, and says whether the holder has it now. One
// that ends later than any lease could was given by a clock since set back, and
// binds nobody.
func (t *Tx) TakeLease(division, lease, holder string, until, now int64) (bool, error) {
	n, err := t.run("lease_take", division, lease, holder, until, now)
	return n == 1, err
}
