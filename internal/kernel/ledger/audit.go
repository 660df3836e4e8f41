package ledger

import (
	"errors"
	"slices"
	"strings"
	"sync"
)

// Payload (内容) is a version of an object as the store keeps it, or the
// reason of an act under the name that ReasonObject gives. Canonical bytes are
// never empty: no Bytes means that they are gone.
type Payload struct {
	Object string
	Salt   Salt
	Bytes  []byte
	Erased bool // bytes and salt were destroyed
}

// Plan (核验安排) says what an audit can look at.
type Plan struct {
	Tiles       TileReader // stored tiles; nil if there are none: altered entries are then not told apart
	Size        int64      // of the newest checkpoint, to which the tiles reach
	NoPayloads  bool       // no versions are handed in; only entries are checked
	CurrentOnly bool       // of a version superseded by another only the salt is kept
	Objects     bool       // Object will be called for every present object
	Chain       bool       // compute the SM3 chain as well
	Workers     int        // how many hash at the same time; 1 if less
}

// Audit (核验) reads a division's log in order and then its present objects.
// It keeps 32 to 96 bytes an entry and the last commitment of every object.
// What is handed in must stay unchanged until Close.
type Audit struct {
	plan     Plan
	report   Report
	batch    []job
	queued   int
	held     int // bytes of payloads in the batch
	hashes   []Hash
	chains   []Chain
	stored   []Hash // leaf hashes by the stored tiles, as far as read
	lost     map[int64]bool
	damaged  map[int64]bool // level 0 tiles that cannot be read
	suspects map[int64]subject
	objects  map[string]*state
	pending  map[string][]gone
	last     int64 // RecordedAt of the entry before
}

type subject struct{ actID, act, object string }

type gone struct {
	position int64
	subject
}

type state struct {
	after    Commitment
	salt     Salt
	position int64
	salted   bool
	seen     bool
	subject
}

type job struct {
	position int64
	entry    Entry
	raw      []byte // the leaf as it was handed in, or room to write it
	given    bool
	broken   bool // its row could not be read
	count    int  // of the changes, by the leaf that was handed in
	digest   [32]byte
	changed  bool // the changes do not fit the leaf
	payloads []Payload
	noted    bool // payloads are known for this entry
	hash     Hash
	err      error
	wrong    []int
}

const (
	batchEntries = 4096
	batchBytes   = 16 << 20
)

// NewAudit begins an audit.
func NewAudit(plan Plan) *Audit {
	plan.Workers = max(plan.Workers, 1)
	return &Audit{plan: plan, batch: make([]job, batchEntries), lost: map[int64]bool{}, damaged: map[int64]bool{},
		suspects: map[int64]subject{}, objects: map[string]*state{}, pending: map[string][]gone{}}
}

// Entry takes the entry at a position, with the versions it made.
func (a *Audit) Entry(position int64, e Entry, payloads []Payload) {
	j := a.next()
	j.position, j.entry, j.payloads, j.noted = position, e, payloads, !a.plan.NoPayloads
	a.queue(payloads)
}

// Broken takes the place of an entry whose row cannot be read; of e only the names are known.
func (a *Audit) Broken(position int64, e Entry) {
	j := a.next()
	j.position, j.entry, j.given, j.broken, j.err = position, e, true, true, errBroken
	a.queue(nil)
}

// BrokenObject takes a present object that cannot be read, after all entries.
func (a *Audit) BrokenObject(object string) {
	a.flush()
	if s, ok := a.objects[object]; ok {
		s.seen = true
	}
	a.report.Findings = append(a.report.Findings, Finding{Kind: BrokenRow, Position: -1, Until: -1, Other: -1, Object: object})
}

var errBroken = errors.New("ledger: the row of an entry cannot be read")

// leaf takes a leaf of an export with its list of changes.
func (a *Audit) leaf(position int64, raw []byte, l Leaf, err error, changes []Change, payloads []Payload) {
	j := a.next()
	j.position, j.entry, j.payloads, j.noted = position, l.Entry, payloads, !a.plan.NoPayloads
	j.entry.Changes = changes
	j.raw, j.given, j.count, j.digest, j.err = raw, true, l.ChangeCount, l.ChangesDigest, err
	a.queue(payloads)
}

