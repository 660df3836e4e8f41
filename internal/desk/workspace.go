package desk

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/credential/passkey"
	"duban/internal/kernel/document"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/kernel/webhook"
	"duban/internal/press/paper"
	"duban/internal/store"
)

// Workspace is where an office works: the acts that remember. Each loads, lets
// the kernel decide, and saves with its ledger entry in one transaction, with
// one now.
type Workspace struct {
	*Desk
	store *store.Store
	means Means

	seq      sequencer
	almanacs almanacs
	kept     keptSettlements
	lands    lands
	years    taskYears
	ended    endings
	sending  sending
	mailing  mailing

	mu       sync.Mutex        // guards what follows
	swept    map[string]string // by division: the file that the last sweep came to
	actors   map[string]cachedActor
	last     int64                     // the newest instant given out
	gathered string                    // the checkpoints last written into the log of logs
	parties  map[string]*passkey.Party // by origin

	reading chan struct{} // a report waits to be read
}

// Means are what a workspace needs of the world; cli/wire.go hands them in.
type Means struct {
	Clock      func() int64 // microseconds since 1970 UTC
	Random     io.Reader
	Signers    []ledger.Signer // of checkpoints; the first is Ed25519
	Verifiers  []ledger.Verifier
	PublicKeys []string // the texts of the verifiers
	National   bool     // 国密: checkpoints carry an SM3 chain
	Files      Files
	Passwords  Passwords
	Keys       *credential.KeyRing // seals secrets that must be readable again
	Identities Identities
	Reader     PresentReader
	Mechanisms *Mechanisms // nil for those the program carries
	// Fonts are what documents are set in; without them a PDF names its fonts and holds none.
	Fonts func() *paper.Fonts
	// Open makes a document of foreign bytes; name is what the person called the file.
	Open func(ctx context.Context, name string, data io.Reader) (*document.Document, error)
	// Pages counts the pages of a PDF that can be opened; without it none is taken in.
	Pages func(ctx context.Context, name string, data io.Reader) (int, error)
	// Report tells the log of trouble that no person waits for.
	Report func(what string, err error)
	Holder string // names this process among several
	// Performed, where it is set, hears of every act once it is committed.
	Performed func(ctx context.Context, act, id string)
	// Courier carries events to other systems; without it they wait.
	Courier Courier
	// Postman hands notices to a mail server; without it none is mailed.
	Postman Postman
	Origin  string // where people open the pages, for letters to name; "" names none
	Public  string // where the public site is opened, for letters to subscribers to name; "" names none
}

// PresentReader is how reports are read now; the zero value is the standard way.
type PresentReader struct {
	Version string // of the rules; "" is Reader
	// Knowledge changes what the rules know of units and indicators.
	Knowledge func(statement.Knowledge) statement.Knowledge
}

// Files keeps content-addressed bytes, on disk before Put returns. What Open gives
// ends in an error where it is not what was kept.
type Files interface {
	Put(ctx context.Context, division string, data io.Reader, most int64) (sha256 string, size int64, err error)
	Open(ctx context.Context, division, sha256 string) (io.ReadCloser, error)
	Remove(ctx context.Context, division, sha256 string) error
	// Check says why they cannot be had.
	Check(ctx context.Context) error
}

// Passwords proves passwords.
type Passwords interface {
	Hash(ctx context.Context, password string) (string, error)
	// Verify says whether the password is right and whether its hash should be
	// made anew; an empty hash takes as long as a wrong password.
	Verify(ctx context.Context, hash, password string) (right, stale bool, err error)
	// Check refuses a weak password in one sentence.
	Check(password, login, name string) error
}

// Work opens a workspace on a database.
func Work(s *store.Store, m Means) *Workspace {
	w := &Workspace{Desk: New(), store: s, means: m, actors: map[string]cachedActor{}, reading: make(chan struct{}, 1)}
	if w.means.Mechanisms == nil {
		w.means.Mechanisms = StandardMechanisms()
	}
	w.seq.edges = map[string]*ledger.Edge{}
	w.seq.alone = s.AfterGroup(w.sequenceGroup)
	return w
}

