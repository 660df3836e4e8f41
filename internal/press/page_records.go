package press

import (
	"slices"
	"strconv"
	"strings"

	"duban/internal/kernel/statement"
)

var sortClass = [...]string{undertaking: "task", mechanism: "mech", project: "prop", measure: "num"}

// side writes the records beside the report, in its order. The choice of sort
// is radio buttons before the list, so that the style alone can act on them;
// the other conditions need the script and show only with it.
func (p *page) side() {
	n := p.counts()
	choices := []struct {
		key, name string
		n         int
	}{
		{"all", "全部", len(p.records) + len(p.alarms)}, {"num", "数据", n[measure]}, {"task", "任务", n[undertaking]},
		{"prop", "项目", n[project]}, {"mech", "机制", n[mechanism]}, {"flag", "核对", len(p.alarms)},
	}
	for i, c := range choices {
		p.raw(`<input type=radio class="say kradio" form="find" name="kind" value="`, c.key, `" id="k-`, c.key, `" aria-label="只看`, c.name, `"`)
		if i == 0 {
			p.raw(" checked")
		}
		p.raw(">")
	}
	p.raw(`<header class="rechead"><div class="row mid"><h2>读出 `)
	p.num(len(p.records))
	p.raw(` 条</h2><p class="small soft" id="shown" role="status">与原文同一顺序；点号码看原处</p></div><div class="seg kinds" role="group" aria-label="只看">`)
	for _, c := range choices {
		p.raw(`<label for="k-`, c.key, `">`, c.name, ` <small>`, strconv.Itoa(c.n), `</small></label>`)
	}
	p.raw(`</div>`)
	p.find()
	p.raw(`</header>`)
	p.groups()
	if len(p.records)+len(p.alarms) == 0 {
		p.raw(`<div class="empty"><p><b>没有读出数据、任务、项目或机制</b></p><p>全文没有可计量的数，也没有须落实的事。若这是一份政府工作报告，多半是文件转换时丢了字，请看左边的原文是否完整。</p></div>`)
	} else {
		p.raw(`<div class="empty" id="none" hidden><p><b>没有合乎条件的记录</b></p><p><button type="reset" form="find" class="btn">去掉条件</button></p></div>`)
	}
}

// find is the form of conditions. Its names are those of a GET query: the
// script keeps them in the address, so that a view can be sent.
func (p *page) find() {
	p.raw(`<form id="find" class="filter js" method="get" role="search" aria-label="找记录"><label class="q">找<input class="in" type="search" name="q" placeholder="词、数、单位" autocomplete="off"></label><label>章节<select class="in" name="section"><option value="">全部</option>`)
	for i := range p.report.Outline.Sections {
		s := &p.report.Outline.Sections[i]
		if s.Level > 3 {
			continue
		}
		p.raw("<option")
		p.ref("value", "", i)
		p.raw(">", strings.Repeat("　", max(s.Level-1, 0)))
		p.say(short(unstopped(s.Heading), 22))
	}
	p.raw(`</select></label><label>性质<select class="in" name="status"><option value="">全部</option><option value="done">已完成</option><option value="target">目标</option></select></label><label>牵头单位<select class="in" name="lead"><option value="">全部</option>`)
	leads, units := map[string]int{}, map[string]int{}
	for i := range p.report.Undertakings {
		if l := firstLead(&p.report.Undertakings[i]); l != "" {
			leads[l]++
		}
	}
	for i := range p.report.Measures {
		if u := p.report.Measures[i].Unit; u != "" {
			units[u]++
		}
	}
	p.choices(leads)
	p.raw(`</select></label><label>计量单位<select class="in" name="unit"><option value="">全部</option>`)
	p.choices(units)
	p.raw(`</select></label><label class="tick"><input type="checkbox" name="coded" value="1"> 在指标目录</label><button type="reset" class="btn bare">去掉条件</button></form>`)
}

func (p *page) choices(of map[string]int) {
	names := make([]string, 0, len(of))
	for name := range of {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if of[a] != of[b] {
			return of[b] - of[a]
		}
		return strings.Compare(a, b)
	})
	for _, name := range names {
		p.raw("<option")
		p.attr("value", name)
		p.raw(">")
		p.say(name)
		p.raw(" ", strconv.Itoa(of[name]))
	}
}

