package ledger

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Commitment (承诺值) stands for bytes that are kept elsewhere: it fixes them
// without showing them.
type Commitment [32]byte

// Salt (随机盐) keeps a commitment from being guessed. It is drawn anew for
// every version of every object and destroyed on erasure.
type Salt [16]byte

// Zero is the commitment to no object: before it was created, after it was removed.
var Zero Commitment

const commitmentDomain = "duban/commitment/1\n"

// Commit is SHA-256 over "duban/commitment/1\n", the salt, the payload's length
// as eight bytes big-endian, and the payload.
func Commit(salt Salt, payload []byte) Commitment {
	const head = len(commitmentDomain) + len(salt) + 8
	var room [1024]byte
	frame := append(room[:0], commitmentDomain...)
	frame = append(frame, salt[:]...)
	frame = binary.BigEndian.AppendUint64(frame, uint64(len(payload)))
	if len(payload) <= len(room)-head {
		return sha256.Sum256(append(frame, payload...))
	}
	h := sha256.New()
	h.Write(frame)
	h.Write(payload)
	var c Commitment
	h.Sum(c[:0])
	return c
}

// Holds reports whether the commitment was made to this payload with this salt.
func (c Commitment) Holds(salt Salt, payload []byte) bool {
	d := Commit(salt, payload)
	return subtle.ConstantTimeCompare(c[:], d[:]) == 1
}

// String is lower-case hexadecimal, and nothing for Zero.
func (c Commitment) String() string {
	if c == Zero {
		return ""
	}
	return hex.EncodeToString(c[:])
}

// ParseCommitment reads what String writes, and nothing else.
func ParseCommitment(s string) (Commitment, error) {
	var c Commitment
	if s == "" {
		return c, nil
	}
	if err := unhex(c[:], s); err != nil {
		return Zero, err
	}
	if c == Zero {
		return Zero, errors.New("ledger: the zero commitment is written as nothing")
	}
	return c, nil
}

func unhex(dst []byte, s string) error {
	if len(s) != 2*len(dst) || strings.ToLower(s) != s {
		return fmt.Errorf("ledger: %d lower-case hexadecimal digits expected", 2*len(dst))
	}
	_, err := hex.Decode(dst, []byte(s))
	return err
}

// Change (变更) is what an act did to one object, named like "record/…".
type Change struct {
	Object        string
	Before, After Commitment
}

// ReasonObject names the reason of an act, where its payload is kept or erased.
func ReasonObject(actID string) string { return reasonPrefix + actID }

const reasonPrefix = "reason/"

// Canonical sorts the changes by object and joins those of one object into one,
// from the first before to the last after. It works on a copy.
func Canonical(changes []Change) []Change {
	sorted := slices.Clone(changes)
	slices.SortStableFunc(sorted, func(a, b Change) int { return strings.Compare(a.Object, b.Object) })
	out := sorted[:0]
	for _, c := range sorted {
		if n := len(out); n > 0 && out[n-1].Object == c.Object {
			out[n-1].After = c.After
			continue
		}
		out = append(out, c)
	}
	return out
}

func isCanonical(changes []Change) bool {
	for i := 1; i < len(changes); i++ {
		if changes[i-1].Object >= changes[i].Object {
			return false
		}
	}
	return true
}

// ChangesDigest is the SHA-256 of what AppendChanges writes.
func ChangesDigest(changes []Change) [32]byte {
	_, digest := digestChanges(nil, changes)
	return digest
}

// digestChanges uses dst as room and returns the number of canonical changes.
func digestChanges(dst []byte, changes []Change) (int, [32]byte) {
	if !isCanonical(changes) {
		changes = Canonical(changes)
	}
	return len(changes), sha256.Sum256(AppendChanges(dst[:0], changes))
}

// AppendChanges writes the canonical list, one JSON object a line, so that an
// outsider checks its digest with sha256sum.
func AppendChanges(dst []byte, changes []Change) []byte {
	if !isCanonical(changes) {
		changes = Canonical(changes)
	}
	for i := range changes {
		c := &changes[i]
		dst = append(dst, `{"after":"`...)
		dst = appendCommitment(dst, &c.After)
		dst = append(dst, `","before":"`...)
		dst = appendCommitment(dst, &c.Before)
		dst = append(dst, `","object":`...)
		dst = appendString(dst, c.Object)
		dst = append(dst, '}', '\n')
	}
	return dst
}

// ParseChanges reads what AppendChanges writes, and nothing else.
func ParseChanges(data []byte) ([]Change, error) {
	var out []Change
	for rest := data; len(rest) > 0; {
		var line []byte
		var ok bool
		if line, rest, ok = bytes.Cut(rest, []byte{'\n'}); !ok {
			return nil, errors.New("ledger: a list of changes ends within a line")
		}
		p := parser{rest: line}
		var c Change
		p.word(`{"after":"`)
		p.commitment(&c.After)
		p.word(`,"before":"`)
		p.commitment(&c.Before)
		p.word(`,"object":`)
		c.Object = p.string()
		p.word(`}`)
		if err := p.end(); err != nil {
			return nil, fmt.Errorf("line %d of the changes: %w", len(out)+1, err)
		}
		out = append(out, c)
	}
	if !isCanonical(out) || !bytes.Equal(AppendChanges(make([]byte, 0, len(data)), out), data) {
		return nil, errors.New("ledger: the list of changes is not canonical")
	}
	return out, nil
}

func appendCommitment(dst []byte, c *Commitment) []byte {
	if *c == Zero {
		return dst
	}
	return hex.AppendEncode(dst, c[:])
}

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string as RFC 8785 wants it: no escape but the
// ones that JSON forces. Bytes that are no UTF-8 become U+FFFD; an entry with
// such bytes was refused before.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		b := s[i]
		if b >= 0x20 && b != '"' && b != '\\' && b < utf8.RuneSelf {
			i++
			continue
		}
		if b >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				dst = append(append(dst, s[start:i]...), "\uFFFD"...)
				start = i + 1
			}
			i += size
			continue
		}
		dst = append(dst, s[start:i]...)
		switch b {
		case '"', '\\':
			dst = append(dst, '\\', b)
		case '\b':
			dst = append(dst, '\\', 'b')
		case '\t':
			dst = append(dst, '\\', 't')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\f':
			dst = append(dst, '\\', 'f')
		case '\r':
			dst = append(dst, '\\', 'r')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[b>>4], hexDigits[b&15])
		}
		i++
		start = i
	}
	return append(append(dst, s[start:]...), '"')
}
