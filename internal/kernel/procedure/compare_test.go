package procedure_test

import (
	"strings"
	"testing"

	"duban/internal/kernel/procedure"
)

func TestALaterVersionSaysWhatItChanges(t *testing.T) {
	read := func(text string) *procedure.Mechanism {
		t.Helper()
		m, err := procedure.Declare("small.yaml", []byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	before := read(small)
	if d := procedure.Compare(before, read(small)); len(d) != 0 {
		t.Errorf("the same differs: %v", d)
	}
	later := small
	for _, c := range []struct{ from, to string }{
		{"version: 1", "version: 2"},
		{"is: 2个工作日", "is: 1个工作日"},
		{"天数: {type: integer, minimum: 1}", "天数: {type: integer, minimum: 1}\n            去向: {type: string}"},
		{"title: 不准\n        from: [asked]\n        reason: true", "title: 不准\n        from: [asked]"},
		{"      - {stage: refused", "      - {stage: shortened, title: 缩短, end: true}\n      - {stage: refused"},
		{"      - act: silence", "      - {act: shorten, title: 准一半, from: [asked], by: [{role: head, unit: initiator}], to: shortened}\n      - act: silence"},
	} {
		next := strings.Replace(later, c.from, c.to, 1)
		if next == later {
			t.Fatalf("%s does not stand there", c.from)
		}
		later = next
	}
	var got []string
	for _, d := range procedure.Compare(before, read(later)) {
		got = append(got, d.Part+" "+d.Name)
	}
	if want := "表单 ask.去向, 环节 shortened, 期限 answer, 动作 refuse, 动作 shorten"; strings.Join(got, ", ") != want {
		t.Errorf("changed: %s, want %s", strings.Join(got, ", "), want)
	}
	gone := procedure.Compare(read(later), before)
	if s := gone[len(gone)-1].String(); !strings.Contains(s, "没有了") {
		t.Errorf("what is gone reads %s", s)
	}
}
