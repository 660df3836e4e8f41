package desk

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/scorecard"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// settlementReferable is what cases are told of settlements: a unit appeals
// against one that was confirmed, and what is decided is settled anew.
func settlementReferable() Referable {
	unit := procedure.Parameter{ID: "unit", Title: "申诉单位", Kind: rule.Text, Is: "unit", Required: true}
	fact := procedure.Parameter{ID: "fact", Title: "事实", Kind: rule.Text, Required: true}
	row := procedure.Parameter{ID: "task", Title: "事实所属的任务", Kind: rule.Text}
	project := procedure.Parameter{ID: "project", Title: "考核的项目", Kind: rule.Text}
	return Referable{
		Referable: procedure.Referable{ID: "settlement", Title: "考核",
			Facts: []procedure.Fact{
				{ID: "title", Title: "考核名称", Kind: rule.Text}, {ID: "year", Title: "年度", Kind: rule.Number}, {ID: "confirmed", Title: "确认日期", Kind: rule.Text, Is: "date"},
			},
			Acts: []procedure.NamedAct{
				{ID: "settlement.appeal", Title: "登记申诉", Takes: []procedure.Parameter{unit, project, fact, row, {ID: "value", Title: "应为", Kind: rule.Text, Required: true}}},
				{ID: "settlement.decide", Title: "决定申诉", Takes: []procedure.Parameter{unit, project, fact, row, {ID: "value", Title: "更正为", Kind: rule.Text, Required: true}}},
				{ID: "settlement.amend", Title: "按决定更正", Takes: []procedure.Parameter{unit, project, fact, row, {ID: "value", Title: "更正为", Kind: rule.Text, Required: true},
					{ID: "reason", Title: "理由", Kind: rule.Text, Required: true}, {ID: "document", Title: "依据文号", Kind: rule.Text, Required: true}}},
			}},
		show: func(tx *store.Tx, by staff.Actor, id string) (Referred, error) {
			scope, err := staff.ScopeOf(by, "settlement.list")
			if err != nil {
				return Referred{}, err
			}
			row, err := tx.SettlementHead(scope, id)
			if err == nil && row.ConfirmedAt == 0 && !scope.All() {
				err = store.ErrNotFound
			}
			return referredSettlement(row), err
		},
		whole: func(tx *store.Tx, division, id string) (Referred, error) {
			row, err := tx.SettlementHeadOf(division, id)
			return referredSettlement(row), err
		},
		choose: func(tx *store.Tx, by staff.Actor, most int) (list []Referred, err error) {
			scope, err := staff.ScopeOf(by, "settlement.list")
			if err != nil {
				return nil, err
			}
			years, err := tx.SettlementYears(by.Division)
			slices.Reverse(years)
			for _, y := range years {
				if err != nil || len(list) >= most {
					break
				}
				var rows []store.SettlementRow
				rows, err = tx.Settlements(scope, store.SettlementPage{Year: int(y), Most: most - len(list)})
				for _, r := range rows {
					if r.ConfirmedAt != 0 {
						list = append(list, referredSettlement(r))
					}
				}
			}
			return list, err
		},
		acts: map[string]func(*deed, string, map[string]any) error{"settlement.appeal": appealReferred, "settlement.decide": decideReferred, "settlement.amend": amendReferred},
	}
}

func referredSettlement(row store.SettlementRow) Referred {
	r := Referred{ID: row.ID, Name: settlementName(row), Facts: map[string]any{"title": settlementName(row), "year": quantity.Int(int64(row.Year))}}
	if row.ConfirmedAt != 0 {
		r.Facts["confirmed"] = civil.Instant(row.ConfirmedAt).Date().String()
	}
	return r
}

