package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/intake/grid"
	"duban/internal/kernel/form"
	"duban/internal/kernel/register"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

// SheetFile is a workbook or CSV as it was handed in.
type SheetFile = grid.File

const (
	// MostSheet is the largest table that is taken, in bytes.
	MostSheet = 4 << 20
	// MostImported is how many entries come in at once: they are one act.
	MostImported = 2000
)

// fromColumn says from which day a row holds, where the file says it.
const fromColumn = "有效起"

// ImportEntries is a table of entries to be taken in: new ones are added, known
// ones changed. An empty cell leaves what stands. Digest names the plan that the
// person saw, "" takes it as it comes out.
type ImportEntries struct {
	Register string
	File     SheetFile
	On       civil.Date // where a row does not say it; zero is today
	Reason   string
	Digest   string
}

// EntryPlan is what a table would do to a register, or what must be mended first.
type EntryPlan struct {
	Register ListedRegister
	Rows     []PlannedEntry
	Refused  []RefusedRow
	Unread   []string // titles that the register does not have
	Digest   string
	steps    []entryStep
}

// PlannedEntry is a row beside what is known; what is masked stays so.
type PlannedEntry struct {
	Line     int
	Key      string
	Name     string
	On       civil.Date
	Standing Standing
	Differs  []register.Difference `json:"-"`
}

type entryStep struct {
	row    EntryRow
	before register.Entry
	event  register.Event
}

// Count is how many rows have a standing.
func (p *EntryPlan) Count(s Standing) (n int) {
	for _, r := range p.Rows {
		if r.Standing == s {
			n++
		}
	}
	return n
}

// EntriesImported tells what came in.
type EntriesImported struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
}

// PlanEntries lays a table beside a register and changes nothing.
func (w *Workspace) PlanEntries(ctx context.Context, by staff.Actor, in ImportEntries) (*EntryPlan, error) {
	if err := staff.Permit(by, "entry.import", ""); err != nil {
		return nil, err
	}
	r, t, err := w.readEntries(by, in)
	if err != nil {
		return nil, err
	}
	var plan *EntryPlan
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		d := &deed{w: w, tx: tx, by: by, now: int64(w.now())}
		plan, err = d.planEntries(r, t, in)
		return err
	})
	return plan, faulted(err)
}

func (w *Workspace) readEntries(by staff.Actor, in ImportEntries) (ListedRegister, grid.Table, error) {
	r, err := w.means.Mechanisms.register(in.Register, civil.Instant(w.now()).Date())
	if err != nil {
		return r, grid.Table{}, err
	}
	if !slices.Contains(r.Keeps, string(by.Role)) {
		return r, grid.Table{}, fault.New(fault.Forbidden, "您不能登记“"+r.Title+"”。", "由管这个台账的单位办。")
	}
	var columns []grid.Column
	for _, f := range r.Form.Fields {
		columns = append(columns, columnOf(f, slices.Contains(r.Key, f.Name)))
	}
	t, err := tableOf(in.File, append(columns, grid.Column{Title: fromColumn, Sense: grid.Day}))
	if err == nil && len(t.Rows) > MostImported {
		err = fault.New(fault.TooLarge, fmt.Sprintf("一次最多导入 %d 条。", MostImported), "请分几次交。").At("file")
	}
	return r, t, err
}

// tableOf reads the table that was handed in.
func tableOf(f SheetFile, columns []grid.Column) (grid.Table, error) {
	if len(f.Data) > MostSheet {
		return grid.Table{}, fault.New(fault.TooLarge, fmt.Sprintf("“%s”超过上限 %d MB。", f.Name, MostSheet>>20), "请去掉图片和别的工作表，或分几次交。").At("file")
	}
	t, err := grid.Find(f, columns)
	if err == nil && len(t.Rows) == 0 {
		err = fault.New(fault.Invalid, "一行数据也没有。", "请核对文件。").At("file")
	}
	return t, err
}

// columnOf is the column of a field.
func columnOf(f form.Field, needed bool) grid.Column {
	c := grid.Column{Title: f.Name, Needed: needed}
	switch f.Is {
	case "date":
		c.Sense = grid.Day
	case "phone", "entry", "unit":
		c.Sense = grid.Name
	}
	if needed && c.Sense == grid.Words {
		c.Sense = grid.Name
	}
	return c
}