// Ready answers nil while the database answers.
func (w *Workspace) Ready(ctx context.Context) error { return faulted(w.store.Ready(ctx)) }

// now is the time, which never goes back: where a clock was set back, it
// stands still until the clock has caught up.
func (w *Workspace) now() int64 {
	t := w.means.Clock()
	w.mu.Lock()
	defer w.mu.Unlock()
	if t <= w.last {
		t = w.last + 1
	}
	w.last = t
	return t
}

const day = 24 * 3600 * 1_000_000

// dayOf is the civil day of an instant, counted from 1970-01-01.
func dayOf(at int64) int64 { return civil.Instant(at).DayNumber() }

// Call is what every act carries beside its own words.
type Call struct {
	ActID      string // unique in the division; "" lets the desk draw one
	HappenedAt int64  // 0 for now
	Version    int64  // of the object as the person saw it; 0 takes it as it is, Fresh says there is none
	Asked      string // what the request was, so that an id is not used for another; "" where nobody says
}

// Fresh is the version of what is not there yet: the act makes it or fails.
const Fresh = -1

// errReused says that an act's id was used for something else.
var errReused = errors.New("desk: the act's id was used for something else")

// Stale says that the object changed since the caller saw it.
func Stale(err error) bool { return errors.Is(err, store.ErrStale) }

// Reused says that the act's id was used for something else.
func Reused(err error) bool { return errors.Is(err, errReused) }

// deed is an act being done.
type deed struct {
	w      *Workspace
	tx     *store.Tx
	by     staff.Actor
	act    string
	id     string
	now    int64
	object string
	reason string
	done   []store.Payload
	holder string   // under which name files wait for who has no account
	taken  []string // photographs and files that the deed gave to a case already
	drawn  int
	dates  almanac // what cases are dated by, once it was asked for
	// the case whose outcome it does to an object, while it does
	outcome    outcome
	told       []tiding        // of tasks, kept together before the entry
	robots     []webhook.Robot // of the division, once they were asked for
	robotsRead bool
	law        string // the digest of the country's table that the next edition goes by
}

// perform does an act once by its id: it decides whether the actor may, runs
// f, and keeps the entry and the outcome with it. A retry gets the outcome that
// was kept.
func perform[Out any](ctx context.Context, w *Workspace, by staff.Actor, act string, call Call, f func(*deed) (Out, error)) (Out, error) {
	if err := staff.Permit(by, act, ""); err != nil {
		var none Out
		return none, err
	}
	return performed(ctx, w, by, act, call, f)
}

// performed does what perform does without asking who may: for the program's
// own acts, and for the first ones, before anybody is.
func performed[Out any](ctx context.Context, w *Workspace, by staff.Actor, act string, call Call, f func(*deed) (Out, error)) (Out, error) {
	var out Out
	drawn := call.ActID == ""
	if drawn {
		call.ActID = NewAct(w.means.Clock(), w.means.Random)
	} else if len(call.ActID) > 128 {
		return out, fault.New(fault.Invalid, "这次操作的编号太长。", "请用 128 个字符以内的编号。")
	}
	var err error
	again := false // the act was done before
	for range 2 {
		err = w.write(ctx, by.Division, act, func(tx *store.Tx) error {
			again = false
			if !drawn {
				a, err := tx.Outcome(by.Division, call.ActID)
				if err == nil {
					again = true
					out, err = kept[Out](by, act, call.Asked, a)
					return err
				}
				if !errors.Is(err, store.ErrNotFound) {
					return err
				}
			}
			d := &deed{w: w, tx: tx, by: by, act: act, id: call.ActID, now: w.now()}
			var err error
			if out, err = f(d); err != nil {
				return err
			}
			if err := d.tellTasks(); err != nil {
				return err
			}
			return d.keep(call, out)
		})
		// somebody with the same id may have been quicker
		if !errors.Is(err, store.ErrDuplicate) {
			break
		}
	}
	if err != nil {
		if !drawn && !errors.Is(err, store.ErrGone) && ctx.Err() == nil {
			if out, done, kept := quicker[Out](ctx, w, by, act, call); done {
				return out, faulted(kept)
			}
		}
		var none Out
		return none, faulted(err)
	}
	if w.means.Performed != nil && !again {
		w.means.Performed(ctx, act, call.ActID)
	}
	w.seq.wake()
	if _, told := webhook.KindOf(act); told && w.seq.alone {
		w.sending.wake()
	}
	return out, nil
}

