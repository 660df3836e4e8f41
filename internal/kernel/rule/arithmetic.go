package rule

import (
	"errors"
	"math/big"
	"reflect"

	"github.com/expr-lang/expr"

	"duban/internal/base/quantity"
)

func kindOf(v any) reflect.Kind { return reflect.TypeOf(v).Kind() }

// places is how exactly a quotient is kept; the last place is rounded half up.
const places = 12

var errByNothing = errors.New("rule: divided by nothing")

// arithmetic teaches the operators decimals, also beside whole numbers.
func arithmetic() []expr.Option {
	var options []expr.Option
	add := func(operator, name string, f func(a, b quantity.Decimal) (any, error), types ...any) {
		options = append(options, expr.Function(name, func(args ...any) (any, error) {
			return f(As(Number, args[0]).(quantity.Decimal), As(Number, args[1]).(quantity.Decimal))
		}, types...), expr.Operator(operator, name))
	}
	compare := []any{new(func(a, b quantity.Decimal) bool), new(func(a quantity.Decimal, b int) bool), new(func(a int, b quantity.Decimal) bool)}
	for _, c := range []struct {
		operator, name string
		holds          func(int) bool
	}{
		{"<", "less", func(n int) bool { return n < 0 }}, {"<=", "atMost", func(n int) bool { return n <= 0 }},
		{">", "more", func(n int) bool { return n > 0 }}, {">=", "atLeast", func(n int) bool { return n >= 0 }},
		{"==", "same", func(n int) bool { return n == 0 }}, {"!=", "other", func(n int) bool { return n != 0 }},
	} {
		add(c.operator, c.name, func(a, b quantity.Decimal) (any, error) { return c.holds(a.Cmp(b)), nil }, compare...)
	}
	reckon := []any{new(func(a, b quantity.Decimal) quantity.Decimal), new(func(a quantity.Decimal, b int) quantity.Decimal), new(func(a int, b quantity.Decimal) quantity.Decimal)}
	add("+", "plus", func(a, b quantity.Decimal) (any, error) { return a.Add(b) }, reckon...)
	add("-", "minus", func(a, b quantity.Decimal) (any, error) { return a.Add(b.Neg()) }, reckon...)
	add("*", "times", func(a, b quantity.Decimal) (any, error) {
		return quantity.Round(new(big.Rat).Mul(a.Rat(), b.Rat()), places)
	}, reckon...)
	add("/", "over", func(a, b quantity.Decimal) (any, error) {
		if b.Sign() == 0 {
			return quantity.Decimal{}, errByNothing
		}
		return quantity.Round(new(big.Rat).Quo(a.Rat(), b.Rat()), places)
	}, reckon...)
	return options
}
