package rule

import (
	"encoding/json"
	"testing"

	"duban/internal/base/quantity"
)

var fields = Fields{"类别": Text, "投资额": Number, "用地": Number, "政府投资": Flag, "单位": Texts, "报到日": Text}

func TestARuleReadsTheFieldsOfItsForm(t *testing.T) {
	values := map[string]any{"类别": "井盖缺失", "投资额": json.Number("0.3"), "政府投资": true, "单位": []any{"a", "b"}, "报到日": "2021-03-01"}
	for text, want := range map[string]bool{
		`类别 == "井盖缺失"`:                   true,
		`类别 in ["路面破损", "路灯不亮"]`:         false,
		`投资额 == 0.1 + 0.2`:               true,
		`投资额 * 3 > 0.9`:                  false,
		`投资额 / 3 == 0.1`:                 true,
		`用地 == 0`:                        true,
		`政府投资 and not (投资额 >= 1)`:        true,
		`len(单位) == 2 and "a" in 单位`:     true,
		`报到日 < "2021-03-02"`:             true,
		`any(单位, # == "b")`:              true,
		`类别 contains "井盖" ? true : 政府投资`: true,
	} {
		r, err := Compile(text, fields, Flag)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := r.Holds(values); got != want {
			t.Errorf("%s is %v", text, got)
		}
		_ = r.Holds(nil) // missing fields are no panic
	}
	r, err := Compile(`政府投资 ? 80 : 60`, fields, Number)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := r.Value(values); v != quantity.Int(80) || err != nil {
		t.Errorf("%v, %v", v, err)
	}
	list, err := Compile(`类别 == "井盖缺失" ? ["urban"] : 单位`, fields, Texts)
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := list.Value(values); len(v.([]string)) != 1 || v.([]string)[0] != "urban" {
		t.Errorf("%v", v)
	}
	if len(r.Fields) != 1 || r.Fields[0] != "政府投资" {
		t.Errorf("it reads %v", r.Fields)
	}
}

func TestWhatARuleMayNotSayIsRefused(t *testing.T) {
	for text, column := range map[string]int{
		``: 0, `类型 == "x"`: 1, `now() > 1`: 1, `类别 == `: 0, `类别`: 0, `投资额 > "x"`: 0, `$env`: 0, `类别[0] == "a"`: 0, `map(单位, #)`: 0, `"a" matches 类别 or fromJSON(类别)`: 0, `1..1000000 == []`: 0,
	} {
		_, err := Compile(text, fields, Flag)
		if err == nil {
			t.Errorf("%s is taken", text)
			continue
		}
		if w, ok := err.(*Wrong); !ok || column > 0 && w.Column != column {
			t.Errorf("%s: %#v", text, err)
		}
	}
}

func FuzzCompile(f *testing.F) {
	f.Add(`类别 == "a" and 投资额 > 0.1`)
	f.Add(`any(单位, # == "b") ? 1 : 2`)
	f.Fuzz(func(t *testing.T, text string) {
		if r, err := Compile(text, fields, Flag); err == nil {
			_ = r.Holds(map[string]any{"类别": "a", "投资额": json.Number("1"), "单位": []any{"b"}})
		}
	})
}

func BenchmarkHolds(b *testing.B) {
	r, err := Compile(`类别 == "井盖缺失" and not 政府投资`, fields, Flag)
	if err != nil {
		b.Fatal(err)
	}
	values := map[string]any{"类别": "井盖缺失"}
	b.ReportAllocs()
	for b.Loop() {
		if !r.Holds(values) {
			b.Fatal("no")
		}
	}
}