// ActDone says that an act with the call's id was done already.
func (w *Workspace) ActDone(ctx context.Context, by staff.Actor, call Call) (bool, error) {
	if call.ActID == "" {
		return false, nil
	}
	done := false
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		_, err := tx.Outcome(by.Division, call.ActID)
		if done = err == nil; errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	return done, faulted(err)
}

// small are the acts that may share a transaction: they work on a few rows,
// many do them at once, and each changes only objects whose version it saw. An
// act that decides by what others are doing, as those on the staff do, needs a
// transaction of its own to wait in.
var small = map[string]bool{
	"record.accept": true, "record.correct": true, "record.reject": true, "record.reopen": true, "alarm.settle": true,
	"case.fall": true, "case.open": true, "case.act": true, "case.redate": true, "case.migrate": true,
}

func (w *Workspace) write(ctx context.Context, division, act string, f func(*store.Tx) error) error {
	if small[act] {
		return w.store.WriteTogether(ctx, division, f)
	}
	return w.store.Write(ctx, f)
}

// quicker finds the outcome of the same act sent twice at once: the slower one
// fails on what the quicker one has changed already.
func quicker[Out any](ctx context.Context, w *Workspace, by staff.Actor, act string, call Call) (out Out, done bool, err error) {
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		a, err := tx.Act(by.Division, call.ActID)
		if err != nil {
			return err
		}
		done = true
		out, err = kept[Out](by, act, call.Asked, a)
		return err
	})
	return out, done, err
}

// keep writes the entry of a deed with its outcome.
func (d *deed) keep(call Call, out any) error {
	outcome, err := json.Marshal(out)
	if err != nil {
		return err
	}
	slices.SortFunc(d.done, func(a, b store.Payload) int { return strings.Compare(a.Object, b.Object) })
	a := store.Act{Words: d.reason, Payloads: d.done, Outcome: outcome, Asked: call.Asked}
	happened := call.HappenedAt
	if happened == 0 || happened > d.now {
		happened = d.now
	}
	a.Entry = ledger.Entry{Encoder: ledger.Encoder, Division: d.by.Division, ActID: d.id, Act: d.act, Object: d.object,
		Person: d.by.Person, Post: d.by.Post, Unit: d.by.Unit, HappenedAt: happened, RecordedAt: d.now}
	if d.reason != "" {
		salt := d.w.salt()
		a.ReasonSalt, a.Reason = salt[:], ledger.Commit(salt, []byte(d.reason))
	} else {
		a.ReasonSalt = []byte{}
	}
	for _, p := range d.done {
		a.Changes = append(a.Changes, ledger.Change{Object: p.Object, Before: p.Before, After: p.After})
	}
	if d.w.seq.alone {
		return d.w.place(d.tx, a)
	}
	a.Position = -1
	return d.tx.AddAct(a)
}

// seal records that the deed leaves an object with these canonical bytes, and
// gives what the row keeps of it. old is what the row kept before, nil for a new one.
func (d *deed) seal(object string, old []byte, bytes []byte) []byte {
	salt := d.w.salt()
	after := ledger.Commit(salt, bytes)
	p := store.Payload{Object: object, Before: sealed(old), After: after, Salt: salt[:], Bytes: string(bytes)}
	if i := slices.IndexFunc(d.done, func(q store.Payload) bool { return q.Object == object }); i >= 0 {
		p.Before = d.done[i].Before // an entry names an object once
		d.done[i] = p
	} else {
		d.done = append(d.done, p)
	}
	return append(append(make([]byte, 0, len(salt)+len(after)), salt[:]...), after[:]...)
}

func sealed(seal []byte) (c ledger.Commitment) {
	if len(seal) == len(ledger.Salt{})+len(c) {
		copy(c[:], seal[len(ledger.Salt{}):])
	}
	return c
}

func (w *Workspace) salt() (s ledger.Salt) {
	fill(w.means.Random, s[:])
	return s
}

