package part

import "github.com/a-h/templ"

// Column (栏) is a column of a table.
type Column struct {
	Title   string
	Short   string // label beside the value on a phone; Title if empty
	Numeric bool   // right-aligned
	Bars    bool   // its cells hold bars, which have no line of text to stand on
	Hidden  bool   // the title is only said, as over a column of buttons
	Sort    *Sorting
}

// Sorting (排序) is the link that sorts by a column.
type Sorting struct {
	Href  string
	Order Order // how the table is sorted now
}

// Order (次序) is how a table is sorted by a column.
type Order uint8

const (
	Unsorted Order = iota
	Ascending
	Descending
)

func (o Order) aria() string { return [...]string{"none", "ascending", "descending"}[min(int(o), 2)] }

// Cell (格) is one cell: a text, a link, a figure or a component, with a quiet
// second line.
type Cell struct {
	Text, Unit, Href string
	Sub              string
	Content          templ.Component // instead of Text
	Head             bool            // names the row
	Index            bool            // a number that only counts
}

// Row (行) is one row; Current marks the one at hand.
type Row struct {
	Cells   []Cell
	ID      string
	Current bool
}

// Table (表) is for comparing. Caption says what it is, aloud and in print;
// Empty stands in its place when there are no rows.
type Table struct {
	ID      string
	Caption string
	Quiet   bool // the caption is only said: a heading above shows the same
	Columns []Column
	Rows    []Row
	Foot    []Cell
	Tight   bool
	Fold    bool // rows stack on a phone
	Empty   templ.Component
}

func (t Table) column(i int) Column {
	if i < len(t.Columns) {
		return t.Columns[i]
	}
	return Column{}
}

func (c Column) short() string {
	if c.Short != "" {
		return c.Short
	}
	return c.Title
}

// blank says that a cell holds nothing; a folded row leaves it out.
func (c Cell) blank() bool {
	return c.Content == nil && c.Sub == "" && (c.Text == "" || c.Text == "—")
}

func (t Table) cellClass(i int, c Cell) string {
	return classes(when(t.column(i).Numeric, "num"), when(t.column(i).Bars, "pacecell"), when(c.Index, "idx"), when(c.blank(), "blank"))
}
