package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/directive"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// MostMinute is how long a pasted minute may be, in characters.
const MostMinute = 40_000

// ReadMinute reads what a pasted minute decided, and keeps nothing.
func (w *Workspace) ReadMinute(ctx context.Context, by staff.Actor, text string) (directive.Minute, error) {
	if err := staff.Permit(by, "directive.add", ""); err != nil {
		return directive.Minute{}, err
	}
	switch n := utf8.RuneCountInString(text); {
	case strings.TrimSpace(text) == "":
		return directive.Minute{}, fault.New(fault.Invalid, "没有粘贴会议纪要。", "把纪要的文字整段粘进来。").At("text")
	case n > MostMinute:
		return directive.Minute{}, fault.New(fault.TooLarge, fmt.Sprintf("纪要有 %d 字，至多 %d 字。", n, MostMinute), "只粘议定事项那几段。").At("text")
	}
	var m directive.Minute
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		units, err := tx.Units(by.Division)
		if err != nil {
			return err
		}
		cal, err := w.calendarOf(tx, by.Division)
		if err != nil {
			return err
		}
		m = directive.ReadMinute(text, civil.Instant(w.now()).Date(), w.knownPlace(units, cal))
		return nil
	})
	if err == nil && len(m.Items) == 0 {
		return m, fault.New(fault.Invalid, "这段文字里没有读出谁要办什么。", "议定事项要写明谁办什么，例：由市住建局牵头，6月底前完成。也可以一条一条录。").At("text")
	}
	return m, faulted(err)
}

// TakeMinute is what of a meeting's minute is to become tasks.
type TakeMinute struct {
	Name  string // of the meeting
	Seat  string // code of the post that chaired it, to whom the outcome goes; "" for nobody
	On    civil.Date
	Paper string // the minute's number
	Items []TakeItem
	Draft bool // not to be handed out yet
}

// TakeItem is an item as it was looked at and mended.
type TakeItem struct {
	Words    string
	Lead     string
	Supports []string
	DueOn    civil.Date // zero for the practice of the place
}

// RefusedItem is what is wrong with an item, by its number from 0.
type RefusedItem struct {
	Item  int
	Fault *fault.Fault
}

// TakenMinute is what a minute came to. With Refused nothing was kept.
type TakenMinute struct {
	Number  string          `json:"number"` // under which they were handed out
	Kept    []DirectiveKept `json:"kept"`
	Refused []RefusedItem   `json:"-"`
}

// TakeMinute makes a directive and its task of each item, all or none; they are
// handed out under one number where the actor may issue tasks.
func (w *Workspace) TakeMinute(ctx context.Context, by staff.Actor, call Call, in TakeMinute) (TakenMinute, error) {
	var refused []RefusedItem
	out, err := perform(ctx, w, by, "directive.add", call, func(d *deed) (TakenMinute, error) {
		var out TakenMinute
		refused = nil
		if len(in.Items) == 0 {
			return out, fault.New(fault.Invalid, "一条议定事项也没有选。", "勾上要办的，再存。").At("items")
		}
		k, units, err := d.placed()
		if err != nil {
			return out, err
		}
		if out.Number, err = d.directiveNumber(directive.Meeting); err != nil {
			return out, err
		}
		var leads, tasks []string
		var last directive.Directive
		for i, item := range in.Items {
			x := directive.Directive{ID: d.newID(), Kind: directive.Meeting, GivenOn: in.On, Number: fmt.Sprintf("%s-%d", out.Number, i+1)}
			x.Words, x.Paper, x.By = item.Words, in.Paper, in.Name
			if err := d.givenBy(&x, in.Seat); err != nil {
				return out, err
			}
			x.By = in.Name
			x.DueOn, x.Ground = d.dueBy(k, x.Kind, item.DueOn, civil.Date{})
			if err := itemStands(&x, item, units, civil.Instant(d.now).Date()); err != nil {
				f, known := fault.As(err)
				if !known || f.Field == "by" || f.Field == "on" || f.Field == "paper" {
					return out, err
				}
				refused = append(refused, RefusedItem{i, f})
				continue
			}
			if len(refused) > 0 {
				continue
			}
			kept, err := d.give(call, x, item.Lead, item.Supports, shownBy{})
			if err != nil {
				f, known := fault.As(err)
				if !known {
					return out, err
				}
				refused = append(refused, RefusedItem{i, f})
				continue
			}
			out.Kept, leads, tasks, last = append(out.Kept, kept), append(leads, item.Lead), append(tasks, kept.Task), x
		}
		if len(refused) > 0 {
			first := refused[0]
			return out, fault.New(fault.Invalid, fmt.Sprintf("%d 条议定事项有不对的，一条也没有存：第 %d 条%s", len(refused), first.Item+1, first.Fault.Sentence), first.Fault.Hint).At(fmt.Sprintf("item_%d", first.Item+1))
		}
		d.object = "meeting/" + out.Number
		if in.Draft || !by.May("task.issue") {
			return out, nil
		}
		if _, err := d.issue(by, call, handedOut(by, last, units, leads, tasks)); err != nil {
			return out, err
		}
		for i := range out.Kept {
			out.Kept[i].Issued = true
		}
		d.object = "meeting/" + out.Number
		return out, nil
	})
	out.Refused = refused
	return out, err
}

// itemStands says what is wrong with an item before anything is made of it.
func itemStands(x *directive.Directive, item TakeItem, units []staff.Unit, today civil.Date) error {
	if err := x.Check(today); err != nil {
		return err
	}
	for i, code := range append([]string{item.Lead}, item.Supports...) {
		switch {
		case i == 0 && code == "":
			return fault.New(fault.Invalid, "没有定由哪个单位办。", "从列表里选一个。").At("lead")
		case !slices.ContainsFunc(units, func(u staff.Unit) bool { return u.Code == code && !u.Closed }):
			return fault.New(fault.Invalid, fmt.Sprintf("没有代码是“%s”的单位，或它已经撤销。", code), "请从列表里选单位。").At("lead")
		}
	}
	return nil
}