// ImportEntries takes a table into a register, all of it or nothing.
func (w *Workspace) ImportEntries(ctx context.Context, by staff.Actor, call Call, in ImportEntries) (EntriesImported, error) {
	if err := staff.Permit(by, "entry.import", ""); err != nil {
		return EntriesImported{}, err
	}
	r, t, err := w.readEntries(by, in)
	if err != nil {
		return EntriesImported{}, err
	}
	return perform(ctx, w, by, "entry.import", call, func(d *deed) (EntriesImported, error) {
		plan, err := d.planEntries(r, t, in)
		switch {
		case err != nil:
			return EntriesImported{}, err
		case len(plan.Refused) > 0:
			x := plan.Refused[0]
			return EntriesImported{}, fault.New(fault.Invalid, fmt.Sprintf("表里有 %d 处要改，一条也没有导入。", len(plan.Refused)), fmt.Sprintf("第 %d 行：%s%s", x.Line, x.Sentence, x.Hint)).At("file")
		case in.Digest != "" && plan.Digest != in.Digest:
			return EntriesImported{}, fault.New(fault.Conflict, "预览之后，台账又有人改过。", "请重新上传，看过新的预览再导入。")
		case len(plan.steps) == 0:
			return EntriesImported{}, fault.New(fault.Invalid, "表和台账完全一样，没有可导入的。", "改过再交。").At("file")
		}
		for _, s := range plan.steps {
			if _, err := d.keepEntry(r, s.row, s.before, s.event); err != nil {
				return EntriesImported{}, err
			}
		}
		d.object, d.reason = "register/"+r.ID, strings.TrimSpace(in.Reason)
		return EntriesImported{plan.Count(NewRow), plan.Count(ChangedRow), plan.Count(SameRow)}, nil
	})
}

func (d *deed) planEntries(r ListedRegister, t grid.Table, in ImportEntries) (*EntryPlan, error) {
	p := &EntryPlan{Register: r, Unread: t.Unread}
	if in.On.Zero() {
		in.On = civil.Instant(d.now).Date()
	}
	units, err := d.tx.Units(d.by.Division)
	if err != nil {
		return nil, err
	}
	seen := map[string]int{}
	for _, line := range t.Rows {
		row, step, err := d.planEntry(r, units, line, in)
		if err == nil {
			if first, twice := seen[row.Key]; twice {
				err = fault.New(fault.Invalid, fmt.Sprintf("“%s”和第 %d 行重复。", row.Key, first), "请删去一行。").At(r.Key[0])
			}
			seen[row.Key] = line.Number
		}
		if err != nil {
			f, ok := fault.As(faulted(err))
			if !ok || f.Kind == fault.Unavailable {
				return nil, err
			}
			p.Refused = append(p.Refused, RefusedRow{line.Number, f.Field, f.Sentence, f.Hint})
			continue
		}
		p.Rows = append(p.Rows, row)
		if row.Standing != SameRow {
			p.steps = append(p.steps, step)
		}
	}
	seal := []any{p.Rows, in.Reason} // and what each row meets
	for _, s := range p.steps {
		seal = append(seal, len(s.before.Events), s.event.Data)
	}
	b, err := json.Marshal(seal)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	p.Digest = hex.EncodeToString(sum[:])
	return p, nil
}

