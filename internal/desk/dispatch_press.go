package desk

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
)

// PressAgenda writes the agenda of a month's meeting, docx or pdf.
func (w *Workspace) PressAgenda(ctx context.Context, by staff.Actor, month civil.Month, as string, begin func(title, name string) io.Writer) error {
	d, err := w.ReadDispatch(ctx, by, month)
	if err != nil {
		return err
	}
	p := procedure.Paper{Kind: "议程", Organ: by.UnitName, Heading: fmt.Sprintf("%d年%d月项目现场办公会议程", d.Month.Year, d.Month.Month), Day: d.Today.String()}
	p.Body = append(p.Body, procedure.Block{Text: fmt.Sprintf("以下 %d 项由系统照%s的登记列出，会前请责任单位核对。", len(d.Items), procedure.ChineseDay(d.Today))})
	for i, r := range AgendaReasons {
		p.Body = append(p.Body, procedure.Block{Heading: true, Text: []string{"一", "二", "三", "四"}[i] + "、" + r.String()})
		items := d.Of(r)
		if len(items) == 0 {
			p.Body = append(p.Body, procedure.Block{Text: "没有。"})
			continue
		}
		t := procedure.Block{Columns: []string{"序号", "事项", "责任单位", "怎么算的", "谁来定什么"}}
		for n, x := range items {
			t.Rows = append(t.Rows, []string{strconv.Itoa(n + 1), x.Name, unitNamed(d.Units, x.Unit), x.Reckoning, x.Decides + "：" + x.Decision})
		}
		p.Body = append(p.Body, t)
	}
	return w.pressPaper(p, as, func() io.Writer { return begin(p.Heading, "agenda-"+d.Month.String()) })
}

// PressCeremony writes the list of a quarter's signing and start, docx or pdf.
func (w *Workspace) PressCeremony(ctx context.Context, by staff.Actor, q Quarter, as string, begin func(title, name string) io.Writer) error {
	l, err := w.ReadCeremony(ctx, by, q)
	if err != nil {
		return err
	}
	p := procedure.Paper{Kind: "名单", Organ: by.UnitName, Heading: l.Quarter.title() + "集中签约、集中开工名单", Day: l.Today.String(), Body: []procedure.Block{}}
	for i, c := range project.Ceremonies {
		p.Body = append(p.Body, procedure.Block{Heading: true, Text: []string{"一", "二"}[i] + "、" + c.String()})
		t := procedure.Block{Columns: []string{"序号", "项目", "责任单位", "投资（万元）", "兑现情况"}}
		for _, a := range l.Announced {
			if a.Ceremony != c {
				continue
			}
			amount := a.Project.Investment
			if c == project.Signing {
				amount = a.Project.Agreed
			}
			t.Rows = append(t.Rows, []string{strconv.Itoa(len(t.Rows) + 1), a.Project.Name, unitNamed(l.Units, a.Project.Unit), amount.String(), a.became()})
		}
		if len(t.Rows) == 0 {
			p.Body = append(p.Body, procedure.Block{Text: "没有列入的项目。"})
			continue
		}
		p.Body = append(p.Body, t)
	}
	p.Body = append(p.Body, procedure.Block{Text: "开工以主体工程动工为准，平场、围挡、仪式不算；签约以签了合同为准。协议投资和总投资各是各的，不相加。"})
	return w.pressPaper(p, as, func() io.Writer { return begin(p.Heading, "announced-"+l.Quarter.String()) })
}

// became says in words what came of an announcement.
func (a Announced) became() string {
	switch {
	case a.ReachedOn.Zero() && len(a.Lacks) > 0:
		return "还没有" + a.Ceremony.Reaches().String() + "，缺：" + Lacking(a.Lacks)
	case a.ReachedOn.Zero():
		return "还没有" + a.Ceremony.Reaches().String()
	case a.Months == 0:
		return procedure.ChineseDay(a.ReachedOn) + a.Ceremony.Reaches().String()
	}
	return fmt.Sprintf("%s%s，活动后 %d 个月", procedure.ChineseDay(a.ReachedOn), a.Ceremony.Reaches(), a.Months)
}
