package scorecard

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	"duban/internal/base/civil"
)

// Canonical is the settlement as JSON in its one form: keys sorted, decimals
// as texts, nothing between.
func (s *Settlement) Canonical() []byte { return canonical(s) }

// Digest is the SHA-256 of the canonical form.
func (s *Settlement) Digest() string { return digest(s.Canonical()) }

// ReadSettlement reads what Canonical writes, and nothing else.
func ReadSettlement(b []byte) (*Settlement, error) {
	s := &Settlement{}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(s); err != nil {
		return nil, err
	}
	if s.Rounding.Digits < 0 || s.Rounding.Digits > mostDigits {
		return nil, errors.New("scorecard: a settlement with a rounding that no card has")
	}
	if !bytes.Equal(s.Canonical(), b) {
		return nil, errors.New("scorecard: a settlement that is not in its canonical form")
	}
	return s, nil
}

// stored is the inputs as they are kept: the card by its digest.
type stored struct {
	Card     string        `json:"card"`
	AsOf     civil.Instant `json:"asOf"`
	Period   Period        `json:"period"`
	Subjects []Subject     `json:"subjects"`
}

// Canonical is the inputs as JSON in their one form, the card by its digest.
// With the card's text they are enough to reckon the settlement anew.
func (in Inputs) Canonical() ([]byte, error) {
	in, err := in.ordered()
	if err != nil {
		return nil, err
	}
	return in.write(), nil
}

// write takes inputs in order.
func (in Inputs) write() []byte {
	subjects := in.Subjects
	if subjects == nil {
		subjects = []Subject{}
	}
	return canonical(stored{in.Card.Digest, in.AsOf, in.Period, subjects})
}

// ReadInputs reads what Inputs.Canonical writes, for the card it names.
func ReadInputs(card *Card, b []byte) (Inputs, error) {
	x := stored{}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&x); err != nil {
		return Inputs{}, err
	}
	if x.Card != card.Digest {
		return Inputs{}, errors.New("scorecard: inputs of another declaration")
	}
	return Inputs{card, x.AsOf, x.Period, x.Subjects}, nil
}

// canonical sorts the keys by passing through maps, which encoding/json writes in order.
func canonical(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("scorecard: " + err.Error()) // no type here can fail
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		panic("scorecard: " + err.Error())
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(tree); err != nil {
		panic("scorecard: " + err.Error())
	}
	return bytes.TrimRight(out.Bytes(), "\n")
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
