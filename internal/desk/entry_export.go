package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/form"
	"duban/internal/kernel/register"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

// MostExported is how many entries one file holds.
const MostExported = 50_000

// ExportEntries hands out what ReadRegister lists, without its paging. What is
// masked stays so, unless there is a reason to see it: then that is an act of
// its own, and holds for what the actor may unmask.
func (w *Workspace) ExportEntries(ctx context.Context, by staff.Actor, p EntryPage, reason string, h Handout) error {
	today := civil.Instant(w.now()).Date()
	r, err := w.means.Mechanisms.register(p.Register, today)
	if err != nil {
		return err
	}
	scope, err := entryScope(by, r.Register)
	if err != nil {
		return err
	}
	if p.On.Zero() {
		p.On = today
	}
	if err := w.fits(ctx, scope, p); err != nil {
		return err
	}
	open := func(string) bool { return false }
	if reason = strings.TrimSpace(reason); reason != "" {
		who := keeperOf(by)
		if !slices.Contains(r.Unmasks, who.Role) {
			return fault.New(fault.Forbidden, "您不能看“"+r.Title+"”里遮盖的全文。", "这个台账没有让您的岗位看；不写理由，可以导出遮盖的。")
		}
		if _, err := perform(ctx, w, by, "entry.unmask", Call{}, func(d *deed) (struct{}, error) {
			d.object, d.reason = "register/"+r.ID, "导出全文："+reason
			return struct{}{}, nil
		}); err != nil {
			return err
		}
		open = func(unit string) bool { return r.MayUnmask(who, unit) }
	}
	l := press.List{Title: r.Title}
	for i, f := range r.Form.Fields {
		c := press.Column{Key: fmt.Sprintf("field_%d", i+1), Title: f.Name, English: f.Name}
		switch {
		case f.Kind == rule.Number:
			c.Kind = press.Quantity
		case f.Is == "date":
			c.Kind = press.Date
		}
		l.Columns = append(l.Columns, c)
	}
	l.Columns = append(l.Columns, press.Column{Key: "from_on", Title: "有效起", English: "From", Kind: press.Date}, press.Column{Key: "until_on", Title: "有效止", English: "Until", Kind: press.Date})
	act := "register.read"
	if r.Open {
		act = "register.list"
	}
	return w.handOut(ctx, by, act, "register-"+r.ID, l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		units, err := unitNames(tx, by.Division)
		if err != nil {
			return err
		}
		return pages(tx, scope, p, func(s EntrySpan) error {
			data := s.Data
			if !open(s.Unit) {
				data = r.Form.Masked(data)
			}
			row := make([]press.Value, 0, len(l.Columns))
			for _, f := range r.Form.Fields {
				row = append(row, cellOf(f, data[f.Name], units))
			}
			return add(append(row, dayCell(s.From), dayCell(s.Until))...)
		})
	})
}

// cellOf is a value as a list takes it.
func cellOf(f form.Field, v any, units map[string]string) press.Value {
	text := register.Text(v)
	switch {
	case text == "":
		return nil
	case f.Kind == rule.Number:
		return decimal(text)
	case f.Is == "date":
		d, err := civil.ParseDate(text)
		if err != nil {
			return nil
		}
		return d
	case f.Is == "unit" && units[text] != "":
		return units[text]
	}
	return text
}

func dayCell(d civil.Date) press.Value {
	if d.Zero() {
		return nil
	}
	return d
}

// pages goes through all that a page would list, one after the other.
func pages(tx *store.Tx, scope staff.Scope, p EntryPage, f func(EntrySpan) error) error {
	p.Most, p.After = exportPage, ""
	for {
		rows, err := tx.Entries(scope, p)
		if err != nil {
			return err
		}
		for _, s := range rows {
			if err := f(s); err != nil {
				return err
			}
			p.After, p.AfterDay = s.Key, s.From.Days()
		}
		if len(rows) < p.Most {
			return nil
		}
	}
}

// fits refuses a file that would hold too much.
func (w *Workspace) fits(ctx context.Context, scope staff.Scope, p EntryPage) error {
	n := 0
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		return pages(tx, scope, p, func(EntrySpan) error {
			if n++; n > MostExported {
				return fault.New(fault.TooLarge, fmt.Sprintf("超过 %d 条，一个文件装不下。", MostExported), "请先筛选，分几次导出。")
			}
			return nil
		})
	})
	return faulted(err)
}
