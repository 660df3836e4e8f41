package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Encoder is the number of the encoder that new entries are written with. A
// number that was ever used keeps its encoder for good.
const Encoder = 1

const (
	// MaxLeaf is the longest leaf that an entry bundle can hold.
	MaxLeaf = 65535
	// MaxField is the longest text of an entry in bytes: eight of them, each
	// byte escaped to six, stay below MaxLeaf.
	MaxField = 1024
	// integers beyond this are not exact in every reader of JSON.
	maxInteger = 1<<53 - 1
)

const eraseSuffix = ".erase"

// Entry (存证记录) is what one act leaves in the log.
type Entry struct {
	Encoder    int        // numbered encoder of the leaf
	Division   string     // division code
	ActID      string     // unique within the division
	Act        string     // verb of the field, like "task.issue"
	Object     string     // what the act was about
	Person     string     // who did it
	Post       string     // in which post
	Unit       string     // for which unit
	HappenedAt int64      // microseconds since 1970 UTC
	RecordedAt int64      // microseconds since 1970 UTC
	Reason     Commitment // to the reason given, Zero if none
	Changes    []Change
}

// Leaf (叶) is an entry as an outsider reads it from the log: without the list
// of changes, but with its count and digest.
type Leaf struct {
	Entry
	ChangeCount   int
	ChangesDigest [32]byte
}

// Erases reports whether the act destroys earlier versions lawfully.
func (e *Entry) Erases() bool { return strings.HasSuffix(e.Act, eraseSuffix) }

// AppendLeaf writes the canonical leaf. It refuses an unknown encoder, a text
// that is too long or no UTF-8, and an instant out of range.
func (e *Entry) AppendLeaf(dst []byte) ([]byte, error) {
	for i := range e.Changes {
		if o := e.Changes[i].Object; !utf8.ValidString(o) || len(o) > MaxField {
			return dst, fmt.Errorf("ledger: act %s: the name of change %d is no UTF-8 or longer than %d bytes", e.ActID, i, MaxField)
		}
	}
	var room [1024]byte
	count, digest := digestChanges(room[:0], e.Changes)
	return e.appendLeaf(dst, count, &digest)
}

// AppendLeaf writes the leaf again, from the count and digest.
func (l *Leaf) AppendLeaf(dst []byte) ([]byte, error) {
	return l.appendLeaf(dst, l.ChangeCount, &l.ChangesDigest)
}

func (e *Entry) appendLeaf(dst []byte, count int, digest *[32]byte) ([]byte, error) {
	switch e.Encoder {
	case 1:
		return e.appendLeaf1(dst, count, digest)
	}
	return dst, fmt.Errorf("ledger: act %s: there is no encoder %d", e.ActID, e.Encoder)
}

func (e *Entry) appendLeaf1(dst []byte, count int, digest *[32]byte) ([]byte, error) {
	for _, s := range [...]string{e.Division, e.ActID, e.Act, e.Object, e.Person, e.Post, e.Unit} {
		if len(s) > MaxField || !utf8.ValidString(s) {
			return dst, fmt.Errorf("ledger: act %s: a text is no UTF-8 or longer than %d bytes", e.ActID, MaxField)
		}
	}
	for _, n := range [...]int64{e.HappenedAt, e.RecordedAt, int64(count)} {
		if n > maxInteger || n < -maxInteger {
			return dst, fmt.Errorf("ledger: act %s: an instant is out of range", e.ActID)
		}
	}
	dst = append(dst, `{"act":`...)
	dst = appendString(dst, e.Act)
	dst = append(dst, `,"act_id":`...)
	dst = appendString(dst, e.ActID)
	dst = append(dst, `,"change_count":`...)
	dst = strconv.AppendInt(dst, int64(count), 10)
	dst = append(dst, `,"changes":"`...)
	dst = hex.AppendEncode(dst, digest[:])
	dst = append(dst, `","division":`...)
	dst = appendString(dst, e.Division)
	dst = append(dst, `,"encoder":1,"happened_at":`...)
	dst = strconv.AppendInt(dst, e.HappenedAt, 10)
	dst = append(dst, `,"object":`...)
	dst = appendString(dst, e.Object)
	dst = append(dst, `,"person":`...)
	dst = appendString(dst, e.Person)
	dst = append(dst, `,"post":`...)
	dst = appendString(dst, e.Post)
	dst = append(dst, `,"reason":"`...)
	dst = appendCommitment(dst, &e.Reason)
	dst = append(dst, `","recorded_at":`...)
	dst = strconv.AppendInt(dst, e.RecordedAt, 10)
	dst = append(dst, `,"unit":`...)
	dst = appendString(dst, e.Unit)
	return append(dst, '}'), nil
}