// appealReferred holds an appeal to what it may be: in time, by a unit that was
// settled, about a fact that was asked for. It changes nothing of the settlement.
func appealReferred(d *deed, id string, with map[string]any) error {
	scope, err := staff.ScopeOf(d.by, "settlement.list")
	if err != nil {
		return err
	}
	row, err := d.tx.Settlement(scope, id)
	if err != nil {
		return err
	}
	if row.ConfirmedAt == 0 {
		return fault.New(fault.Refused, settlementName(row)+"还没有确认，没有可申诉的结果。", "事实错了，请督查改了再算。")
	}
	if err := d.unamended(scope, id); err != nil {
		return err
	}
	unit := textOf(with["unit"])
	if !slices.Contains(d.by.Units, unit) {
		return fault.New(fault.Refused, "申诉由被考核的单位自己提。", "申诉单位选您的单位。").At("申诉单位")
	}
	in, err := keptInputs(row)
	if err != nil {
		return err
	}
	confirmed := civil.Instant(row.ConfirmedAt)
	a := in.Card.AppealOn(confirmed.Date())
	if a == nil {
		return fault.New(fault.Refused, settlementName(row)+"的考核表没有写申诉。", "请找督查机构当面说。")
	}
	days, err := d.calendar()
	if err != nil {
		return err
	}
	if r := days.Reckon(civil.Clock{Start: confirmed, Limit: a.File}, civil.Instant(d.now)); r.Late {
		return fault.New(fault.Refused, fmt.Sprintf("%s的申诉到 %s 为止，已经过了。", settlementName(row), r.DueOn), "结果已定；有新的证据，请督查机构报领导。")
	}
	subject := settledOf(with)
	i := slices.IndexFunc(in.Subjects, func(x scorecard.Subject) bool { return x.ID == subject })
	if i >= 0 && subject != unit && in.Subjects[i].Unit != unit {
		return fault.New(fault.Refused, "申诉由被考核的单位自己提。", "只申诉您单位负责的项目。").At("申诉项目")
	}
	if err := correctable(in, with, "应为"); err != nil {
		return err
	}
	return d.unappealed(id, with)
}

// correctable says whether a fact that was settled could be corrected to a value:
// what could not be is refused before anybody decides on it.
func correctable(in scorecard.Inputs, with map[string]any, at string) error {
	all, err := corrections(in, supposedOf(with), scorecard.Source{})
	if err == nil {
		_, err = in.Corrected(all)
	}
	if f := new(fault.Fault); errors.As(err, &f) { // the fields of the case's form
		switch f.Field {
		case "value":
			f.Field = at
		case "facts":
			f.Field = "事实"
		}
	}
	return err
}

// unappealed refuses a second appeal about a fact while one is open: two decisions
// on it could not both be carried out.
func (d *deed) unappealed(id string, with map[string]any) error {
	cases, err := d.tx.CasesAbout(d.by.Division, "settlement", id)
	if err != nil {
		return err
	}
	delete(cases, d.outcome.Case)
	for _, other := range slices.Sorted(maps.Keys(cases)) {
		row, err := d.tx.CaseOf(d.by.Division, other)
		if err != nil {
			return err
		}
		if row.EndedAt != 0 {
			continue
		}
		_, c, _, err := d.w.fold(d.tx, row)
		if err != nil {
			return err
		}
		for _, e := range c.Events {
			x := c.Performs(e, "")
			if x == nil || x.Rule.Act.ID != "settlement.appeal" || x.Object != id {
				continue
			}
			if settledOf(x.With) == settledOf(with) && textOf(x.With["task"]) == textOf(with["task"]) && textOf(x.With["fact"]) == textOf(with["fact"]) {
				return fault.New(fault.Conflict, "对“"+textOf(with["fact"])+"”的申诉 "+row.Number+" 还没有办完。", "有新的证据，补到那一件里。").At("事实")
			}
		}
	}
	return nil
}

// decideReferred holds what is decided to what can be carried out: it changes
// nothing of the settlement.
func decideReferred(d *deed, id string, with map[string]any) error {
	scope, err := staff.ScopeOf(d.by, "settlement.list")
	if err != nil {
		return err
	}
	row, err := d.tx.Settlement(scope, id)
	if err != nil {
		return err
	}
	in, err := keptInputs(row)
	if err != nil {
		return err
	}
	return correctable(in, with, "更正为")
}

func supposedOf(with map[string]any) []Supposed {
	return []Supposed{{Subject: settledOf(with), Row: textOf(with["task"]), Fact: textOf(with["fact"]), Value: textOf(with["value"])}}
}

// settledOf is who was settled: a project where one is named, else the unit.
func settledOf(with map[string]any) string {
	if p := textOf(with["project"]); p != "" {
		return p
	}
	return textOf(with["unit"])
}

// amendReferred settles anew with what the case decided in the place of the fact.
// Where another correction was confirmed since, it begins at that.
func amendReferred(d *deed, id string, with map[string]any) error {
	if err := staff.Permit(d.by, "settlement.amend", ""); err != nil {
		return err
	}
	id, err := d.standing(mustScope(d.by, "settlement.amend"), id)
	if err != nil {
		return err
	}
	object := d.object // the entry is the case's
	_, err = d.amendSettlement(id, supposedOf(with), textOf(with["document"]), d.outcome.ground()+"："+textOf(with["reason"]))
	d.object = object
	return err
}