// Unsequenced takes an entry that was committed but has no position yet: its
// changes count as the last ones, and the report names it as a straggler.
func (a *Audit) Unsequenced(e Entry, payloads []Payload) {
	a.flush()
	j := job{position: -1, entry: e, payloads: payloads, noted: !a.plan.NoPayloads}
	j.work()
	a.find(UnsequencedEntry, &j, "", -1)
	a.settle(&j)
}

func (a *Audit) next() *job {
	j := &a.batch[a.queued]
	raw := j.raw[:0]
	if j.given {
		raw = nil
	}
	*j = job{raw: raw, wrong: j.wrong[:0]}
	return j
}

func (a *Audit) queue(payloads []Payload) {
	for i := range payloads {
		a.held += len(payloads[i].Bytes)
	}
	if a.queued++; a.queued == len(a.batch) || a.held > batchBytes {
		a.flush()
	}
}

// flush hashes the batch on all workers and then settles it in order.
func (a *Audit) flush() {
	jobs := a.batch[:a.queued]
	a.queued, a.held = 0, 0
	share := (len(jobs) + a.plan.Workers - 1) / a.plan.Workers
	var wait sync.WaitGroup
	for part := range slices.Chunk(jobs, max(share, 1)) {
		wait.Go(func() {
			for i := range part {
				part[i].work()
			}
		})
	}
	wait.Wait()
	for i := range jobs {
		j := &jobs[i]
		a.seat(j)
		j.payloads, j.entry.Changes = nil, nil
	}
}

// work does what needs no knowledge of other entries.
func (j *job) work() {
	if j.given {
		if j.err == nil {
			count, digest := digestChanges(nil, j.entry.Changes)
			j.changed = count != j.count || digest != j.digest
		}
	} else {
		j.raw, j.err = j.entry.AppendLeaf(j.raw[:0])
	}
	j.hash = LeafHash(j.raw)
	for i := range j.payloads {
		p := &j.payloads[i]
		if p.Erased || len(p.Bytes) == 0 {
			continue
		}
		if c, ok := j.commitment(p.Object); !ok || !c.Holds(p.Salt, p.Bytes) {
			j.wrong = append(j.wrong, i)
		}
	}
}

func (j *job) commitment(object string) (Commitment, bool) {
	for i := range j.entry.Changes {
		if c := &j.entry.Changes[i]; c.Object == object {
			return c.After, c.After != Zero
		}
	}
	if id, ok := strings.CutPrefix(object, reasonPrefix); ok && id == j.entry.ActID {
		return j.entry.Reason, j.entry.Reason != Zero
	}
	return Zero, false
}

// seat puts the entry's hash in its place and settles what it says.
func (a *Audit) seat(j *job) {
	at := int64(len(a.hashes))
	if j.position < at {
		a.find(DuplicatedEntry, j, "", j.position)
		return
	}
	if j.position > at {
		a.report.Findings = append(a.report.Findings, Finding{Kind: MissingEntry, Position: at, Until: j.position - 1, Other: -1})
		for ; at < j.position; at++ {
			a.lost[at] = true
			a.hashes = append(a.hashes, Hash{})
			if a.plan.Chain {
				a.chains = append(a.chains, Chain{})
			}
		}
	}
	a.report.Entries++
	a.hashes = append(a.hashes, j.hash)
	if a.plan.Chain {
		var c Chain
		if at > 0 {
			c = a.chains[at-1]
		}
		a.chains = append(a.chains, c.Next(j.raw))
	}
	if s, ok := a.sealed(at); ok && s != j.hash {
		a.suspects[at] = subject{j.entry.ActID, j.entry.Act, j.entry.Object}
	}
	if j.broken {
		a.find(BrokenRow, j, "", -1)
		return
	}
	if j.err != nil {
		a.find(AlteredEntry, j, "", -1)
		return
	}
	if j.changed {
		a.find(AlteredChanges, j, "", -1)
	}
	if at > 0 && j.entry.RecordedAt < a.last {
		a.find(TimeBackwards, j, "", -1)
	}
	a.last = j.entry.RecordedAt
	a.settle(j)
}

