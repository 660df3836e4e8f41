package press

import (
	"strconv"
	"strings"
)

// sheets are the two tables that a printed copy ends with. They stand in the
// page because a list in the order of the text cannot be set as two tables by
// style alone; the screen does not show them.
func (p *page) sheets() {
	n := p.counts()
	p.raw(`<div class="sheets">`)
	if n[undertaking] > 0 {
		p.table(undertaking, "任务表", n[undertaking], `<th class=i>号<th>工作任务<th>时限<th>牵头单位（建议）<th>段`, 5)
	}
	if n[measure] > 0 {
		p.table(measure, "指标表", n[measure], `<th class=i>号<th>指标<th class=num>数值<th>类型<th>性质<th>时期<th>段`, 7)
	}
	p.raw("</div>\n")
}

func (p *page) table(s sort, name string, n int, head string, columns int) {
	p.raw(`<section><h2>`, name, `<small>`, strconv.Itoa(n), ` 条，号与原文中的记号一致</small></h2><table><thead><tr>`, head, `</thead>`)
	group := -2
	for i := range p.records {
		r := &p.records[i]
		if r.sort != s {
			continue
		}
		if r.section != group {
			group = r.section
			if words := headings(p.report, group); len(words) > 0 {
				p.raw(`<tbody><tr class=g><th colspan=`, strconv.Itoa(columns), `>`)
				p.say(strings.Join(words, "　"))
			}
		}
		p.raw("<tr><td class=i>", strconv.Itoa(i+1))
		if s == undertaking {
			u := &p.report.Undertakings[r.index]
			p.cell("<td>", strings.Join(strings.Fields(p.text.of(r.span)), ""))
			p.cell("<td>", u.Deadline.Text)
			p.cell("<td>", firstLead(u))
		} else {
			m := &p.report.Measures[r.index]
			p.cell("<td>", m.Subject)
			p.cell("<td class=num>", figureOf(m).String())
			p.cell("<td>", word(kindWords, m.Kind))
			p.cell("<td>", word(statusWords, m.Status))
			p.cell("<td>", periodWords(m.Period))
		}
		p.raw("<td>")
		if k := p.stripAt(r.span.Start); k >= 0 && p.strips[k].number > 0 {
			p.num(p.strips[k].number)
		}
	}
	p.raw("</table></section>\n")
}

// keys is the foot of the screen: what the keyboard does, and how to turn it off.
func (p *page) keys() {
	p.raw(`<div class="keybar js"><div class="keys"><button type="button" class="btn" data-go="1">下一条 <kbd>J</kbd></button><button type="button" class="btn" data-go="-1">上一条 <kbd>K</kbd></button><span><kbd>/</kbd>找</span><span><kbd>Esc</kbd>收起</span><span class="push"><button type="button" class="btn bare" id="single" aria-pressed="true">单键：开</button></span></div></div>`)
}
