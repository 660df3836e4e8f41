package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/intake/columns"
	"duban/internal/intake/grid"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// projectTables is under which kind the mappings of ledgers of projects are remembered.
const projectTables = "projects"

// ProjectSheet is a ledger of projects on its way in: what stands in its
// columns, and which field each is guessed, or remembered, to be.
type ProjectSheet struct {
	Name       string // of the sheet
	Titles     []string
	First      []columns.Line // the first rows
	Rows       int
	Left       []int // lines that are no rows: sums, headings of groups
	Mapping    []string
	Remembered bool // as somebody confirmed it before
	Headings   []project.Heading
	Units      []staff.Unit
	Choices    project.Choices
	Due        project.Month
}

// firstRows is how many rows the page of the mapping shows.
const firstRows = 5

// ReadProjectSheet reads a ledger of projects and says how its columns may be
// understood. It changes nothing.
func (w *Workspace) ReadProjectSheet(ctx context.Context, by staff.Actor, f SheetFile) (ProjectSheet, error) {
	out := ProjectSheet{}
	if err := staff.Permit(by, "project.import", ""); err != nil {
		return out, err
	}
	out.Due = project.DueMonth(civil.Instant(w.now()).Date())
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) {
		if out.Choices, err = choicesOf(tx, by.Division); err != nil {
			return err
		}
		if out.Units, err = tx.Units(by.Division); err != nil {
			return err
		}
		out.Headings = project.Headings(out.Choices, out.Due.Year())
		s, err := openLedger(f, out.Headings)
		if err != nil {
			return err
		}
		out.Name, out.Titles, out.First, out.Rows, out.Left = s.Name, titlesOf(s), s.Lines[:min(firstRows, len(s.Lines))], len(s.Lines), s.Left
		m, err := remembered(tx, by.Division, projectTables, s)
		if err != nil {
			return err
		}
		out.Remembered = m != nil && m.Check(s, ledgerFields(out.Headings)) == nil
		if !out.Remembered {
			m = s.Suggest(ledgerFields(out.Headings))
		}
		out.Mapping = m
		return nil
	})
	return out, faulted(err)
}

func titlesOf(s columns.Sheet) []string {
	all := make([]string, len(s.Titles))
	for i := range all {
		all[i] = s.Title(i)
	}
	return all
}

func openLedger(f SheetFile, headings []project.Heading) (columns.Sheet, error) {
	if len(f.Data) > MostSheet {
		return columns.Sheet{}, fault.New(fault.TooLarge, fmt.Sprintf("“%s”超过上限 %d MB。", f.Name, MostSheet>>20), "请去掉图片和别的工作表，或分几次交。").At("file")
	}
	s, err := columns.Open(f, ledgerFields(headings))
	if err == nil && len(s.Lines) > MostImported {
		err = fault.New(fault.TooLarge, fmt.Sprintf("一次最多导入 %d 条。", MostImported), "请分几次交。").At("file")
	}
	if x, ok := fault.As(err); ok && x.Field == "" {
		err = x.At("file")
	}
	return s, err
}

// ledgerFields are the headings of a ledger as columns are guessed by.
func ledgerFields(headings []project.Heading) []columns.Field {
	all := make([]columns.Field, len(headings))
	for i, h := range headings {
		f := columns.Field{Key: h.Key, Title: h.Title, Names: h.Names, Needed: h.Key == "name"}
		switch h.Sense {
		case project.Wan:
			f.Sense = columns.Money
		case project.Measure:
			f.Sense = columns.Number
		case project.Day:
			f.Sense = columns.Day
		}
		if h.Key == "code" {
			f.Shape = project.CodeShape
		}
		all[i] = f
	}
	return all
}

// ledgerRow is a row of a ledger as facts, and what it says of a month.
type ledgerRow struct {
	written project.Facts // stages and their days among them
	month   project.Filling
	monthly bool
	rounded []string // titles of money that had more than two places
}