func fill(random io.Reader, b []byte) {
	if _, err := io.ReadFull(random, b); err != nil {
		panic(fmt.Sprintf("desk: no randomness: %v", err))
	}
}

// newID names a new object; the same act always gives the same names.
func (d *deed) newID() string {
	d.drawn++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d", d.by.Division, d.id, d.drawn))
	return lower32.EncodeToString(sum[:10])
}

// current refuses to act on an object that changed since the person saw it.
func (c Call) current(version int64, what string) error {
	switch c.Version {
	case 0, version:
		return nil
	case Fresh:
		return fault.New(fault.Conflict, what+"已经有了。", "要改它，请改现有的；要另建，请换一个代码。")
	}
	return fault.New(fault.Conflict, what+"刚被别人改过。", "请刷新看看现在的样子，再决定怎么改。").Because(store.ErrStale)
}

// only is current for what there is one of, or none yet.
func (c Call) only(version int64, what string) error {
	switch {
	case version == 0:
		return c.absent()
	case c.Version == Fresh: // none was seen; what to do is the same as when another was
		return fault.New(fault.Conflict, what+"刚被别人改过。", "请刷新看看现在的样子，再决定怎么改。")
	}
	return c.current(version, what)
}

// absent refuses to make what the person says they have seen.
func (c Call) absent() error {
	if c.Version != 0 && c.Version != Fresh {
		return store.ErrNotFound
	}
	return nil
}

// faulted turns what the store says into words for people.
func faulted(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fault.As(err); ok {
		return err
	}
	switch {
	case errors.Is(err, store.ErrNotFound):
		return fault.New(fault.NotFound, "没有找到，或者您看不到它。", "看看地址是不是写错了。").Because(err)
	case errors.Is(err, store.ErrStale):
		return fault.New(fault.Conflict, "这一条刚被别人改过。", "请刷新看看现在的样子，再决定怎么改。").Because(err)
	case errors.Is(err, store.ErrDuplicate):
		return fault.New(fault.Conflict, "同样的一条已经有了。", "请换一个代码或名称。").Because(err)
	case errors.Is(err, store.ErrReference):
		return fault.New(fault.Invalid, "引用的单位、岗位或人员不存在，或还有别处用着它。", "请先把引用的补齐，或先去掉引用。").Because(err)
	case errors.Is(err, store.ErrFull):
		return fault.New(fault.Unavailable, "磁盘满了，这次没有存上。", "请联系系统管理员腾出空间；已经存的都在。").Because(err)
	case errors.Is(err, store.ErrGone):
		return fault.New(fault.Unavailable, "数据库暂时连不上，这次没有存上。", "过一会儿再试；重试不会重复办理。").Because(err)
	}
	return err
}

// kept answers an act that was done before.
func kept[Out any](by staff.Actor, act, asked string, a store.Act) (Out, error) {
	var out Out
	if a.Act != act || a.Person != by.Person || (asked != "" && a.Asked != "" && asked != a.Asked) {
		return out, fault.New(fault.Conflict, "这次操作的编号已经用在别的事上。", "请刷新页面再办。").Because(errReused)
	}
	if len(a.Outcome) == 0 {
		return out, fault.New(fault.Conflict, "这次操作早已办过，结果不再保留。", "请刷新看看现在的样子；要再办一次，请从页面上重新办。")
	}
	return out, json.Unmarshal(a.Outcome, &out)
}

// NewAct draws an id for an act. It begins with the time, in microseconds, so
// that acts of one time stand together in the index of their ids.
func NewAct(now int64, random io.Reader) string {
	var b [15]byte
	binary.BigEndian.PutUint64(b[:], uint64(now)<<8) // the lowest byte goes, and the highest is none
	fill(random, b[6:])
	return lower32.EncodeToString(b[:])
}

func (w *Workspace) draw() string {
	var b [15]byte
	fill(w.means.Random, b[:])
	return lower32.EncodeToString(b[:])
}

// lower32 writes short ids that survive being read aloud.
var lower32 = base32.NewEncoding("abcdefghijkmnpqrstuvwxyz23456789").WithPadding(base32.NoPadding)

func missing(err error) bool { return errors.Is(err, store.ErrNotFound) }
