package statement_test

import (
	"slices"
	"testing"

	"duban/internal/kernel/document"
	"duban/internal/kernel/statement"
)

// The specimens compare subjects loosely; a place cut short would pass there.
func TestEachPlaceIsNamedWholeWithTheWorkInIt(t *testing.T) {
	text := "云泽市政府工作报告\n一、2026年重点工作\n今年，我们将完成6个乡镇、81个村的垃圾一体化处理，以及4个村庄和12个小区的管网改造。\n"
	var got []string
	for _, m := range statement.Read(document.Plain("places", text, nil), statement.Knowledge{}).Measures {
		got = append(got, m.Subject)
	}
	want := []string{"乡镇垃圾一体化处理", "村垃圾一体化处理", "村庄管网改造", "小区管网改造"}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
