package desk

import (
	"context"
	"fmt"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

// colourTitle is what a list calls a colour, in Chinese as the list is.
var colourTitle = map[project.Colour]string{project.Green: "绿", project.Yellow: "黄", project.Red: "红"}

// ExportProjects hands out what ListProjects lists, without its paging.
func (w *Workspace) ExportProjects(ctx context.Context, by staff.Actor, q ProjectQuery, h Handout) error {
	today := civil.Instant(w.now()).Date()
	due := project.DueMonth(today)
	l := press.List{Title: "项目台账", Columns: []press.Column{
		{Key: "code", Title: "项目代码", English: "Project code"}, {Key: "name", Title: "项目名称", English: "Name", Kind: press.Link, Width: 40}, {Key: "category", Title: "类别", English: "Category"}, {Key: "lists", Title: "清单", English: "Lists"},
		{Key: "industry", Title: "行业", English: "Industry"}, {Key: "nature", Title: "建设性质", English: "Nature"}, {Key: "unit", Title: "责任单位", English: "Responsible unit"}, {Key: "town", Title: "建设地点所在镇办", English: "Town"},
		{Key: "stage", Title: "阶段", English: "Stage"}, {Key: "since_on", Title: "到阶段日期", English: "Since", Kind: press.Date}, {Key: "over", Title: "超过停留期限（天）", English: "Days over the limit", Kind: press.Number},
		{Key: "investment", Title: "总投资（万元）", English: "Total investment, 10,000 yuan", Kind: press.Quantity}, {Key: "agreed", Title: "协议投资（万元）", English: "Signed investment, 10,000 yuan", Kind: press.Quantity}, {Key: "paid", Title: "到位资金（万元）", English: "Paid in, 10,000 yuan", Kind: press.Quantity},
		{Key: "plan", Title: fmt.Sprintf("%d 年计划投资（万元）", due.Year()), English: fmt.Sprintf("Plan for %d, 10,000 yuan", due.Year()), Kind: press.Quantity}, {Key: "done", Title: fmt.Sprintf("%d 年累计完成（万元）", due.Year()), English: fmt.Sprintf("Done in %d, 10,000 yuan", due.Year()), Kind: press.Quantity},
		{Key: "through", Title: "签到哪个月", English: "Signed through"}, {Key: "rate", Title: "年度完成率（%）", English: "Rate, %", Kind: press.Quantity}, {Key: "time", Title: "时间进度（%）", English: "Time, %", Kind: press.Quantity}, {Key: "lead", Title: "领先（百分点）", English: "Lead, points", Kind: press.Quantity},
		{Key: "colour", Title: "颜色", English: "Colour"}, {Key: "problem", Title: "存在问题", English: "Problem", Width: 40},
	}}
	return w.handOut(ctx, by, "project.list", "projects", l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		units, err := unitNames(tx, by.Division)
		if err != nil {
			return err
		}
		return eachProject(tx, scope, q, today, func(p ListedProject) error {
			var over, plan, done, rate, time, lead press.Value
			if p.Over > 0 {
				over = int(p.Over)
			}
			if p.Year.Plan != nil {
				plan = *p.Year.Plan
			}
			through := ""
			if p.Year.Through != 0 {
				done, through = p.Year.Done, p.Year.Through.String()
			}
			if p.Pace.Colour != project.NoColour {
				rate, time, lead = p.Pace.Rate, p.Pace.Due, p.Pace.Lead
			}
			return add(p.Code, h.link(p.Name, "/projects/"+p.ID), p.Category, strings.Join(p.Lists, "、"), p.Industry, p.Nature, units[p.Unit], units[p.Town], p.Stage.String(), dayCell(p.Since), over,
				amountCell(p.Investment), amountCell(p.Agreed), amountCell(p.Paid), plan, done, through, rate, time, lead, colourTitle[p.Pace.Colour], p.Problem)
		})
	})
}

func amountCell(d quantity.Decimal) press.Value {
	if d.Sign() == 0 {
		return nil
	}
	return d
}
