package desk

import (
	"cmp"
	"context"
	"slices"

	"duban/internal/kernel/scorecard"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

// ExportSettlement hands a settlement out, a row a subject and item, as far as
// the actor sees it.
func (w *Workspace) ExportSettlement(ctx context.Context, by staff.Actor, id string, h Handout) error {
	shown, err := w.ShowSettlement(ctx, by, id)
	if err != nil {
		return err
	}
	projects := shown.Card.Of == scorecard.Project
	l := press.List{Title: settlementName(shown.SettlementRow), Columns: []press.Column{
		{Key: "subject", Title: "考核对象", English: "Subject", Kind: press.Link}, {Key: "group", Title: "组别", English: "Group"},
		{Key: "kind", Title: "类别", English: "Kind"}, {Key: "item", Title: "项目", English: "Item", Width: 20}, {Key: "weight", Title: "权重或上限", English: "Weight or most", Kind: press.Quantity},
		{Key: "score", Title: "得分", English: "Score", Kind: press.Quantity}, {Key: "formula", Title: "公式", English: "Formula", Width: 30}, {Key: "words", Title: "带数的算式", English: "Reckoning", Width: 40},
		{Key: "effect", Title: "缺数怎么办", English: "Where missing"}, {Key: "grade", Title: "等次", English: "Grade"},
	}}
	if projects {
		l.Columns = slices.Insert(l.Columns, 1, press.Column{Key: "project", Title: "项目台账", English: "Project", Kind: press.Link}, press.Column{Key: "unit", Title: "责任单位", English: "Responsible unit"})
	}
	return w.handOut(ctx, by, "settlement.list", "settlement-"+id, l, h, func(_ *store.Tx, _ staff.Scope, put func(...press.Value) error) error {
		for _, r := range shown.Result.Subjects {
			add := put
			if projects {
				add = func(all ...press.Value) error {
					return put(slices.Insert(all, 1, press.Value(h.link(r.Name, "/projects/"+r.ID)), press.Value(cmp.Or(shown.Units[r.Unit], r.Unit)))...)
				}
			}
			subject := h.link(r.Name, "/settlements/"+id+"/"+r.ID)
			row := func(kind string, c scorecard.Cell) error {
				var score press.Value
				if c.Effect != scorecard.Drop && c.Effect != scorecard.Stop {
					score = c.Score.Decimal
				}
				return add(subject, r.Group, kind, c.Title, c.Weight.Decimal, score, c.Formula, c.Words, effectWords[c.Effect], "")
			}
			for kind, list := range [][]scorecard.Cell{r.Cells, r.Deductions, r.Bonuses} {
				for _, c := range list {
					if err := row([]string{"项目", "扣分", "加分"}[kind], c); err != nil {
						return err
					}
				}
			}
			for _, v := range r.Vetoes {
				held := "未否决"
				if v.Held {
					held = "否决，至多" + v.Highest
				}
				if err := add(subject, r.Group, "一票否决", v.Title, nil, nil, held, v.Words, effectWords[v.Effect], ""); err != nil {
					return err
				}
			}
			var total press.Value
			if r.Scored {
				total = r.Total.Decimal
			}
			if err := add(subject, r.Group, "总分", "总分", nil, total, "", r.Words, "", r.Grade); err != nil {
				return err
			}
		}
		return nil
	})
}

var effectWords = map[scorecard.Missing]string{scorecard.Zero: "按 0 分计", scorecard.Drop: "不计", scorecard.Stop: "补上才能结算", scorecard.Full: "记满分"}