// settle follows each object from entry to entry.
func (a *Audit) settle(j *job) {
	e := &j.entry
	name := subject{e.ActID, e.Act, e.Object}
	for i := range e.Changes {
		c := &e.Changes[i]
		if e.Erases() {
			a.erase(c.Object, j)
		}
		if strings.HasPrefix(c.Object, reasonPrefix) {
			continue
		}
		was, known := a.objects[c.Object]
		if !known {
			was = &state{}
			a.objects[c.Object] = was
		}
		if was.after != c.Before {
			other := int64(-1)
			if known {
				other = was.position
			}
			a.find(BrokenSequence, j, c.Object, other)
		}
		*was = state{after: c.After, position: j.position, subject: name}
		if j.noted && c.After != Zero && !j.has(c.Object) {
			a.pending[c.Object] = append(a.pending[c.Object], gone{j.position, name})
		}
	}
	if e.Reason != Zero && j.noted {
		if object := ReasonObject(e.ActID); !j.has(object) {
			a.pending[object] = append(a.pending[object], gone{j.position, name})
		}
	}
	for i := range j.payloads {
		p := &j.payloads[i]
		switch {
		case slices.Contains(j.wrong, i):
			a.find(AlteredPayload, j, p.Object, -1)
		case p.Erased, len(p.Bytes) == 0 && !a.plan.CurrentOnly:
			a.pending[p.Object] = append(a.pending[p.Object], gone{j.position, name})
		case len(p.Bytes) > 0:
			a.report.Payloads++
		}
		if s, ok := a.objects[p.Object]; ok && !p.Erased && s.position == j.position {
			s.salt, s.salted = p.Salt, true
		}
	}
}

func (j *job) has(object string) bool {
	for i := range j.payloads {
		if j.payloads[i].Object == object {
			return true
		}
	}
	return false
}

// erase lets the act excuse what is gone of the object's earlier versions.
func (a *Audit) erase(object string, by *job) {
	for _, g := range a.pending[object] {
		a.report.Findings = append(a.report.Findings, Finding{Kind: ErasedLawfully, Position: g.position, Until: g.position, Other: by.position,
			ActID: g.actID, Act: g.act, Object: object})
	}
	delete(a.pending, object)
}

// Object takes a present object, after all entries.
func (a *Audit) Object(object string, current []byte) {
	a.flush()
	s, ok := a.objects[object]
	if !ok || s.after == Zero {
		a.report.Findings = append(a.report.Findings, Finding{Kind: InsertedObject, Position: -1, Until: -1, Other: -1, Object: object})
		return
	}
	s.seen = true
	if !s.salted {
		// without a salt there is nothing to compare with; that the salt is
		// gone is a finding of its own, unless payloads were not looked at.
		return
	}
	a.report.Objects++
	if !s.after.Holds(s.salt, current) {
		a.report.Findings = append(a.report.Findings, Finding{Kind: AlteredObject, Position: s.position, Until: s.position, Other: -1,
			ActID: s.actID, Act: s.act, Object: object})
	}
}

func (a *Audit) find(k Kind, j *job, object string, other int64) {
	if object == "" {
		object = j.entry.Object
	}
	a.report.Findings = append(a.report.Findings, Finding{Kind: k, Position: j.position, Until: j.position, Other: other,
		ActID: j.entry.ActID, Act: j.entry.Act, Object: object})
}

// sealed is the leaf hash at the position by the stored tiles.
func (a *Audit) sealed(at int64) (Hash, bool) {
	for int64(len(a.stored)) <= at && a.plan.Tiles != nil && int64(len(a.stored)) < a.plan.Size {
		index := int64(len(a.stored)) / TileWidth
		width := int(min(a.plan.Size-index*TileWidth, TileWidth))
		data, err := readTile(a.plan.Tiles, 0, index, width)
		if err != nil {
			a.damaged[index] = true
			a.tileFinding(Tile{Index: index, Width: width})
			data = make([]byte, width*len(Hash{}))
		}
		for part := range slices.Chunk(data, len(Hash{})) {
			a.stored = append(a.stored, Hash(part))
		}
	}
	if at >= int64(len(a.stored)) || a.damaged[at/TileWidth] {
		return Hash{}, false
	}
	return a.stored[at], true
}

func (a *Audit) tileFinding(t Tile) {
	a.report.Findings = append(a.report.Findings, Finding{Kind: DamagedTile, Position: -1, Until: -1, Other: -1, Detail: t.Path()})
}