// planEntry is what a row means beside what is known.
func (d *deed) planEntry(r ListedRegister, units []staff.Unit, line grid.Line, in ImportEntries) (PlannedEntry, entryStep, error) {
	x := register.Deed{Kind: register.Added, On: in.On, Data: map[string]any{}, Reason: in.Reason}
	none := func(err error) (PlannedEntry, entryStep, error) { return PlannedEntry{}, entryStep{}, err }
	if s := line.Cells[fromColumn]; s != "" {
		var err error
		if x.On, err = civil.ParseDate(s); err != nil {
			return none(fault.New(fault.Invalid, "“"+s+"”不是日子。", "写成 2021-03-01 的样子。").At(fromColumn))
		}
	}
	for _, f := range r.Form.Fields {
		cell := line.Cells[f.Name]
		if f.Is == "unit" && cell != "" {
			i := slices.IndexFunc(units, func(u staff.Unit) bool { return grid.Fold(u.Name) == grid.Fold(cell) || u.Code == grid.Fold(cell) })
			if i < 0 {
				return none(fault.New(fault.Invalid, "没有“"+cell+"”这个单位。", "请写单位清单里的代码或名称。").At(f.Name))
			}
			cell = units[i].Code
		}
		v, err := f.Read(cell)
		if err != nil {
			return none(err)
		}
		if v != nil {
			x.Data[f.Name] = v
		}
	}
	key := r.KeyOf(x.Data)
	if key == "" {
		return none(fault.New(fault.Invalid, "“"+strings.Join(r.Key, "”“")+"”没有填全。", "台账按它认一条，必填。").At(r.Key[0]))
	}
	s := entryStep{row: EntryRow{Division: d.by.Division, Register: r.ID, Key: key}}
	old, err := d.tx.EntryByKey(d.by.Division, r.ID, key)
	switch {
	case missing(err):
		s.row.ID = d.newID()
	case err != nil:
		return none(err)
	default:
		s.row = old
		kept, err := d.tx.EntryEvents(d.by.Division, old.ID)
		if err != nil {
			return none(err)
		}
		if s.before, err = register.Fold(plainEvents(kept)); err != nil {
			return none(err)
		}
	}
	who := keeperOf(d.by)
	planned := PlannedEntry{Line: line.Number, Key: key, On: x.On, Standing: NewRow}
	var was map[string]any
	for _, span := range s.before.Spans {
		if span.Holds(x.On) {
			was = span.Data
		}
	}
	if was != nil {
		if !r.MayKeep(who, s.row.Unit) {
			return none(fault.New(fault.Forbidden, "您不能改动“"+r.Title+"”里的这一条。", "由管这一条的单位办。").At(r.Key[0]))
		}
		x.Kind, planned.Standing = register.Changed, ChangedRow
		merged := maps.Clone(was)
		maps.Copy(merged, r.Unmasked(was, x.Data))
		x.Data = merged
		planned.Differs = r.Difference(was, merged)
		planned.Name = r.NameOf(merged)
		if len(planned.Differs) == 0 {
			planned.Standing = SameRow
			return planned, s, nil
		}
	}
	if s.event, err = r.Decide(s.before, s.row.Unit, who, x); err != nil {
		return none(err)
	}
	if err := d.unitsKnown(r.Form, s.event.Data); err != nil {
		return none(err)
	}
	if err := d.entriesKnown(r.Mechanism, r.Form, s.event.Data, s.event.On); err != nil {
		return none(err)
	}
	planned.Name = r.NameOf(s.event.Data)
	for i, x := range planned.Differs {
		if before, ok := x.Before.(string); ok && x.Field.Masked {
			planned.Differs[i].Before = form.Mask(before)
		}
		if after, ok := x.After.(string); ok && x.Field.Masked {
			planned.Differs[i].After = form.Mask(after)
		}
	}
	return planned, s, nil
}

// EntryTemplate writes the workbook in which entries of a register are handed in.
func (w *Workspace) EntryTemplate(by staff.Actor, id string, out io.Writer) error {
	if err := staff.Permit(by, "entry.import", ""); err != nil {
		return err
	}
	r, err := w.means.Mechanisms.register(id, civil.Instant(w.now()).Date())
	if err != nil {
		return err
	}
	var columns []press.BlankColumn
	for _, f := range r.Form.Fields {
		columns = append(columns, blankOf(f, f.Required))
	}
	columns = append(columns, press.BlankColumn{Title: fromColumn, Meaning: "从哪天起这样，例：2026-01-05。不填的照导入时选的日子。", Day: true})
	return press.Blank(out, r.Title, columns)
}

// blankOf is the column of a field in a workbook to be filled in.
func blankOf(f form.Field, needed bool) press.BlankColumn {
	c := press.BlankColumn{Title: f.Name, Meaning: f.Hint, Needed: needed, Day: f.Is == "date"}
	switch {
	case len(f.Choices) > 0 && f.Kind == rule.Texts:
		c.Meaning = strings.TrimSpace(c.Meaning + " 可填几个，用顿号隔开：" + strings.Join(f.Choices, "、") + "。")
	case len(f.Choices) > 0:
		c.Choices = f.Choices
	case f.Is == "unit" || f.Is == "units":
		c.Meaning = strings.TrimSpace(c.Meaning + " 写单位的名称或代码。")
	}
	return c
}
