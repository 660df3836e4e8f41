package scorecard

import (
	"math/big"
	"strings"

	"duban/internal/base/quantity"
)

// Rounding (舍入) is the one way in which a card rounds scores and totals.
type Rounding struct {
	Digits int    `json:"digits"`
	Mode   string `json:"mode"`
}

// The modes.
const (
	HalfUp   = "half-up"   // 四舍五入
	HalfEven = "half-even" // 四舍六入五成双
	Down     = "down"      // 截去
)

// String is the rounding in words.
func (r Rounding) String() string {
	mode := map[string]string{HalfUp: "四舍五入", HalfEven: "四舍六入五成双", Down: "截去尾数"}[r.Mode]
	return mode + "，保留" + []string{"整数", "一位小数", "两位小数", "三位小数", "四位小数"}[r.Digits]
}

// Round rounds an exact fraction. One beyond 18 digits is the greatest there is.
func (r Rounding) Round(x *big.Rat) quantity.Decimal {
	if r.Mode == HalfUp {
		return quantity.FromRat(x, r.Digits)
	}
	scaled := new(big.Rat).Mul(x, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(r.Digits)), nil)))
	whole, rest := new(big.Int).QuoRem(scaled.Num(), scaled.Denom(), new(big.Int))
	if r.Mode == HalfEven {
		half := new(big.Int).Abs(rest)
		c := half.Lsh(half, 1).Cmp(scaled.Denom())
		if c > 0 || c == 0 && whole.Bit(0) == 1 {
			whole.Add(whole, big.NewInt(int64(scaled.Sign())))
		}
	}
	scaled.SetInt(whole)
	return quantity.FromRat(scaled.Quo(scaled, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(r.Digits)), nil))), r.Digits)
}

// Write writes a score with all the digits of the rounding: 51.60.
func (r Rounding) Write(d quantity.Decimal) string {
	s := d.String()
	if d.Places() >= r.Digits {
		return s
	}
	if d.Places() == 0 {
		s += "."
	}
	return s + strings.Repeat("0", r.Digits-d.Places())
}
