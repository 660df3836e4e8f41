package ledger

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/emmansun/gmsm/sm3"
	"golang.org/x/mod/sumdb/note"
)

// Checkpoint (检查点) is the signed statement of a log's size and root.
type Checkpoint struct {
	Origin   string // names the log, like "duban/429004"
	Size     int64
	Root     Hash
	Extra    []string   // extension lines
	SignedBy []Verifier // keys whose signature held when it was opened
}

// Origin names the log of a division.
func Origin(division string) string { return "duban/" + division }

// Chain (国密链值) is the SM3 digest over all leaves up to one: SM3 over a byte
// 2, the chain before (32 zero bytes at first) and the leaf.
type Chain [32]byte

// Next is the chain with one more leaf.
func (c Chain) Next(leaf []byte) Chain {
	h := sm3.New()
	h.Write([]byte{2})
	h.Write(c[:])
	h.Write(leaf)
	var out Chain
	h.Sum(out[:0])
	return out
}

const chainWord = "sm3-chain "

// WithChain returns the checkpoint with the chain as its extension line.
func (c Checkpoint) WithChain(chain Chain) Checkpoint {
	extra := make([]string, 0, len(c.Extra)+1)
	for _, line := range c.Extra {
		if !strings.HasPrefix(line, chainWord) {
			extra = append(extra, line)
		}
	}
	c.Extra = append(extra, chainWord+base64.StdEncoding.EncodeToString(chain[:]))
	return c
}

// Chain gives the SM3 chain, if the checkpoint carries a well-formed one.
func (c Checkpoint) Chain() (Chain, bool) {
	for _, line := range c.Extra {
		if text, ok := strings.CutPrefix(line, chainWord); ok {
			raw, err := base64.StdEncoding.DecodeString(text)
			if err != nil || len(raw) != len(Chain{}) {
				return Chain{}, false
			}
			return Chain(raw), true
		}
	}
	return Chain{}, false
}

// Has reports whether the key's signature held when the checkpoint was opened.
// Whoever insists on national mode asks for the SM2 key here.
func (c Checkpoint) Has(v Verifier) bool {
	for _, s := range c.SignedBy {
		if s.Name() == v.Name() && s.KeyHash() == v.KeyHash() {
			return true
		}
	}
	return false
}

// Text is the note's text: origin, size, root, extension lines.
func (c Checkpoint) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
	for _, line := range c.Extra {
		b.WriteString(line + "\n")
	}
	return b.String()
}

// Sign makes the signed note, one line a signer, in their order.
func (c Checkpoint) Sign(signers ...Signer) ([]byte, error) {
	if len(signers) == 0 {
		return nil, errors.New("ledger: a checkpoint is signed by somebody")
	}
	text := c.Text()
	if _, err := ParseCheckpoint(text); err != nil {
		return nil, err
	}
	return note.Sign(&note.Note{Text: text}, signers...)
}

// SignText makes a signed note of a text that is no checkpoint.
func SignText(text string, signers ...Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: text}, signers...)
}

// OpenText reads a signed note that at least one of the verifiers signed.
func OpenText(signed []byte, verifiers ...Verifier) (string, error) {
	n, err := note.Open(signed, note.VerifierList(verifiers...))
	if err != nil {
		return "", err
	}
	return n.Text, nil
}

// OpenCheckpoint reads a signed note. At least one of the verifiers must have
// signed it, none of them falsely; lines of unknown keys are passed over.
func OpenCheckpoint(signed []byte, verifiers ...Verifier) (Checkpoint, error) {
	n, err := note.Open(signed, note.VerifierList(verifiers...))
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := ParseCheckpoint(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	for _, sig := range n.Sigs {
		for _, v := range verifiers {
			if v.Name() == sig.Name && v.KeyHash() == sig.Hash {
				c.SignedBy = append(c.SignedBy, v)
				break
			}
		}
	}
	return c, nil
}

// ParseCheckpoint reads the text of a note, without any signature.
func ParseCheckpoint(text string) (Checkpoint, error) {
	var c Checkpoint
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if !strings.HasSuffix(text, "\n") || len(lines) < 3 {
		return c, errors.New("ledger: a checkpoint has three lines at least")
	}
	for _, line := range lines {
		if line == "" || !utf8.ValidString(line) || strings.IndexFunc(line, unicode.IsControl) >= 0 {
			return c, errors.New("ledger: a checkpoint has no empty line and no control characters")
		}
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size >= maxSize || strconv.FormatInt(size, 10) != lines[1] {
		return c, fmt.Errorf("ledger: %q is no size of a tree", lines[1])
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != len(c.Root) {
		return c, fmt.Errorf("ledger: %q is no root", lines[2])
	}
	c.Origin, c.Size, c.Root = lines[0], size, Hash(root)
	if len(lines) > 3 {
		c.Extra = lines[3:]
	}
	return c, nil
}
