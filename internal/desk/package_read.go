package desk

import (
	"context"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

// OpenPart is what of a division is open: the register's entries from its own
// reports that somebody has marked as published, with where they were.
type OpenPart struct {
	Reports []OpenReport // newest first
}

// OpenReport is a published report.
type OpenReport struct {
	review.Report
	Where string // an address or the issue of a gazette
}

// Licences under which a division may hand its open part out; the first is offered.
var Licences = []press.Licence{
	{Name: "CC-BY-4.0", Title: "知识共享 署名 4.0", Path: "https://creativecommons.org/licenses/by/4.0/"},
	{Name: "CC0-1.0", Title: "知识共享 放弃权利 1.0", Path: "https://creativecommons.org/publicdomain/zero/1.0/"},
	{Name: "ODC-BY-1.0", Title: "开放数据共用 署名 1.0", Path: "https://opendatacommons.org/licenses/by/1-0/"},
}

// ReadOpenPart tells what is open.
func (w *Workspace) ReadOpenPart(ctx context.Context, by staff.Actor) (OpenPart, error) {
	var p OpenPart
	scope, err := staff.ScopeOf(by, "package.read")
	if err != nil {
		return p, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) (err error) { p, err = openPartIn(tx, scope, by); return err })
	return p, faulted(err)
}

func openPartIn(tx *store.Tx, scope staff.Scope, by staff.Actor) (OpenPart, error) {
	var p OpenPart
	all, err := tx.Reports(scope, store.ReportPage{State: review.Entered, Most: mostReports})
	if err != nil {
		return p, err
	}
	for _, r := range all {
		if r.Audience != Public || !ofPlace(r, by) {
			continue
		}
		acts, err := tx.ActsOn(scope.Division(), "report/"+r.ID, 1<<62, 200)
		if err != nil {
			return p, err
		}
		open := OpenReport{Report: r}
		if i := slices.IndexFunc(acts, func(a store.Act) bool { return a.Act == "report.publish" }); i >= 0 {
			open.Where = acts[i].Words
		}
		p.Reports = append(p.Reports, open)
	}
	slices.SortStableFunc(p.Reports, func(a, b OpenReport) int { return b.Year - a.Year })
	return p, nil
}

// ExportPackage hands the open part out as a Frictionless Data Package. licence
// is the name of one of Licences, "" for the first.
func (w *Workspace) ExportPackage(ctx context.Context, by staff.Actor, licence string, write func(press.Package) error) error {
	scope, err := staff.ScopeOf(by, "package.read")
	if err != nil {
		return err
	}
	i := 0
	if licence != "" {
		if i = slices.IndexFunc(Licences, func(l press.Licence) bool { return l.Name == licence }); i < 0 {
			return fault.New(fault.Invalid, "没有“"+licence+"”这种许可。", "请从列表里选。").At("licence")
		}
	}
	if err := w.handingOut(ctx, by, "package", Licences[i].Name); err != nil {
		return err
	}
	at := instant(w.now())
	return faulted(w.store.Read(ctx, func(tx *store.Tx) error {
		open, err := openPartIn(tx, scope, by)
		if err != nil {
			return err
		}
		if len(open.Reports) == 0 {
			return fault.New(fault.Refused, "还没有标为已公开的报告，没有可取的公开数据。", "报告公布后，在报告页上标为已公开，并写明公开在哪里。")
		}
		p := press.Package{Name: "duban-" + by.Division, Title: by.DivisionName + "政府工作报告数据", Created: at, Version: at.In(china).Format("2006.1.2"), Licences: []press.Licence{Licences[i]},
			Description:  "只含已经公布的本地政府工作报告里、经人核对入册的数据、任务、项目和机制。数照报告原文，没有推算；总量按当年价、增速按不变价的，两者不能互推。起止字位是在报告纯文本里的位置。",
			Contributors: []press.Contributor{{Title: by.DivisionName}}, Keywords: []string{"政府工作报告", by.DivisionName}}
		for _, r := range open.Reports {
			s := press.PackageSource{Title: r.Place + " " + r.Title + "（" + r.Where + "）"}
			if strings.HasPrefix(r.Where, "http://") || strings.HasPrefix(r.Where, "https://") {
				s.Path = r.Where
			}
			p.Sources = append(p.Sources, s)
		}
		p.Resources = openTables(tx, scope, open)
		return write(p)
	}))
}

