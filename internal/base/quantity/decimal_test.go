package quantity_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"

	"duban/internal/base/quantity"
)

func TestNumbersAreReadAndWrittenInTheShortestForm(t *testing.T) {
	for text, want := range map[string]string{
		"827.9": "827.9", "-3": "-3", "+3": "3", "0": "0", "-0": "0", "00012": "12", "1,234.50": "1234.5", "0.050": "0.05",
		"10.0": "10", ".5": "0.5", "5.": "5", "-0.000": "0", "100": "100",
		"999999999999999999": "999999999999999999", "-999999999999999999": "-999999999999999999",
		"0.000000000000000001":                  "0.000000000000000001",
		"000000000000000000000000827.9":         "827.9",
		"123456789012345678.0":                  "123456789012345678",
		"1.50000000000000000000000":             "1.5",
		"0.0000000000000000000000":              "0",
		"12345678901234567.8":                   "12345678901234567.8",
		"0000000000000000000000000000.00000001": "0.00000001",
	} {
		d, err := quantity.Parse(text)
		if err != nil || d.String() != want {
			t.Errorf("%s: %s, %v", text, d, err)
		}
		if d != quantity.Must(want) {
			t.Errorf("%s and %s are equal numbers and unequal values", text, want)
		}
	}
}

func TestWhatIsNoNumber(t *testing.T) {
	for _, text := range []string{"", "-", "+", ".", "-.", ",", "1.2.3", "1e5", "１２", "一百", "12 ", " 12", "--1", "1-2", "0x10", "1.2,3", "NaN"} {
		if d, err := quantity.Parse(text); err == nil {
			t.Errorf("%q was read as %s", text, d)
		} else if errors.Is(err, quantity.ErrRange) {
			t.Errorf("%q is out of range: %v", text, err)
		}
	}
}

func TestBeyondEighteenDigitsIsOutOfRange(t *testing.T) {
	for _, text := range []string{"1000000000000000000", "9999999999999999999", "12345678901234567.89", "0.0000000000000000001", "1.0000000000000000001", strings.Repeat("9", 400)} {
		if d, err := quantity.Parse(text); !errors.Is(err, quantity.ErrRange) {
			t.Errorf("%s: %s, %v", text, d, err)
		}
	}
}

func TestTenthsAddUp(t *testing.T) {
	for _, c := range [][3]string{
		{"0.1", "0.2", "0.3"}, {"827.9", "-827.9", "0"}, {"1", "0.000000000000000001", ""}, {"999999999999999999", "1", ""},
		{"-999999999999999999", "-1", ""}, {"45.1", "54.9", "100"}, {"999999999999999999", "-0.5", ""},
	} {
		got, err := quantity.Must(c[0]).Add(quantity.Must(c[1]))
		switch {
		case c[2] == "" && !errors.Is(err, quantity.ErrRange):
			t.Errorf("%s + %s: %s, %v", c[0], c[1], got, err)
		case c[2] != "" && (err != nil || got.String() != c[2]):
			t.Errorf("%s + %s: %s, %v", c[0], c[1], got, err)
		}
	}
}

func TestTimesAPowerOfTen(t *testing.T) {
	for _, c := range []struct {
		d    string
		n    int
		want string
	}{
		{"1.2", 4, "12000"}, {"827.9", 8, "82790000000"}, {"5", -2, "0.05"}, {"0", 99, "0"}, {"0", -99, "0"}, {"120", -1, "12"},
		{"1", 17, "100000000000000000"}, {"1", 18, ""}, {"99999999999999999.9", 1, "999999999999999999"}, {"999999999999999999", 1, ""},
		{"200000000000000000", 1, ""}, {"1", -18, "0.000000000000000001"}, {"1", -19, ""}, {"10", -19, "0.000000000000000001"}, {"-1.5", 1, "-15"},
	} {
		got, err := quantity.Must(c.d).Times10(c.n)
		switch {
		case c.want == "" && !errors.Is(err, quantity.ErrRange):
			t.Errorf("%s × 10^%d: %s, %v", c.d, c.n, got, err)
		case c.want != "" && (err != nil || got != quantity.Must(c.want)):
			t.Errorf("%s × 10^%d: %s, %v", c.d, c.n, got, err)
		}
	}
}

func TestRoundingIsHalfAwayFromZero(t *testing.T) {
	for _, c := range []struct {
		a, b   int64
		places int
		want   string
	}{
		{1, 3, 2, "0.33"}, {2, 3, 2, "0.67"}, {1, 2, 0, "1"}, {-1, 2, 0, "-1"}, {5, 100, 1, "0.1"}, {-5, 100, 1, "-0.1"}, {25, 10, 0, "3"}, {7, 1, 4, "7"},
	} {
		r := big.NewRat(c.a, c.b)
		got, err := quantity.Round(r, c.places)
		if err != nil || got.String() != c.want || quantity.FromRat(r, c.places) != got {
			t.Errorf("%s to %d places: %s, %v", r, c.places, got, err)
		}
	}
}

