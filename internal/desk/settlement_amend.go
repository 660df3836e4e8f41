package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/scorecard"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// Supposed is a fact put in the place of another, as people write it: a number,
// 是 or 否, or a text.
type Supposed struct {
	Subject string `json:"subject"`
	Row     string `json:"row,omitempty"` // a task of the subject; "" for a fact of its own
	Fact    string `json:"fact"`
	Value   string `json:"value"`
}

// mostSupposed bounds how many facts are put in the place of others at once.
const mostSupposed = 200

// AmendSettlement settles anew with what an appeal decided in the place of the
// facts. The old settlement stays; the new one keeps what differs.
func (w *Workspace) AmendSettlement(ctx context.Context, by staff.Actor, call Call, id string, facts []Supposed, document, reason string) (SettlementKept, error) {
	return perform(ctx, w, by, "settlement.amend", call, func(d *deed) (SettlementKept, error) {
		row, err := d.tx.SettlementHead(mustScope(by, "settlement.amend"), id)
		if err != nil {
			return SettlementKept{}, err
		}
		if err := call.current(row.Version, settlementName(row)); err != nil {
			return SettlementKept{}, err
		}
		return d.amendSettlement(id, facts, document, reason)
	})
}

// amendSettlement settles anew with facts in the place of others, by itself or as
// the outcome of a case.
func (d *deed) amendSettlement(id string, facts []Supposed, document, reason string) (SettlementKept, error) {
	scope := mustScope(d.by, "settlement.amend")
	row, err := d.tx.Settlement(scope, id)
	if err != nil {
		return SettlementKept{}, err
	}
	if row.ConfirmedAt == 0 {
		return SettlementKept{}, fault.New(fault.Refused, settlementName(row)+"还没有确认，没有可申诉的结果。", "事实错了，先改事实，再算一次。")
	}
	if err := d.unamended(scope, id); err != nil {
		return SettlementKept{}, err
	}
	if document, reason, err = ground(document, reason); err != nil {
		return SettlementKept{}, err
	}
	in, err := keptInputs(row)
	if err != nil {
		return SettlementKept{}, err
	}
	// by a case, the source names it: what was decided so is lost with no other correction
	all, err := corrections(in, facts, scorecard.Source{Noun: "decision", ID: d.outcome.Case, Field: document, Words: document + "：" + reason})
	if err != nil {
		return SettlementKept{}, err
	}
	if all, err = d.takeAlong(scope, id, all); err != nil {
		return SettlementKept{}, err
	}
	if in, err = in.Corrected(all); err != nil {
		return SettlementKept{}, err
	}
	d.reason = reason
	next := store.SettlementRow{Amends: id}
	next.Document, next.Reason, next.Corrections = document, reason, all
	return d.keepSettlement(in, next)
}

// keptInputs are what a settlement was reckoned from.
func keptInputs(row store.SettlementRow) (scorecard.Inputs, error) {
	card, err := keptCard(row.Declared)
	if err != nil {
		return scorecard.Inputs{}, err
	}
	return scorecard.ReadInputs(card, []byte(row.Inputs))
}

// corrections reads facts as people write them.
func corrections(in scorecard.Inputs, facts []Supposed, source scorecard.Source) ([]scorecard.Correction, error) {
	switch n := len(facts); {
	case n == 0:
		return nil, fault.New(fault.Invalid, "没有写哪个事实改成多少。", "在要改的事实后面写上新的值，其余留空。").At("facts")
	case n > mostSupposed:
		return nil, fault.New(fault.TooLarge, fmt.Sprintf("一次改 %d 个事实，至多 %d 个。", n, mostSupposed), "请分几次。")
	}
	var all []scorecard.Correction
	for _, f := range facts {
		c := scorecard.Correction{Subject: f.Subject, Row: f.Row, Fact: f.Fact, Source: source}
		fields := scorecard.FieldsOf(in.Card.Of)
		if f.Row != "" {
			c.Table = "tasks"
			if t := scorecard.TableOf(in.Card.Of, c.Table); t != nil {
				fields = t.Fields
			}
		}
		i := slices.IndexFunc(fields, func(x scorecard.Field) bool { return x.Name == f.Fact })
		if i < 0 {
			return nil, fault.New(fault.Invalid, "没有“"+f.Fact+"”这项事实。", "从结算表里选。").At("facts")
		}
		var err error
		if c.Value, err = factValue(fields[i], f.Value); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// factValue reads a fact's value as people write it.
func factValue(f scorecard.Field, text string) (scorecard.Value, error) {
	text = strings.TrimSpace(text)
	switch f.Kind {
	case rule.Number:
		n, err := quantity.Parse(text)
		if err != nil {
			return scorecard.Value{}, fault.New(fault.Invalid, "“"+f.Name+"”写的“"+text+"”不是数。", "写一个数，例 92.5。").At("value").Because(err)
		}
		return scorecard.Number(n), nil
	case rule.Flag:
		switch text {
		case "是", "yes", "true":
			return scorecard.Flag(true), nil
		case "否", "no", "false":
			return scorecard.Flag(false), nil
		}
		return scorecard.Value{}, fault.New(fault.Invalid, "“"+f.Name+"”写的“"+text+"”不是“是”也不是“否”。", "写是或否。").At("value")
	}
	if text == "" {
		return scorecard.Value{}, fault.New(fault.Invalid, "“"+f.Name+"”没有写。", "写上文字。").At("value")
	}
	return scorecard.Text(text), nil
}
