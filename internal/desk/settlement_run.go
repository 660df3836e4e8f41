package desk

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/scorecard"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// RunSettlement says what is settled.
type RunSettlement struct {
	Card     string        // code of a card of the program
	Declared string        // or a card's text
	Year     int           //
	AsOf     civil.Instant // the facts as they were known then; 0 is now
}

// SettlementKept is a settlement after an act.
type SettlementKept struct {
	ID      string `json:"id"`
	Number  int64  `json:"number"`
	Version int64  `json:"version"`
}

// RunSettlement reckons a year by a card and keeps what it was reckoned from
// with what came of it. Where something is missing without which there are no
// totals, nothing is kept.
func (w *Workspace) RunSettlement(ctx context.Context, by staff.Actor, call Call, in RunSettlement) (SettlementKept, error) {
	return perform(ctx, w, by, "settlement.run", call, func(d *deed) (SettlementKept, error) {
		if in.Year < 1990 || in.Year > 2200 {
			return SettlementKept{}, fault.New(fault.Invalid, fmt.Sprintf("年度“%d”不对。", in.Year), "写四位年份，例 2026。").At("year")
		}
		if in.AsOf == 0 {
			in.AsOf = civil.Instant(d.now)
		}
		if int64(in.AsOf) > d.now {
			return SettlementKept{}, fault.New(fault.Invalid, "事实截至的时间 "+in.AsOf.String()+" 还没有到。", "写到现在为止的时间；不写就是现在。").At("as_of")
		}
		card, err := cardFor(in.Card, in.Declared)
		if err != nil {
			return SettlementKept{}, err
		}
		inputs, err := w.gatherInputs(d.tx, mustScope(by, "settlement.run"), card, in.Year, in.AsOf)
		if err != nil {
			return SettlementKept{}, err
		}
		return d.keepSettlement(inputs, store.SettlementRow{})
	})
}

// keepSettlement reckons inputs and keeps all of it; row says what it corrects.
func (d *deed) keepSettlement(in scorecard.Inputs, row store.SettlementRow) (SettlementKept, error) {
	s, err := scorecard.Settle(in)
	if err != nil {
		return SettlementKept{}, err
	}
	if s.Stopped {
		return SettlementKept{}, stopped(s)
	}
	inputs, err := in.Canonical()
	if err != nil {
		return SettlementKept{}, err
	}
	row.Division, row.ID, row.Year, row.Card = d.by.Division, d.newID(), in.Period.Last.Year, in.Card.ID
	if row.Number, err = d.tx.NextNumber(d.by.Division, fmt.Sprintf("结算 %d %s", row.Year, row.Card)); err != nil {
		return SettlementKept{}, err
	}
	row.AsOf, row.RunAt, row.Person, row.Post = int64(in.AsOf), d.now, d.by.Person, d.by.Post
	row.Title, row.CardVersion, row.CardDigest, row.Of = in.Card.Title, in.Card.Version, in.Card.Digest, in.Card.Of
	row.Subjects, row.Findings = len(s.Subjects), len(s.Findings)
	row.Declared, row.Inputs, row.Result = string(in.Card.Text), string(inputs), string(s.Canonical())
	row.Evaluator, row.InputsDigest, row.Digest = s.Evaluator, s.Inputs, sha(row.Result)
	if row.Amends != "" {
		was, err := d.tx.Settlement(mustScope(d.by, "settlement.amend"), row.Amends)
		if err != nil {
			return SettlementKept{}, err
		}
		before, err := scorecard.ReadSettlement([]byte(was.Result))
		if err != nil {
			return SettlementKept{}, err
		}
		diff := scorecard.Diff(before, s)
		row.Difference = &diff
	}
	d.object = "settlement/" + row.ID
	object, bytes, err := canonSettlement(row)
	if err != nil {
		return SettlementKept{}, err
	}
	row.Seal = d.seal(object, nil, bytes)
	return SettlementKept{row.ID, row.Number, 1}, d.tx.AddSettlement(row)
}

// mustScope is the scope of who is doing an act already.
func mustScope(by staff.Actor, act string) staff.Scope {
	s, _ := staff.ScopeOf(by, act)
	return s
}

// stopped says what is missing without which there are no totals.
func stopped(s *scorecard.Settlement) error {
	var first []string
	n := 0
	for _, f := range s.Findings {
		if f.Effect == scorecard.Stop {
			if n++; n <= 3 {
				first = append(first, f.String())
			}
		}
	}
	words := strings.Join(first, "；")
	if n > len(first) {
		words += fmt.Sprintf("；共 %d 处", n)
	}
	return fault.New(fault.Refused, fmt.Sprintf("“%s”还不能结算：%s。", s.Card.Title, words), "把缺的事实录入，或把考核表里缺数怎么办改成别的，再算；没有存下任何结果。")
}

// ConfirmSettlement is a leader's word that a settlement holds: from then on
// units see their own rows.
func (w *Workspace) ConfirmSettlement(ctx context.Context, by staff.Actor, call Call, id string) (SettlementKept, error) {
	return perform(ctx, w, by, "settlement.confirm", call, func(d *deed) (SettlementKept, error) {
		scope := mustScope(by, "settlement.confirm")
		row, err := d.tx.Settlement(scope, id)
		if err != nil {
			return SettlementKept{}, err
		}
		d.object = "settlement/" + id
		if err := call.current(row.Version, settlementName(row)); err != nil {
			return SettlementKept{}, err
		}
		if row.ConfirmedAt != 0 {
			return SettlementKept{}, fault.New(fault.Conflict, settlementName(row)+"已经确认过。", "请刷新看看。")
		}
		if row.Amends != "" {
			if err := d.confirmable(scope, row); err != nil {
				return SettlementKept{}, err
			}
		}
		row.ConfirmedAt, row.ConfirmedBy = d.now, by.Person
		object, bytes, err := canonSettlement(row)
		if err != nil {
			return SettlementKept{}, err
		}
		row.Seal = d.seal(object, row.Seal, bytes)
		return SettlementKept{id, row.Number, row.Version + 1}, d.tx.ConfirmSettlement(row)
	})
}

// unamended refuses to correct what has a correction that holds: the next one
// begins at that.
func (d *deed) unamended(scope staff.Scope, id string) error {
	all, err := d.tx.SettlementAmendments(scope, id)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.ConfirmedAt != 0 {
			return fault.New(fault.Conflict, fmt.Sprintf("这次结算已经由第 %d 次更正过。", x.Number), "请在最近确认的那一次上更正。")
		}
	}
	return nil
}

func settlementName(r store.SettlementRow) string {
	return fmt.Sprintf("%d 年“%s”第 %d 次结算", r.Year, r.Title, r.Number)
}

const mostGround = 400

// ground checks the document and the reason of an act on a settlement.
func ground(document, reason string) (string, string, error) {
	for _, f := range []struct {
		name, at string
		words    *string
	}{{"文件", "document", &document}, {"理由", "reason", &reason}} {
		*f.words = strings.TrimSpace(*f.words)
		switch n := utf8.RuneCountInString(*f.words); {
		case n == 0:
			return "", "", fault.New(fault.Invalid, "没有写"+f.name+"。", "写依据哪份文件、为什么。").At(f.at)
		case n > mostGround:
			return "", "", fault.New(fault.Invalid, fmt.Sprintf("%s有 %d 字，至多 %d 字。", f.name, n, mostGround), "请写短一些。").At(f.at)
		}
	}
	return document, reason, nil
}