// groups writes the records section by section, each section's path over its
// own, with the alarms among them where they point.
func (p *page) groups() {
	next, open, started := 0, -2, false
	begin := func(section int) {
		if started && section == open {
			return
		}
		if started {
			p.raw("</ol></section>\n")
		}
		started, open = true, section
		p.group(section)
	}
	for i := range p.records {
		r := &p.records[i]
		for next < len(p.alarms) && p.alarms[next].strip >= 0 && p.alarms[next].first.Start < r.span.Start {
			if !started {
				begin(r.section)
			}
			p.alarm(&p.alarms[next])
			next++
		}
		begin(r.section)
		p.record(i + 1)
	}
	for ; next < len(p.alarms); next++ {
		if !started {
			begin(-1)
		}
		p.alarm(&p.alarms[next])
	}
	if started {
		p.raw("</ol></section>\n")
	}
}

func (p *page) group(section int) {
	p.raw(`<section class="grp"`)
	var above []string
	for i := section; i >= 0 && i < len(p.report.Outline.Sections); i = p.report.Outline.Sections[i].Parent {
		above = append([]string{strconv.Itoa(i)}, above...)
	}
	p.raw(` data-g="`, strings.Join(above, " "), `"><h3>`)
	if section < 0 {
		p.raw("第一个标题之前")
	}
	for k, words := range headings(p.report, section) {
		if k > 0 {
			p.raw(`<i class="gap"></i>`)
		}
		if k == len(above)-1 {
			p.raw(`<a href="#s`, above[k], `">`)
		}
		p.say(words)
		if k == len(above)-1 {
			p.raw("</a>")
		}
	}
	p.raw("</h3><ol class=recs>\n")
}

// row opens a record: its number, and what it is.
func (p *page) row(n int, class string) {
	p.raw(`<a class=rno`)
	if p.ids[n] {
		p.ref("href", "#m", n)
	}
	p.raw(">", strconv.Itoa(n), `</a><span class="kind k-`, class, `">`)
}

func (p *page) record(n int) {
	rec := &p.records[n-1]
	class := sortClass[rec.sort]
	p.raw(`<li class="rec `, class, `"`)
	p.ref("id", "r", n)
	words := strings.TrimSpace(p.text.of(rec.span))
	switch rec.sort {
	case measure:
		m := &p.report.Measures[rec.index]
		p.attr("data-s", string(m.Status))
		if m.Indicator != "" {
			p.raw(" data-i=1")
		}
		if m.Unit != "" {
			p.attr("data-u", m.Unit)
		}
		p.raw(">")
		p.row(n, class)
		p.raw("数据</span><span class=rt>")
		p.say(m.Subject)
		f := figureOf(m)
		p.cell("</span><span class=rv>", f.lead)
		if f.lead != "" && f.lead != "第" {
			p.raw(" ")
		}
		p.cell("<b>", f.number)
		p.raw("</b>")
		if f.unit != "" {
			p.cell("<i class=u>", f.unit)
			p.raw("</i>")
		}
		p.raw("</span><dl class=more>")
		p.measure(m, rec)
	case undertaking:
		u := &p.report.Undertakings[rec.index]
		if l := firstLead(u); l != "" {
			p.attr("data-d", l)
		}
		p.raw(` data-s=target>`)
		p.row(n, class)
		p.cell("任务</span><span class=rt>", words)
		p.cell("</span><span class=rv>", firstLead(u))
		p.raw("</span><dl class=more>")
		p.undertaking(u, rec)
	case project:
		pr := &p.report.Projects[rec.index]
		p.raw(">")
		p.row(n, class)
		p.cell("项目</span><span class=rt>", pr.Name)
		p.cell("</span><span class=rv>", pr.Stage)
		p.raw("</span><dl class=more>")
		if words != pr.Name {
			p.field("原文", words)
		}
		p.field("规模", pr.Size)
		p.field("投资", pr.Investment)
		p.field("阶段", pr.Stage)
		p.field("位置", p.whereabouts(rec.span))
	case mechanism:
		me := &p.report.Mechanisms[rec.index]
		p.raw(">")
		p.row(n, class)
		p.cell("机制</span><span class=rt>", me.Name)
		p.cell("</span><span class=rv>", word(mechanismWords, me.Sort))
		p.raw("</span><dl class=more>")
		if words != me.Name {
			p.field("原文", words)
		}
		p.field("种类", word(mechanismWords, me.Sort))
		p.field("位置", p.whereabouts(rec.span))
	}
	p.raw("</dl>\n")
}

