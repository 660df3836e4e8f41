package public

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"duban/internal/kernel/snapshot"
	"duban/internal/kernel/task"
	"duban/internal/press"
	"duban/internal/press/oc4ids"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// download is a data file that the page of data names.
type download struct {
	path string
	what say.Text
}

var downloads = []download{
	{"data/snapshot.json", say.Text("公布的全部内容，规范 JSON，页面都是从它来的")},
	{"data/promises.csv", say.Text("承诺，一行一项，CSV")},
	{"data/months.csv", say.Text("每月审签的数，CSV")},
	{"data/deliverables.csv", say.Text("成果，CSV")},
	{"data/projects.csv", say.Text("项目，一行一个，CSV")},
	{"data/package.zip", say.Text("数据包（Frictionless Data Package 2.0）")},
	{"data/oc4ids.json", say.Text("项目，OC4IDS 0.9")},
	{"feed.atom", say.Text("更新，Atom，可以订阅")},
}

// addData makes the files of data.
func (b *Book) addData() error {
	b.Files["data/snapshot.json"] = File{kindOf("x.json"), b.text}
	for _, r := range b.tables() {
		var out bytes.Buffer
		if err := press.ListCSV(&out, press.List{Title: r.Title, Columns: r.Columns, Rows: r.Rows}, press.CSVOptions{BOM: true}); err != nil {
			return err
		}
		b.Files["data/"+r.Name+".csv"] = File{kindOf("x.csv"), out.Bytes()}
	}
	s := b.Snapshot
	var out bytes.Buffer
	pack := press.Package{Name: fmt.Sprintf("duban-%s-%d", s.Division, s.Year), Title: fmt.Sprintf("%s %d 年政府承诺和项目", s.Place, s.Year), Version: strconv.FormatInt(s.Number, 10), Created: b.taken(), Homepage: b.imprint.Origin,
		Description:  "政府工作报告里的承诺、每月审签的数、核实过的成果和项目。数都是单位负责人审签过的。",
		Licences:     []press.Licence{{Path: b.imprint.Licence}},
		Contributors: []press.Contributor{{Title: s.Place}}, Keywords: []string{"政府工作报告", s.Place}, Resources: b.tables()}
	if err := press.DataPackage(&out, pack); err != nil {
		return err
	}
	b.Files["data/package.zip"] = File{kindOf("x.zip"), out.Bytes()}
	var projects bytes.Buffer
	uri := "urn:sha256:" + b.Digest
	if b.imprint.Origin != "" {
		uri = strings.TrimRight(b.imprint.Origin, "/") + "/data/oc4ids.json"
	}
	ok, err := oc4ids.Write(&projects, s, uri, b.imprint.Licence)
	if err != nil {
		return err
	}
	if ok {
		b.Files["data/oc4ids.json"] = File{kindOf("x.json"), projects.Bytes()}
	}
	for _, l := range []say.Language{say.Chinese, say.English} {
		var feed bytes.Buffer
		if err := press.Atom(&feed, b.feed(say.In(context.Background(), l))); err != nil {
			return err
		}
		b.Files[folder(l)+"feed.atom"] = File{kindOf("x.atom"), feed.Bytes()}
	}
	return nil
}

