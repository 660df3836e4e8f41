// Package burden is what units are asked to fill in (基层负担): how long a form
// takes by the minutes that are declared for its fields, what that comes to for
// a unit in a month, within which budget, and whether a fact is asked twice or
// stands in the system already.
//
// It is reckoned from what was owed by the register, never from what people
// clicked. The room refuses to know tasks, projects and declared procedures:
// what each of them asks is handed in as forms and asks. Start reading at Form
// and Tally.
package burden

import (
	"embed"
	"strconv"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/base/table"
)

//go:embed data/*.tsv
var data embed.FS

var (
	minuteRows    = table.Rows(data, "data/minutes.tsv")
	parameterRows = table.Rows(data, "data/parameters.tsv")
)

// Sort (栏目种类) is what kind of answer a field asks for.
type Sort string

// The sorts of fields.
const (
	Text    Sort = "text"
	Lines   Sort = "lines"
	Number  Sort = "number"
	Choice  Sort = "choice"
	Several Sort = "several"
	Date    Sort = "date"
	Flag    Sort = "flag"
	Unit    Sort = "unit"
	Link    Sort = "link"
	Place   Sort = "place"
	File    Sort = "file"
	Sign    Sort = "sign"
)

// Sorts are all sorts, in the order of the table that declares their minutes.
var Sorts = []Sort{Text, Lines, Number, Choice, Several, Date, Flag, Unit, Link, Place, File, Sign}

// Tenths (分钟的十分之一) is a time in tenths of a minute, so that sums are exact.
type Tenths int64

// Minutes are whole minutes, begun ones counted.
func (t Tenths) Minutes() int64 { return (int64(t) + 9) / 10 }

// String writes minutes: 0.5.
func (t Tenths) String() string { return quantity.New(int64(t), 1).String() }

// Declared (标准用时) is how long a field of a sort takes, as declared for a day, and on what that rests.
func Declared(s Sort, on civil.Date) (t Tenths, basis string) {
	for _, r := range minuteRows {
		from, err := civil.ParseDate(r[1])
		if r[0] != string(s) || err != nil || on.Before(from) {
			continue
		}
		d, err := quantity.Must(r[2]).Times10(1)
		n, places := d.Scaled()
		if err != nil || places != 0 {
			panic("burden: minutes finer than a tenth: " + r[2])
		}
		t, basis = Tenths(n), r[3]
	}
	return t, basis
}

// OptionalShare is how much of its minutes a field counts that need not be
// filled in, in per cent, and on what that rests.
func OptionalShare(on civil.Date) (share int64, basis string) {
	for _, r := range parameterRows {
		if from, err := civil.ParseDate(r[1]); r[0] == "optional.share" && err == nil && !on.Before(from) {
			share, _ = strconv.ParseInt(r[2], 10, 64)
			basis = r[3]
		}
	}
	return share, basis
}
