package press

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
)

// ColumnKind says what the cells of a column hold.
type ColumnKind uint8

// The kinds of columns, each with the Go types that its values may have. An
// empty string, a zero Date, a zero Time and nil are an empty cell everywhere.
const (
	Text     ColumnKind = iota // string
	Number                     // int, int64
	Date                       // civil.Date
	Instant                    // time.Time
	Quantity                   // quantity.Decimal
	Link                       // Ref
)

// Column of a list.
type Column struct {
	Key     string // for programs: lower-case letters, digits and underscores
	Title   string // in Chinese
	English string
	Kind    ColumnKind
	Width   float64 // in characters of the default font; 0: by what the first rows hold
	Unit    string  // of a quantity
}

// Value is one cell; its type goes by the column's kind.
type Value any

// Ref is words that lead to a page.
type Ref struct{ Words, URL string }

// List is a table of the workspace as it is handed out: what was asked for, by
// whom and when, and rows that come one by one and are not kept.
type List struct {
	Title   string // also the name of the sheet
	Filter  string // what was filtered, in words
	By      string // who hands it out
	At      time.Time
	Zone    *time.Location // of all instants; nil: as they come
	English bool           // titles in English
	Columns []Column
	Rows    iter.Seq2[[]Value, error]
}

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// sound checks the columns; what is wrong with them is the program's mistake.
func sound(columns []Column) error {
	if len(columns) == 0 {
		return errors.New("press: a list without columns")
	}
	seen := map[string]bool{}
	for _, c := range columns {
		keys := []string{c.Key}
		if c.Kind == Link {
			keys = append(keys, c.Key+addressKey)
		}
		for _, k := range keys {
			if !keyForm.MatchString(k) || seen[k] {
				return fmt.Errorf("press: column key %q is malformed or twice", k)
			}
			seen[k] = true
		}
		if c.Title == "" || c.Kind > Link {
			return fmt.Errorf("press: column %q has no title or kind", c.Key)
		}
	}
	return nil
}

// head is what stands over a column.
func (c Column) head(english bool) string {
	if english {
		title := cmp.Or(c.English, c.Key)
		if c.Unit != "" {
			title += " (" + c.Unit + ")"
		}
		return title
	}
	if c.Unit != "" {
		return c.Title + "（" + c.Unit + "）"
	}
	return c.Title
}

// A link takes two columns where a cell holds only words: the words, and the address.
const addressKey = "_url"

func (c Column) addressHead(english bool) string {
	if english {
		return c.head(true) + " URL"
	}
	return c.head(false) + "网址"
}

// remark is the line under the title: what was filtered, who, when.
func (l List) remark() string {
	at := ""
	if !l.At.IsZero() {
		at = l.in(l.At).Format("2006-01-02 15:04")
	}
	parts, between := []string{"筛选：" + l.Filter, "导出：" + l.By, "时间：" + at}, "　"
	if l.English {
		parts, between = []string{"Filter: " + l.Filter, "Exported by: " + l.By, "At: " + at}, "   "
	}
	line := ""
	for i, said := range []string{l.Filter, l.By, at} {
		if said == "" {
			continue
		}
		if line != "" {
			line += between
		}
		line += parts[i]
	}
	return line
}

func (l List) in(t time.Time) time.Time {
	if l.Zone != nil {
		return t.In(l.Zone)
	}
	return t
}

// checked hands on the rows, each compared against the columns.
func checked(columns []Column, rows iter.Seq2[[]Value, error], each func(row []Value) error) error {
	if rows == nil {
		return nil
	}
	n := 0
	for row, err := range rows {
		n++
		if err != nil {
			return err
		}
		if len(row) != len(columns) {
			return fmt.Errorf("press: row %d has %d cells for %d columns", n, len(row), len(columns))
		}
		for i, v := range row {
			if err := suits(columns[i], v); err != nil {
				return fmt.Errorf("press: row %d: %w", n, err)
			}
		}
		if err := each(row); err != nil {
			return err
		}
	}
	return nil
}

func suits(c Column, v Value) error {
	ok := false
	switch v := v.(type) {
	case nil:
		ok = true
	case string:
		ok = c.Kind == Text || v == ""
	case int, int64:
		ok = c.Kind == Number
	case civil.Date:
		ok = c.Kind == Date && (v.Zero() || v.Valid())
	case time.Time:
		ok = c.Kind == Instant
	case quantity.Decimal:
		ok = c.Kind == Quantity
	case Ref:
		ok = c.Kind == Link && (v.URL == "" || leads(v.URL))
	}
	if !ok {
		return fmt.Errorf("column %q of kind %d cannot hold %T %v", c.Key, c.Kind, v, v)
	}
	return nil
}

// leads says that an address is one that a person may be sent to.
func leads(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func blank(v Value) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case civil.Date:
		return v.Zero()
	case time.Time:
		return v.IsZero()
	case Ref:
		return v.Words == "" && v.URL == ""
	}
	return false
}

// plain is a value as digits and words; instant is how moments are written.
func plain(v Value, zone *time.Location, instant string) string {
	if blank(v) {
		return ""
	}
	switch v := v.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case civil.Date:
		return v.String()
	case time.Time:
		if zone != nil {
			v = v.In(zone)
		}
		return v.Format(instant)
	case quantity.Decimal:
		return v.String()
	case Ref:
		return cmp.Or(v.Words, v.URL)
	}
	return ""
}