// rows gives rows that stand in memory.
func rows(all [][]press.Value) iter.Seq2[[]press.Value, error] {
	return func(yield func([]press.Value, error) bool) {
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func cell(n *snapshot.Number) press.Value {
	if n == nil {
		return nil
	}
	return n.Decimal
}

// tables are the snapshot as tables.
func (b *Book) tables() []press.Resource {
	ctx := context.Background() // the tables are Chinese, as the data are
	var promises, months, deliverables, projects [][]press.Value
	for _, p := range b.Snapshot.Promises {
		row := []press.Value{p.Number, p.Title, known(ctx, categoryWord, p.Category), p.Lead, strings.Join(p.Supports, "、"), p.Leader, p.Goal, p.Sentence, p.Section, p.Report, p.Document, p.IssuedOn, p.DueOn, known(ctx, verdictWord, p.Verdict), task.ColourWords[p.Colour]}
		if f := p.Figure; f != nil {
			of := ""
			if !f.Of.Zero() {
				of = f.Of.String()
			}
			row = append(row, f.Subject, f.Unit, f.Base.Decimal, f.Target.Decimal, cell(f.Done), of, f.Due.Decimal)
		} else {
			row = append(row, "", "", nil, nil, nil, "", nil)
		}
		promises = append(promises, row)
		for _, m := range p.Months {
			months = append(months, []press.Value{p.Number, m.Month.String(), cell(m.Figure), m.Due.Decimal, m.SignedOn})
		}
		for i, d := range p.Deliverables {
			deliverables = append(deliverables, []press.Value{p.Number, i + 1, d.Words, known(ctx, evidenceWord, d.Evidence), d.DueOn, d.VerifiedOn})
		}
	}
	for _, x := range b.Snapshot.Projects {
		projects = append(projects, []press.Value{x.ID, x.Code, x.Name, x.Category, x.Industry, x.Unit, x.Town, x.Place, cell(x.Lon), cell(x.Lat), known(ctx, stageWord, x.Stage), x.StartsOn, x.EndsOn, cell(x.Investment), cell(x.Plan), cell(x.Done), x.Through, cell(x.Total)})
	}
	text := func(pairs ...string) (columns []press.Column) {
		for i := 0; i+1 < len(pairs); i += 2 {
			c := press.Column{Key: pairs[i], Title: pairs[i+1]}
			switch {
			case strings.HasSuffix(c.Key, "_on"):
				c.Kind = press.Date
			case strings.HasSuffix(c.Key, "_n"):
				c.Kind, c.Key = press.Quantity, strings.TrimSuffix(c.Key, "_n")
			case c.Key == "item":
				c.Kind = press.Number
			}
			columns = append(columns, c)
		}
		return columns
	}
	return []press.Resource{
		{Name: "promises", Title: "承诺", PrimaryKey: []string{"number"}, Rows: rows(promises), Columns: text("number", "编号", "title", "承诺", "category", "类别", "lead", "牵头单位", "supports", "配合单位", "leader", "责任领导", "goal", "年度目标", "sentence", "报告原文", "section", "章节", "report", "报告", "document", "文号", "issued_on", "印发日期", "due_on", "期限", "verdict", "结果", "colour", "颜色", "subject", "计量的是什么", "unit", "单位", "base_n", "起点", "target_n", "目标", "done_n", "完成", "of", "完成数的月份", "due_n", "应完成")},
		{Name: "months", Title: "每月审签的数", PrimaryKey: []string{"number", "month"}, Rows: rows(months), Columns: text("number", "编号", "month", "月份", "figure_n", "审签的数", "due_n", "月底应有", "signed_on", "审签日")},
		{Name: "deliverables", Title: "成果", PrimaryKey: []string{"number", "item"}, Rows: rows(deliverables), Columns: text("number", "编号", "item", "第几件", "words", "成果", "evidence", "佐证种类", "due_on", "期限", "verified_on", "核实日")},
		{Name: "projects", Title: "项目", PrimaryKey: []string{"project"}, Rows: rows(projects), Columns: text("project", "编号", "code", "项目代码", "name", "项目", "category", "类别", "industry", "行业", "unit", "责任单位", "town", "镇办", "place", "地点", "lon_n", "经度", "lat_n", "纬度", "stage", "阶段", "starts_on", "拟开工", "ends_on", "拟竣工", "investment_n", "总投资（万元）", "plan_n", "年度计划（万元）", "done_n", "本年完成（万元）", "through", "完成数的月份", "total_n", "累计完成（万元）")},
	}
}

// feed tells what changed from snapshot to snapshot.
func (b *Book) feed(ctx context.Context) press.Feed {
	s := b.Snapshot
	f := press.Feed{Name: "duban public " + s.Division + " " + say.Lang(ctx).Tag(), Title: say.T(ctx, "%s：政府承诺的进展", s.Place), Author: s.Place, Lang: say.Lang(ctx).Tag(), Self: "feed.atom", Page: "index.html", Updated: b.taken()}
	for _, step := range s.History {
		e := press.FeedEntry{Name: strconv.FormatInt(step.Number, 10), Page: "index.html", Updated: time.UnixMicro(int64(step.At)), Title: say.T(ctx, "%s 更新：%d 处变化", day(ctx, step.On), len(step.Changes))}
		var lines []string
		for _, c := range step.Changes {
			lines = append(lines, c.Title+"："+told(ctx, c))
		}
		if e.Words = strings.Join(lines, "\n"); e.Words == "" {
			e.Words = say.T(ctx, "没有和上一次不同的地方，或这是第一次公布。")
		}
		f.Entries = append(f.Entries, e)
	}
	return f
}

// dataTable names the data files with their sizes and digests.
func (p page) dataTable(ctx context.Context) part.Table {
	t := part.Table{Caption: say.T(ctx, "数据文件"), Quiet: true, Fold: true, Columns: []part.Column{{Title: say.T(ctx, "文件")}, {Title: say.T(ctx, "是什么")}}}
	for _, d := range downloads {
		if d.path == "data/oc4ids.json" && len(p.Snapshot.Projects) == 0 {
			continue
		}
		href := p.root() + d.path
		if d.path == "feed.atom" {
			href = p.to(d.path)
		}
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: d.path[strings.LastIndexByte(d.path, '/')+1:], Href: href, Head: true}, {Text: say.T(ctx, d.what)}}})
	}
	return t
}

// etag names a file's bytes as of the book's snapshot.
func (b *Book) etag(f File) string {
	sum := sha256.Sum256(f.Body)
	return `"` + b.Digest[:16] + "-" + hex.EncodeToString(sum[:8]) + `"`
}
