package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/intake/columns"
	"duban/internal/intake/grid"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// SheetOf says of which sheet of an office something is: of its tasks, or of
// their progress. Under it the mappings of columns are remembered.
type SheetOf string

// The sheets.
const (
	TaskSheets     SheetOf = "tasks"
	ProgressSheets SheetOf = "progress"
)

func (s SheetOf) act() string {
	if s == ProgressSheets {
		return "progress.import"
	}
	return "task.import"
}

// Headings are the columns that such a sheet may have.
func (s SheetOf) Headings() []task.Heading {
	if s == ProgressSheets {
		return task.ProgressHeadings()
	}
	return task.Headings()
}

func (s SheetOf) fields() []columns.Field {
	var all []columns.Field
	for _, h := range s.Headings() {
		all = append(all, columns.Field{Key: h.Key, Title: h.Title, Names: h.Names, Needed: h.Needed})
	}
	return all
}

// SheetRead is a sheet on its way in: what stands in its columns, and which
// field each is guessed, or remembered, to be.
type SheetRead struct {
	Of         SheetOf
	Name       string // of the sheet
	Titles     []string
	First      []columns.Line // the first rows
	Rows       int
	Left       []int // lines that are no rows: sums, headings of groups
	Mapping    []string
	Remembered bool        // as somebody confirmed it before, or a sheet that was handed out here
	Month      civil.Month // that it speaks of; none where it does not say
}

// ReadSheet reads a sheet of tasks or of progress and says how its columns may
// be understood. It changes nothing.
func (w *Workspace) ReadSheet(ctx context.Context, by staff.Actor, of SheetOf, f SheetFile) (SheetRead, error) {
	out := SheetRead{Of: of}
	if err := staff.Permit(by, of.act(), by.Unit); err != nil {
		return out, err
	}
	s, err := openSheet(f, of)
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		out.Name, out.Titles, out.First, out.Rows, out.Left = s.Name, titlesOf(s), s.Lines[:min(firstRows, len(s.Lines))], len(s.Lines), s.Left
		m, err := remembered(tx, by.Division, string(of), s)
		if err != nil {
			return err
		}
		out.Remembered = m != nil && m.Check(s, of.fields()) == nil
		if !out.Remembered {
			m = s.Suggest(of.fields())
		}
		out.Mapping = m
		return nil
	})
	if err != nil {
		return out, faulted(err)
	}
	out.Month = monthOf(s, f, civil.Instant(w.now()).Date().Year)
	handed, ok, err := readHanded(f)
	if ok {
		out.Remembered, out.Month = true, handed.month
	}
	return out, err
}

// monthOf is the month that a sheet speaks of: in what stands over its titles,
// else in the name of its tab, else in that of its file.
func monthOf(s columns.Sheet, f SheetFile, year int) civil.Month {
	for _, words := range append(slices.Clone(s.Above), s.Name, f.Name) {
		if m, ok := task.MonthIn(words, year); ok {
			return m
		}
	}
	return civil.Month{}
}

func openSheet(f SheetFile, of SheetOf) (columns.Sheet, error) {
	if len(f.Data) > MostSheet {
		return columns.Sheet{}, fault.New(fault.TooLarge, fmt.Sprintf("“%s”超过上限 %d MB。", f.Name, MostSheet>>20), "请去掉图片和别的工作表，或分几次交。").At("file")
	}
	s, err := columns.Open(f, of.fields())
	if err == nil && len(s.Lines) > MostImported {
		err = fault.New(fault.TooLarge, fmt.Sprintf("一次最多导入 %d 条。", MostImported), "请分几次交。").At("file")
	}
	if x, ok := fault.As(err); ok && x.Field == "" {
		err = x.At("file")
	}
	return s, err
}

// reading is a sheet being read by its mapping.
type reading struct {
	of      SheetOf
	sheet   columns.Sheet
	mapping columns.Mapping
}

// understood is a sheet with its mapping: as it was handed in, else as it is
// remembered, else as it is guessed.
func (d *deed) understood(of SheetOf, f SheetFile, mapping []string) (*reading, error) {
	s, err := openSheet(f, of)
	if err != nil {
		return nil, err
	}
	r := &reading{of, s, mapping}
	if r.mapping == nil {
		if r.mapping, err = remembered(d.tx, d.by.Division, string(of), s); err != nil {
			return nil, err
		}
	}
	if r.mapping == nil {
		r.mapping = s.Suggest(of.fields())
	}
	if len(r.mapping) != len(s.Titles) {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("表有 %d 列，说明了 %d 列。", len(s.Titles), len(r.mapping)), "请重新上传，再指各列。").At("mapping")
	}
	return r, r.mapping.Check(s, of.fields())
}

// unread are the titles of columns that are not read.
func (r *reading) unread() (all []string) {
	for i, key := range r.mapping {
		if key == "" && r.sheet.Titles[i] != "" {
			all = append(all, r.sheet.Title(i))
		}
	}
	return all
}

// cell is what a line says under a heading, "" for nothing.
func (r *reading) cell(l columns.Line, key string) (string, error) {
	i := r.mapping.Column(key)
	if i < 0 || i >= len(l.Cells) || columns.Blank(l.Cells[i]) {
		return "", nil
	}
	if grid.Spoilt(l.Cells[i]) {
		return "", r.wrong(key, "格子里的公式出错了（"+l.Cells[i]+"）。", "请在表里改好公式，或直接填数。")
	}
	if n := len([]rune(l.Cells[i])); n > grid.MaxChars {
		return "", r.wrong(key, fmt.Sprintf("这一格超过 %d 字。", grid.MaxChars), "请写短一些，长的放进附件。")
	}
	return l.Cells[i], nil
}

