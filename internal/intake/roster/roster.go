// Package roster reads the units, posts and people that an office hands in, as
// a workbook or as CSV made from our template, and finds all that is wrong
// with them at once.
//
// It refuses to take anything in: the desk does. What the database already
// holds is handed to it.
package roster

import (
	"cmp"
	"fmt"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/intake/grid"
	form "duban/internal/kernel/roster"
)

// File is what was handed in under a name.
type File = grid.File

// Place is where a row stands.
type Place struct {
	Sheet string
	Row   int // as the spreadsheet counts
}

// Unit is a row of units. Kind is the code of the word, "" if there is none.
type Unit struct {
	Place
	Code, Parent, Name, Short, Kind string
	Order                           int // 0 if not filled in
}

// Post is a row of posts. Role is the code of the word.
type Post struct {
	Place
	Code, Unit, Name, Role string
}

// Person is a row of people. Manner is the code of the word.
type Person struct {
	Place
	Login, Name, Mobile, Mail, Post, Manner string
	From, Until                             civil.Date // zero if not filled in
}

// Known is what the database holds: names by the codes of units and posts,
// and by the logins of people.
type Known struct {
	Units, Posts, People map[string]string
}

// Roster is what was read. Rows with problems are among the rest.
type Roster struct {
	Units    []Unit
	Posts    []Post
	People   []Person
	Problems []form.Problem
	Tables   []form.Table // as it was handed in
}

// Refused says that something must be mended before the roster can be taken in.
func (r *Roster) Refused() bool {
	return slices.ContainsFunc(r.Problems, func(p form.Problem) bool { return !p.Remark })
}

// Read reads one workbook, or the sheets as CSV files. It answers a fault
// where nothing can be read; all else is a problem with its place.
func Read(files []File, known Known) (*Roster, error) {
	if len(files) == 0 {
		return nil, fault.New(fault.Invalid, "没有名册文件。", "请选一个由模板填好的 .xlsx 文件。")
	}
	r := &reading{known: known, cells: map[string]map[string]map[int]string{}}
	for _, f := range files {
		grids, err := grid.Read(f)
		if err != nil {
			return nil, err
		}
		for i := range grids {
			if err := r.take(f.Name, &grids[i]); err != nil {
				return nil, err
			}
		}
	}
	if len(r.out.Tables) == 0 {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("“%s”里没有名册：找不到“单位”“岗位”“人员”三张表的表头。", files[0].Name), "请下载模板，把内容填进模板里再交。")
	}
	for _, s := range form.Sheets {
		if r.table(s.Name) == nil && !slices.ContainsFunc(r.out.Problems, func(p form.Problem) bool { return p.Sheet == s.Name }) {
			r.remark(form.Problem{Sheet: s.Name, Sentence: fmt.Sprintf("没有“%s”表，这次不导入%s。", s.Name, s.Name)})
		}
	}
	r.relate()
	order := map[string]int{"": -1}
	for i, s := range form.Sheets {
		order[s.Name] = i
	}
	slices.SortStableFunc(r.out.Problems, func(a, b form.Problem) int {
		return cmp.Or(cmp.Compare(order[a.Sheet], order[b.Sheet]), cmp.Compare(a.Row, b.Row))
	})
	slices.SortFunc(r.out.Tables, func(a, b form.Table) int { return cmp.Compare(order[a.Sheet], order[b.Sheet]) })
	return &r.out, nil
}

// reading is a roster on its way in.
type reading struct {
	known Known
	out   Roster
	cells map[string]map[string]map[int]string // sheet, column, row: what was written, for problems found later
}

func (r *reading) table(sheet string) *form.Table {
	for i := range r.out.Tables {
		if r.out.Tables[i].Sheet == sheet {
			return &r.out.Tables[i]
		}
	}
	return nil
}

func (r *reading) problem(p form.Problem) { r.out.Problems = append(r.out.Problems, p) }

func (r *reading) remark(p form.Problem) {
	p.Remark = true
	r.problem(p)
}

// has says that a sheet came with a column; without it each row would be told of once more.
func (r *reading) has(sheet, column string) bool {
	t := r.table(sheet)
	return t != nil && slices.Contains(t.Columns, column)
}