// openTables are the tables of the open part; their rows are read as they are written.
func openTables(tx *store.Tx, scope staff.Scope, open OpenPart) []press.Resource {
	key := []press.Column{{Key: "report", Title: "报告编号"}, {Key: "record", Title: "记录编号"}}
	place := []press.Column{{Key: "section", Title: "章节"}, {Key: "words", Title: "原文"}, {Key: "start", Title: "起字位", Kind: press.Number}, {Key: "end", Title: "止字位", Kind: press.Number}}
	where := func(r review.Record) []press.Value {
		return []press.Value{r.Section, r.Words, r.Span.Start, r.Span.End}
	}
	table := func(name, title string, sort review.Sort, columns []press.Column, cells func(review.Record) []press.Value) press.Resource {
		all := slices.Concat(key, columns, place)
		return press.Resource{Name: name, Title: title, PrimaryKey: []string{"report", "record"}, Columns: all, Rows: rowsOf(func(add func(...press.Value) error) error {
			for _, from := range open.Reports {
				err := tx.OpenRecords(scope.Division(), from.ID, sort, func(r review.Record) (bool, error) {
					return true, add(slices.Concat([]press.Value{from.ID, r.ID}, cells(r), where(r))...)
				})
				if err != nil {
					return err
				}
			}
			return nil
		})}
	}
	reports := press.Resource{Name: "reports", Title: "报告", PrimaryKey: []string{"report"}, Columns: []press.Column{
		{Key: "report", Title: "报告编号"}, {Key: "title", Title: "报告"}, {Key: "place", Title: "地方"}, {Key: "year", Title: "年份", Kind: press.Number}, {Key: "dated_on", Title: "日期", Kind: press.Date}, {Key: "published", Title: "公开在"},
	}, Rows: rowsOf(func(add func(...press.Value) error) error {
		for _, r := range open.Reports {
			dated := civil.Date{}
			if r.DatedOn != 0 {
				dated = civil.OfDays(r.DatedOn)
			}
			if err := add(r.ID, r.Title, r.Place, year(r.Year), dated, r.Where); err != nil {
				return err
			}
		}
		return nil
	})}
	text := func(pairs ...string) (columns []press.Column) {
		for i := 0; i+1 < len(pairs); i += 2 {
			columns = append(columns, press.Column{Key: pairs[i], Title: pairs[i+1]})
		}
		return columns
	}
	figures := append(text("indicator", "指标代码", "subject", "计量的是什么", "status", "性质", "kind", "类型", "bound", "口径"),
		press.Column{Key: "value", Title: "数", Kind: press.Quantity}, press.Column{Key: "to", Title: "区间上限", Kind: press.Quantity})
	figures = append(figures, text("unit", "单位", "period", "时期")...)
	return []press.Resource{reports,
		table("figures", "数据", review.Measure, figures, func(r review.Record) []press.Value {
			c := r.Content
			return []press.Value{c.Indicator, c.Subject, press.StatusWord(c.Status), press.KindWord(c.Kind), press.BoundWord(c.Bound), decimal(c.Value), decimal(c.To), c.Unit, c.Period}
		}),
		table("undertakings", "任务", review.Undertaking, text("verb", "动词", "object", "对象", "deadline", "时限"), func(r review.Record) []press.Value {
			return []press.Value{r.Content.Verb, r.Content.Object, r.Content.Deadline}
		}),
		table("projects", "项目", review.Project, text("name", "名称", "size", "规模", "investment", "投资", "stage", "阶段"), func(r review.Record) []press.Value {
			return []press.Value{r.Content.Name, r.Content.Size, r.Content.Investment, r.Content.Stage}
		}),
		table("mechanisms", "机制", review.Mechanism, text("name", "名称"), func(r review.Record) []press.Value { return []press.Value{r.Content.Name} }),
	}
}