// wrong is what is wrong with a cell, by the title of its column.
func (r *reading) wrong(key, sentence, hint string) error {
	return fault.New(fault.Invalid, sentence, hint).At(r.column(key))
}

// column is the title under which a field stands in the sheet.
func (r *reading) column(field string) string {
	key := field
	switch key { // what the kernel calls them
	case "due_on":
		key = "due"
	case "node_figure_1", "node_figure_2", "node_figure_3", "node_figure_4":
		key = "q" + field[len(field)-1:]
	case "base", "course", "figure":
		if r.of == TaskSheets {
			key = "target"
		}
	}
	if i := r.mapping.Column(key); i >= 0 {
		return r.sheet.Title(i)
	}
	if slices.Contains(r.sheet.Titles, field) {
		return field
	}
	i := slices.IndexFunc(r.of.Headings(), func(h task.Heading) bool { return h.Key == key })
	if i < 0 {
		return ""
	}
	return r.of.Headings()[i].Title
}

// refused is a row with what has to be mended; ok is false for trouble that is
// none of the row's.
func (r *reading) refused(l columns.Line, err error) (RefusedRow, bool) {
	f, ok := fault.As(faulted(err))
	if !ok || f.Kind == fault.Unavailable {
		return RefusedRow{}, false
	}
	return RefusedRow{l.Number, r.column(f.Field), f.Sentence, f.Hint}, true
}

// planDigest names what was planned.
func planDigest(all ...any) (string, error) {
	b, err := json.Marshal(all)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// folded is a text without blanks and marks, to compare titles by.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("，。、；：,.;:“”\"'（）()《》 ", r) {
			return -1
		}
		return r
	}, grid.Fold(s))
}

// alike is how much two texts have in common, of 100: their pairs of characters.
func alike(a, b string) int {
	x, y := pairs(folded(a)), pairs(folded(b))
	if len(x)+len(y) == 0 {
		return 0
	}
	n := 0
	for p, k := range x {
		n += min(k, y[p])
	}
	sum := 0
	for _, k := range x {
		sum += k
	}
	for _, k := range y {
		sum += k
	}
	return 200 * n / sum
}

func pairs(s string) map[string]int {
	all := map[string]int{}
	rs := []rune(s)
	for i := range len(rs) - 1 {
		all[string(rs[i:i+2])]++
	}
	return all
}

// unitsCalled finds units as sheets call them.
type unitsCalled struct {
	all  []staff.Unit
	code func(string) string
}

func (d *deed) unitsCalled() (unitsCalled, error) {
	all, err := d.tx.Units(d.by.Division)
	return unitsCalled{all, leadCodes(d.w.Desk, all)}, err
}

var ownMarks = regexp.MustCompile(`[（(][^（）()]*[）)]`)

// find is the code of a unit by its code, name, short name or another usual name.
func (u unitsCalled) find(words string) (string, error) {
	s := grid.Fold(words)
	bare := ownMarks.ReplaceAllString(s, "")
	for _, x := range u.all {
		if !x.Closed && (x.Code == s || grid.Fold(x.Name) == s || x.Short != "" && grid.Fold(x.Short) == s) {
			return x.Code, nil
		}
	}
	for _, x := range u.all {
		if x.Kind == staff.Town || x.Kind == staff.Street {
			short := grid.Fold(cmp.Or(x.Short, x.Name))
			if !x.Closed && strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(short, "街道"), "镇"), "乡") == s {
				return x.Code, nil
			}
		}
	}
	for _, name := range []string{words, bare} {
		if code := u.code(name); code != "" {
			return code, nil
		}
	}
	best, most := "", 0
	for _, x := range u.all {
		for _, n := range []string{x.Name, x.Short} {
			if k := alike(n, bare); n != "" && !x.Closed && k > most {
				best, most = cmp.Or(x.Short, x.Name), k
			}
		}
	}
	hint := "请写单位清单里的全称、简称或代码；清单里没有的，先在“单位和人员”里添上。"
	if best != "" && most >= 30 {
		hint = "是不是“" + best + "”？" + hint
	}
	return "", fault.New(fault.Invalid, "没有“"+grid.Short(words)+"”这个单位。", hint)
}

var (
	allTowns = regexp.MustCompile(`^各(乡|镇|街道|办|园|场)`)
	somebody = regexp.MustCompile(`^(各|有关|相关)|(有关|相关|其他)(单位|部门)$`)
)

// several are the codes of the units of a cell; whom nobody can name is handed
// back as it stands.
func (u unitsCalled) several(names []string) (codes, vague []string, err error) {
	for _, n := range names {
		switch {
		case allTowns.MatchString(n):
			for _, x := range u.all {
				if !x.Closed && (x.Kind == staff.Town || x.Kind == staff.Street) {
					codes = append(codes, x.Code)
				}
			}
		case somebody.MatchString(n):
			vague = append(vague, n)
		default:
			code, err := u.find(n)
			if err != nil {
				return nil, nil, err
			}
			codes = append(codes, code)
		}
	}
	return codes, vague, nil
}

var figureForm = regexp.MustCompile(`^(?:约|达|达到|完成|已完成|累计完成|≥|>=|>|≤|<=|<|不低于|不少于|不超过)?([-+]?[0-9][0-9,]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2})?)([^0-9]*)$`)

// figureIn reads a cell that is a figure, with or without its unit.
func figureIn(cell string) (value quantity.Decimal, unit string, ok bool) {
	m := figureForm.FindStringSubmatch(grid.Fold(cell))
	if m == nil {
		return value, "", false
	}
	digits, err := columns.ReadNumber(m[1])
	if err != nil {
		return value, "", false
	}
	value, err = quantity.Parse(digits)
	return value, m[2], err == nil
}