// What does not fit must not come out as nothing.
func TestANumberTooLargeKeepsItsSize(t *testing.T) {
	wide := new(big.Rat).SetFrac(big.NewInt(123456789012345678), big.NewInt(1000)) // 123456789012345.678
	if got := quantity.FromRat(wide, 9).String(); got != "123456789012345.678" {
		t.Errorf("got %s", got)
	}
	third := new(big.Rat).Add(big.NewRat(1e15, 1), big.NewRat(1, 3))
	if _, err := quantity.Round(third, 9); !errors.Is(err, quantity.ErrRange) {
		t.Errorf("rounded: %v", err)
	}
	if got := quantity.FromRat(third, 9).String(); got != "1000000000000000.33" {
		t.Errorf("got %s", got)
	}
	huge := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(30), nil))
	if got := quantity.FromRat(huge, 2); got.Sign() != 1 || got.String() != "999999999999999999" {
		t.Errorf("got %s", got)
	}
	if got := quantity.FromRat(huge.Neg(huge), 2); got.Sign() != -1 || got.String() != "-999999999999999999" {
		t.Errorf("got %s", got)
	}
}

func TestComparing(t *testing.T) {
	in := []string{"-1000", "-3", "-0.05", "0", "0.05", "0.5", "0.51", "3", "827.9", "999999999999999999"}
	for i, a := range in {
		for j, b := range in {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := quantity.Must(a).Cmp(quantity.Must(b)); got != want {
				t.Errorf("%s and %s: %d", a, b, got)
			}
		}
	}
}

func TestACoefficientAndScaleMakeADecimal(t *testing.T) {
	for _, c := range []struct {
		coef  int64
		scale int
		want  string
	}{{8279, 1, "827.9"}, {5, -3, "5000"}, {1500, 3, "1.5"}, {0, 7, "0"}, {-12, 2, "-0.12"}} {
		if got := quantity.New(c.coef, c.scale); got != quantity.Must(c.want) {
			t.Errorf("%d, %d: %s", c.coef, c.scale, got)
		}
	}
	if quantity.Int(12) != quantity.Must("12.0") {
		t.Error("12 is not 12")
	}
}

func TestABadConstantPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a bad constant passed")
		}
	}()
	quantity.Must("十二")
}

func TestJSON(t *testing.T) {
	var v struct{ A, B quantity.Decimal }
	if err := json.Unmarshal([]byte(`{"A":827.90,"B":"-3"}`), &v); err != nil || v.A != quantity.Must("827.9") || v.B != quantity.Int(-3) {
		t.Errorf("got %v, %v", v, err)
	}
	if b, err := json.Marshal(v); err != nil || string(b) != `{"A":827.9,"B":-3}` {
		t.Errorf("got %s, %v", b, err)
	}
	for _, bad := range []string{`{"A":1e5}`, `{"A":"十"}`, `{"A":true}`} {
		if err := json.Unmarshal([]byte(bad), &v); err == nil {
			t.Errorf("%s was read as %v", bad, v)
		}
	}
	if err := json.Unmarshal([]byte(`{"A":null}`), &v); err != nil || v.A != quantity.Must("827.9") {
		t.Errorf("null: %v, %v; by custom it changes nothing", v.A, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"827.9", "-0.000", "1,234.5", ".", "999999999999999999", "00000000000000000000.1", "1.00000000000000000000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := quantity.Parse(s)
		if err != nil {
			if d != (quantity.Decimal{}) {
				t.Fatalf("%q: %s beside %v", s, d, err)
			}
			return
		}
		again, err := quantity.Parse(d.String())
		if err != nil || again != d || again.String() != d.String() {
			t.Fatalf("%q: %s came back as %s, %v", s, d, again, err)
		}
		want, ok := new(big.Rat).SetString(strings.ReplaceAll(s, ",", ""))
		if !ok || want.Cmp(d.Rat()) != 0 {
			t.Fatalf("%q is %s, not %s", s, want, d)
		}
		if n := d.Neg(); n.Neg() != d || n.Sign() != -d.Sign() || n.Rat().Cmp(new(big.Rat).Neg(d.Rat())) != 0 {
			t.Fatalf("%s turned is %s", d, n)
		}
	})
}

func FuzzAddIsExact(f *testing.F) {
	f.Add(int64(1), 1, int64(2), 1)
	f.Add(int64(999999999999999999), 0, int64(1), 18)
	f.Fuzz(func(t *testing.T, a int64, sa int, b int64, sb int) {
		const most = 999999999999999999
		if a > most || a < -most || b > most || b < -most || sa < 0 || sa > 18 || sb < 0 || sb > 18 {
			return
		}
		x, y := quantity.New(a, sa), quantity.New(b, sb)
		want := new(big.Rat).Add(x.Rat(), y.Rat())
		got, err := x.Add(y)
		if err == nil && got.Rat().Cmp(want) != 0 {
			t.Fatalf("%s + %s = %s", x, y, got)
		}
		if err != nil && !errors.Is(err, quantity.ErrRange) {
			t.Fatal(err)
		}
		other, err2 := y.Add(x)
		if other != got || (err == nil) != (err2 == nil) {
			t.Fatalf("%s + %s depends on the order: %s, %s", x, y, got, other)
		}
		if c := x.Cmp(y); c != x.Rat().Cmp(y.Rat()) || c != -y.Cmp(x) {
			t.Fatalf("%s against %s: %d", x, y, c)
		}
		for n := -20; n <= 20; n++ {
			p, err := x.Times10(n)
			if err != nil {
				continue
			}
			if back, err := p.Times10(-n); err != nil || back != x {
				t.Fatalf("%s × 10^%d and back is %s, %v", x, n, back, err)
			}
		}
	})
}