// wrongCell is what is wrong with a cell, by its column's title.
func wrongCell(s columns.Sheet, column int, err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	return fault.New(f.Kind, f.Sentence, f.Hint).At(s.Title(column)).Because(err)
}

// readRow reads a row by its mapping.
func readRow(s columns.Sheet, m columns.Mapping, l columns.Line, headings []project.Heading, c project.Choices, units []staff.Unit) (ledgerRow, error) {
	row := ledgerRow{written: project.Facts{}}
	fields := ledgerFields(headings)
	for i, key := range m {
		k := slices.IndexFunc(fields, func(f columns.Field) bool { return f.Key == key })
		if key == "" || k < 0 || i >= len(l.Cells) {
			continue
		}
		value, rounded, err := s.Read(l, i, fields[k])
		if err != nil {
			return row, wrongCell(s, i, err)
		}
		if value == "" {
			continue
		}
		if rounded {
			row.rounded = append(row.rounded, s.Title(i))
		}
		if err := row.put(key, value, c, units); err != nil {
			return row, wrongCell(s, i, err)
		}
	}
	return row, nil
}

// put takes a value of a ledger in: units by their names, choices by what
// others call them.
func (r *ledgerRow) put(key, value string, c project.Choices, units []staff.Unit) error {
	switch {
	case strings.HasPrefix(key, "month."):
		r.monthly = true
		into := map[string]*string{"month.invested": &r.month.Invested, "month.year": &r.month.Year, "month.total": &r.month.Total, "month.visual": &r.month.Visual, "month.problem": &r.month.Problem, "month.next": &r.month.Next, "month.why": &r.month.Why}[key]
		*into = value
		return nil
	case key == "lists":
		for _, l := range strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune("、，,;；/ ", r) }) {
			if !slices.Contains(c.Lists, l) {
				return fault.New(fault.Invalid, "没有“"+l+"”这个清单。", "请从本地定的清单里选。")
			}
			r.written["list."+l] = project.Yes
		}
		return nil
	case key == "unit" || key == "town":
		code, err := unitOf(units, value)
		if err != nil {
			return err
		}
		value = code
	case key == "category":
		value = strings.TrimSuffix(strings.TrimSuffix(value, "项目"), "类")
		if !slices.Contains(c.Categories, value) {
			return fault.New(fault.Invalid, "没有“"+value+"”这个类别。", "可以选："+strings.Join(c.Categories, "、")+"。")
		}
	case key == "stage", key == "nature", strings.HasPrefix(key, "permit.") && strings.HasSuffix(key, ".state"):
		var own []string
		switch {
		case key == "nature":
			own = project.Natures()
		case key != "stage":
			own = project.PermitStates
		}
		means := project.Meaning(key, value, own)
		if means == "" {
			return fault.New(fault.Invalid, "看不出“"+grid.Short(value)+"”是哪一项。", "请照本系统的说法写，或这一列选“不读”。")
		}
		value = means
	}
	r.written[key] = value
	return nil
}

// unitOf finds a unit by its code, name or short name.
func unitOf(units []staff.Unit, cell string) (string, error) {
	s := grid.Fold(cell)
	var found []staff.Unit
	for _, u := range units {
		if u.Closed {
			continue
		}
		if u.Code == s || grid.Fold(u.Name) == s || grid.Fold(u.Short) == s || u.Short != "" && (u.Kind == staff.Town || u.Kind == staff.Street) && strings.TrimSuffix(strings.TrimSuffix(grid.Fold(u.Short), "街道"), "镇") == s {
			found = append(found, u)
		}
	}
	switch len(found) {
	case 0:
		return "", fault.New(fault.Invalid, "没有“"+grid.Short(cell)+"”这个单位。", "请写单位清单里的代码、全称或简称，一格一个。")
	case 1:
		return found[0].Code, nil
	}
	return "", fault.New(fault.Invalid, "“"+grid.Short(cell)+"”有几个单位。", "请写全称或代码。")
}
