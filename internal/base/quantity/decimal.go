// Package quantity holds exact decimals, Chinese numerals and units.
//
// Money and measures are never binary floats here: 0.1 + 0.2 is 0.3. The room
// refuses to know what is measured.
package quantity

import (
	"cmp"
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Decimal is an exact decimal, coef / 10^scale, with up to 18 digits.
// The zero value is 0. Two decimals that are equal as numbers are equal with ==.
type Decimal struct {
	coef  int64
	scale uint8
}

// ErrRange says that a number has more than 18 significant digits.
var ErrRange = errors.New("quantity: more than 18 digits")

// Int makes a decimal of a whole number.
func Int(n int64) Decimal { return Decimal{coef: n} }

// Scaled gives the decimal as a whole number and how many of its digits stand
// after the point, for keeping it where no decimals are.
func (d Decimal) Scaled() (coef int64, digits int) { return d.coef, int(d.scale) }

// most is the greatest coefficient: 18 digits.
const most = 999_999_999_999_999_999

// New makes coef / 10^scale. It panics where that takes more than 18 digits:
// it is for constants in code.
func New(coef int64, scale int) Decimal {
	d, err := of(coef, scale)
	if err != nil {
		panic(err)
	}
	return d
}

func of(coef int64, scale int) (Decimal, error) {
	for scale > 0 && coef%10 == 0 {
		if coef == 0 {
			return Decimal{}, nil
		}
		coef /= 10
		scale--
	}
	for ; scale < 0 && coef != 0; scale++ {
		if coef > most/10 || coef < -most/10 {
			return Decimal{}, ErrRange
		}
		coef *= 10
	}
	if coef == 0 {
		return Decimal{}, nil
	}
	if scale > 18 || coef > most || coef < -most {
		return Decimal{}, ErrRange
	}
	return Decimal{coef, uint8(scale)}, nil
}

// Parse reads an Arabic decimal such as "-1234.50" or "1,234.5". ASCII only.
// Leading zeros and zeros at the end of the fraction are not counted as digits.
func Parse(s string) (Decimal, error) {
	number := s
	neg := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	whole, fraction, _ := strings.Cut(s, ".")
	whole, grouped := ungroup(whole)
	if !grouped || whole == "" && fraction == "" {
		return Decimal{}, errors.New("quantity: not a number: " + number)
	}
	digits := whole + fraction
	for i := 0; i < len(digits); i++ {
		if digits[i] < '0' || digits[i] > '9' {
			return Decimal{}, errors.New("quantity: not a number: " + number)
		}
	}
	fraction = strings.TrimRight(fraction, "0")
	digits = strings.TrimLeft(whole+fraction, "0")
	if len(digits) > 18 || len(fraction) > 18 {
		return Decimal{}, ErrRange
	}
	var coef int64
	for i := 0; i < len(digits); i++ {
		coef = coef*10 + int64(digits[i]-'0')
	}
	if neg {
		coef = -coef
	}
	return of(coef, len(fraction))
}

// ungroup takes out the commas of 1,234,567; other commas make no number.
func ungroup(s string) (string, bool) {
	if !strings.Contains(s, ",") {
		return s, true
	}
	groups := strings.Split(s, ",")
	for i, g := range groups {
		if len(g) != 3 && (i > 0 || len(g) == 0 || len(g) > 3) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// Must is Parse for constants in code; it panics on a bad one.
func Must(s string) Decimal {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// String writes the shortest plain form: 827.9, -3, 0.05.
func (d Decimal) String() string {
	if d.scale == 0 {
		return strconv.FormatInt(d.coef, 10)
	}
	neg, c := d.coef < 0, d.coef
	if neg {
		c = -c
	}
	s := strconv.FormatInt(c, 10)
	if pad := int(d.scale) + 1 - len(s); pad > 0 {
		s = strings.Repeat("0", pad) + s
	}
	s = s[:len(s)-int(d.scale)] + "." + s[len(s)-int(d.scale):]
	if neg {
		return "-" + s
	}
	return s
}

// Rat is the number as an exact fraction, for arithmetic that must not round.
func (d Decimal) Rat() *big.Rat {
	if d.scale == 0 {
		return new(big.Rat).SetInt64(d.coef)
	}
	return new(big.Rat).SetFrac64(d.coef, tens[d.scale])
}

// tens are the powers of ten that fit, by their exponent.
var tens = func() (all [19]int64) {
	for i, n := 0, int64(1); i < len(all); i, n = i+1, n*10 {
		all[i] = n
	}
	return all
}()

// Round rounds a fraction half away from zero to places decimals; beyond 18
// digits it answers ErrRange.
func Round(r *big.Rat, places int) (Decimal, error) { return Parse(r.FloatString(places)) }

// FromRat is Round for what will be shown. A number that would not fit keeps
// its size: it loses places after the point, and beyond 18 digits before the
// point it is the greatest decimal of its sign.
func FromRat(r *big.Rat, places int) Decimal {
	for ; places >= 0; places-- {
		if d, err := Round(r, places); err == nil {
			return d
		}
	}
	return Decimal{coef: int64(r.Sign()) * most}
}

// Float is the nearest binary float: for drawing and sorting only, never for sums.
func (d Decimal) Float() float64 { f, _ := d.Rat().Float64(); return f }

// Places is the number of digits after the point.
func (d Decimal) Places() int { return int(d.scale) }

// Sign is -1, 0 or 1.
func (d Decimal) Sign() int {
	switch {
	case d.coef < 0:
		return -1
	case d.coef > 0:
		return 1
	}
	return 0
}

// Neg is -d.
func (d Decimal) Neg() Decimal { return Decimal{-d.coef, d.scale} }

// Cmp compares as numbers: -1, 0, 1.
func (d Decimal) Cmp(o Decimal) int {
	if d.scale == o.scale {
		switch {
		case d.coef < o.coef:
			return -1
		case d.coef > o.coef:
			return 1
		}
		return 0
	}
	if d.scale > o.scale {
		return -o.Cmp(d)
	}
	if up := tens[o.scale-d.scale]; d.coef <= math.MaxInt64/up && d.coef >= math.MinInt64/up {
		return cmp.Compare(d.coef*up, o.coef)
	}
	return d.Rat().Cmp(o.Rat())
}

// Times10 multiplies by 10^n exactly; n may be negative.
// A product beyond 18 digits answers ErrRange.
func (d Decimal) Times10(n int) (Decimal, error) { return of(d.coef, int(d.scale)-n) }

// Add is the exact sum; beyond 18 digits it answers ErrRange.
func (d Decimal) Add(o Decimal) (Decimal, error) {
	r := new(big.Rat).Add(d.Rat(), o.Rat())
	return Parse(r.FloatString(int(max(d.scale, o.scale))))
}

// MarshalJSON writes a plain JSON number.
func (d Decimal) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalJSON reads a JSON number; an exponent is refused, null changes nothing.
func (d *Decimal) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	v, err := Parse(strings.Trim(string(b), `"`))
	if err == nil {
		*d = v
	}
	return err
}