// ParseLeaf reads a leaf and refuses whatever AppendLeaf would write otherwise,
// so one entry has one leaf only.
func ParseLeaf(data []byte) (Leaf, error) {
	if len(data) > MaxLeaf {
		return Leaf{}, fmt.Errorf("ledger: a leaf of %d bytes is longer than %d", len(data), MaxLeaf)
	}
	var l Leaf
	p := parser{rest: data}
	p.word(`{"act":`)
	l.Act = p.string()
	p.word(`,"act_id":`)
	l.ActID = p.string()
	p.word(`,"change_count":`)
	l.ChangeCount = int(p.integer())
	p.word(`,"changes":"`)
	p.digest(l.ChangesDigest[:])
	p.word(`,"division":`)
	l.Division = p.string()
	p.word(`,"encoder":`)
	l.Encoder = int(p.integer())
	if p.err == nil && l.Encoder != 1 {
		return Leaf{}, fmt.Errorf("ledger: there is no encoder %d", l.Encoder)
	}
	p.word(`,"happened_at":`)
	l.HappenedAt = p.integer()
	p.word(`,"object":`)
	l.Object = p.string()
	p.word(`,"person":`)
	l.Person = p.string()
	p.word(`,"post":`)
	l.Post = p.string()
	p.word(`,"reason":"`)
	p.commitment(&l.Reason)
	p.word(`,"recorded_at":`)
	l.RecordedAt = p.integer()
	p.word(`,"unit":`)
	l.Unit = p.string()
	p.word(`}`)
	if err := p.end(); err != nil {
		return Leaf{}, err
	}
	if l.ChangeCount < 0 {
		return Leaf{}, errors.New("ledger: a count of changes below nought")
	}
	again, err := l.AppendLeaf(make([]byte, 0, len(data)))
	if err != nil {
		return Leaf{}, err
	}
	if !bytes.Equal(again, data) {
		return Leaf{}, errors.New("ledger: the leaf is not canonical")
	}
	return l, nil
}

// LeafHash is RFC 6962's: SHA-256 over a zero byte and the leaf.
func LeafHash(leaf []byte) Hash {
	var room [2048]byte
	if len(leaf) < len(room) {
		return sha256.Sum256(append(append(room[:0], 0), leaf...))
	}
	h := sha256.New()
	h.Write(room[:1])
	h.Write(leaf)
	var out Hash
	h.Sum(out[:0])
	return out
}

// parser reads the fixed layout of canonical JSON; the first trouble stays.
type parser struct {
	rest []byte
	err  error
}

func (p *parser) word(w string) {
	if p.err != nil {
		return
	}
	if !bytes.HasPrefix(p.rest, []byte(w)) {
		p.err = fmt.Errorf("ledger: %s expected", w)
		return
	}
	p.rest = p.rest[len(w):]
}

func (p *parser) string() string {
	if p.err != nil {
		return ""
	}
	if len(p.rest) == 0 || p.rest[0] != '"' {
		p.err = errors.New("ledger: a text expected")
		return ""
	}
	plain := true
	for i := 1; i < len(p.rest); i++ {
		switch p.rest[i] {
		case '\\':
			plain = false
			i++
		case '"':
			raw := p.rest[:i+1]
			p.rest = p.rest[i+1:]
			if plain {
				return string(raw[1:i])
			}
			var s string
			if err := json.Unmarshal(raw, &s); err != nil {
				p.err = err
			}
			return s
		}
	}
	p.err = errors.New("ledger: a text without end")
	return ""
}

func (p *parser) integer() int64 {
	if p.err != nil {
		return 0
	}
	i := 0
	for i < len(p.rest) && (p.rest[i] == '-' || p.rest[i] >= '0' && p.rest[i] <= '9') {
		i++
	}
	n, err := strconv.ParseInt(string(p.rest[:i]), 10, 64)
	if err != nil {
		p.err = err
	}
	p.rest = p.rest[i:]
	return n
}

// digest reads hexadecimal digits and the closing quote.
func (p *parser) digest(dst []byte) {
	if p.err != nil {
		return
	}
	n := 2 * len(dst)
	if len(p.rest) <= n || p.rest[n] != '"' {
		p.err = fmt.Errorf("ledger: %d hexadecimal digits expected", n)
		return
	}
	if _, err := hex.Decode(dst, p.rest[:n]); err != nil {
		p.err = err
	}
	p.rest = p.rest[n+1:]
}

func (p *parser) commitment(c *Commitment) {
	if p.err == nil && len(p.rest) > 0 && p.rest[0] == '"' {
		p.rest = p.rest[1:]
		return
	}
	p.digest(c[:])
}

func (p *parser) end() error {
	if p.err == nil && len(p.rest) > 0 {
		p.err = errors.New("ledger: more than was expected")
	}
	return p.err
}