func (p *page) measure(m *statement.Measure, rec *record) {
	f := figureOf(m)
	p.raw("<dt>数值<dd>")
	p.say(f.number)
	if m.Unit != "" {
		p.say(" " + m.Unit)
	}
	p.field("口径", word(boundWords, m.Bound))
	p.field("类型", word(kindWords, m.Kind))
	p.field("性质", word(statusWords, m.Status))
	if m.Period.Zero() {
		p.field("时期", "文中没有说")
	} else {
		p.field("时期", periodWords(m.Period))
	}
	if e := entryOf(m); e.name != "" {
		p.field("目录指标", e.name+"（"+m.Indicator+"）")
		p.field("方向", e.direction)
		if e.nature != "" {
			p.field("规划属性", e.nature+"（"+e.plan+"）")
		}
	} else {
		p.field("指标代码", m.Indicator)
	}
	if m.From {
		p.field("起点", "是，说的是变化之前的数")
	}
	if m.PartOf >= 0 && m.PartOf < len(p.report.Measures) {
		whole := &p.report.Measures[m.PartOf]
		if n := p.numberOf(measure, m.PartOf); n > 0 {
			p.raw(`<dt class=w>其中<dd class=w><a`)
			p.ref("href", "#r", n)
			p.cell(">", whole.Subject+figureOf(whole).String())
			p.raw("</a>")
		}
	}
	p.field("位置", p.whereabouts(rec.span))
	if !m.Sentence.Empty() {
		p.raw("<dt class=w>原句<dd class=\"w song\">")
		p.say(strings.TrimSpace(p.text.of(m.Sentence)))
	}
}

func (p *page) undertaking(u *statement.Undertaking, rec *record) {
	p.field("动词", u.Verb)
	p.field("事项", u.Object)
	if d := deadlineWords(u.Deadline); d != "" {
		p.field("时限", d)
	} else {
		p.field("时限", "文中没有说")
	}
	if u.Quantified {
		p.raw("<dt>量化<dd>")
		k := 0
		for _, i := range u.Measures {
			if i < 0 || i >= len(p.report.Measures) {
				continue
			}
			if k++; k > 1 {
				p.raw("；")
			}
			m := &p.report.Measures[i]
			p.raw("<a")
			p.ref("href", "#r", p.numberOf(measure, i))
			p.cell(">", m.Subject+figureOf(m).String())
			p.raw("</a>")
		}
		if k == 0 {
			p.raw("有")
		}
	} else {
		p.field("量化", "没有数")
	}
	p.field("佐证", evidenceList(u.Evidence))
	if u.Livelihood {
		p.field("民生实事", "是")
	}
	if len(u.Lead) > 0 {
		p.raw("<dt>建议牵头<dd><ol class=leads>")
		for _, l := range u.Lead {
			p.cell("<li><b>", l.Unit)
			p.cell("</b><i class=u>", score(l.Score))
			p.cell("</i><small>", l.Reason)
			p.raw("</small>")
		}
		p.raw("</ol>")
	} else {
		p.field("建议牵头", "没有把握，请指定")
	}
	p.field("位置", p.whereabouts(rec.span))
}

// numberOf is the number of a statement's record, 0 if it has none.
func (p *page) numberOf(s sort, index int) int {
	if p.numbers == nil {
		p.numbers = make(map[[2]int]int, len(p.records))
		for i, r := range p.records {
			p.numbers[[2]int{int(r.sort), r.index}] = i + 1
		}
	}
	return p.numbers[[2]int{int(s), index}]
}

// alarm is a row among the records.
func (p *page) alarm(f *flagged) {
	class := gradeClass(f.Grade)
	p.raw(`<li class="rec flag `, class, `"`)
	p.ref("id", "k", f.n)
	p.raw(`><a class=rno`)
	p.ref("href", "#a", f.n)
	p.raw(`>`)
	p.shape(class, "")
	p.raw(`<span class=say>核对 `, strconv.Itoa(f.n), `</span></a><span class="kind">核对</span><span class=rt>`)
	p.say(f.Sentence)
	p.cell(`</span><span class=rv>`, word(gradeWords, f.Grade))
	p.raw(` `, strconv.Itoa(f.n), `</span><dl class=more>`)
	p.field("算法", f.Sum)
	p.field("程度", word(gradeWords, f.Grade)+"："+gradeSays[f.Grade])
	p.field("规则", f.Rule)
	where := make([]string, 0, len(f.Places))
	for _, place := range f.Places {
		where = append(where, p.whereabouts(place)+"“"+short(p.text.of(place), 24)+"”")
	}
	p.field("位置", strings.Join(where, "；"))
	p.raw("</dl>\n")
}
