package table_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"duban/internal/base/table"
)

var files = fstest.MapFS{
	"good.tsv":  {Data: []byte("单位\t名称\n发改\t发展和改革局\n教育\t\n")},
	"wide.tsv":  {Data: []byte("单位\t名称\n发改\n")},
	"blank.tsv": {Data: []byte("单位\t名称\n 发改\t局\n")},
	"dos.tsv":   {Data: []byte("单位\t名称\r\n发改\t局\r\n")},
}

func TestRowsLeaveTheHeaderOut(t *testing.T) {
	got := table.Rows(files, "good.tsv")
	if len(got) != 2 || !slices.Equal(got[0], []string{"发改", "发展和改革局"}) || !slices.Equal(got[1], []string{"教育", ""}) {
		t.Errorf("%q", got)
	}
}

func TestTroublesNameTheLine(t *testing.T) {
	for _, c := range []struct {
		name  string
		empty []int
		want  int
	}{
		{"good.tsv", []int{1}, 0},
		{"good.tsv", nil, 1},
		{"wide.tsv", nil, 1},
		{"blank.tsv", nil, 1},
		{"dos.tsv", nil, 2},
		{"none.tsv", nil, 1},
	} {
		if got := table.Troubles(files, c.name, 2, c.empty...); len(got) != c.want {
			t.Errorf("%s, column %v may be empty: %q", c.name, c.empty, got)
		}
	}
}
