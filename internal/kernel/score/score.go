package score

import (
	"fmt"
	"strings"
	"unicode"

	"duban/internal/base/cite"
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/statement"
)

// Measured scores the measures of a report.
func Measured(name string, g Gold, r *statement.Report) *Card {
	c := newCard(name, Measures)
	text := []rune(r.Document.Text)
	used := make([]bool, len(r.Measures))
	var found, whole F
	found = F{Found: len(r.Measures), Gold: len(g.Records)}
	whole = found
	for _, rec := range g.Records {
		m := pick(rec, r.Measures, used)
		if m < 0 {
			c.Misses = append(c.Misses, Miss{What: "missing", Gold: sum(rec), Context: around(text, rec.Start, rec.End)})
			continue
		}
		used[m] = true
		found.Right++
		ours := r.Measures[m]
		var bad []string
		field := func(name string, right, part bool) {
			c.ratio(name, right)
			if !right && part {
				bad = append(bad, name)
			}
		}
		field("unit", squeeze(ours.Unit) == squeeze(rec.Unit), true)
		field("bound", string(ours.Bound) == rec.Bound, true)
		field("kind", string(ours.Kind) == rec.Kind, true)
		field("status", string(ours.Status) == rec.Status, true)
		field("subject", Overlap(ours.Subject, rec.Subject) >= 0.5, true)
		field("to", sameEnd(rec, ours), false)
		field("period", samePeriod(rec.Period, ours.Period.String()), false)
		if len(bad) == 0 {
			whole.Right++
		}
		if !samePeriod(rec.Period, ours.Period.String()) {
			bad = append(bad, "period")
		}
		if len(bad) > 0 {
			c.Misses = append(c.Misses, Miss{What: strings.Join(bad, " "), Gold: sum(rec), Ours: sumOurs(ours), Context: around(text, rec.Start, rec.End)})
		}
	}
	for i, m := range r.Measures {
		if !used[i] {
			c.Misses = append(c.Misses, Miss{What: "extra", Ours: sumOurs(m), Context: around(text, m.Span.Start, m.Span.End)})
		}
	}
	c.Fs["detected"], c.Fs["whole"] = found, whole
	return c
}

// pick finds the measure that overlaps the gold span most and has its value.
func pick(rec Record, ms []statement.Measure, used []bool) int {
	best, most := -1, 0
	for i := range ms {
		s := ms[i].Span
		n := min(s.End, rec.End) - max(s.Start, rec.Start)
		if !used[i] && n > most && ms[i].Value.Cmp(rec.Value) == 0 {
			best, most = i, n
		}
	}
	return best
}

func sameEnd(rec Record, m statement.Measure) bool {
	if rec.To == nil || m.To == nil {
		return rec.To == nil && m.To == nil
	}
	return rec.To.Cmp(*m.To) == 0
}

// samePeriod holds the rule of the corpus: the end state of a range of years
// may be dated by the range or by its last year.
func samePeriod(gold, ours string) bool {
	last := func(p string) string { return p[strings.LastIndexByte(p, '-')+1:] }
	switch {
	case gold == ours:
		return true
	case gold == "" || ours == "":
		return false
	case strings.Contains(gold, "-") != strings.Contains(ours, "-"):
		return last(gold) == last(ours)
	}
	return false
}

// squeeze drops blanks and brings ％ to its one form.
func squeeze(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), ""), "％", "%")
}

func sum(r Record) string {
	return fmt.Sprintf("%s %s %s %s %s %s %s", r.Value, r.Unit, r.Bound, r.Kind, r.Status, r.Period, r.Subject)
}

func sumOurs(m statement.Measure) string {
	return fmt.Sprintf("%s %s %s %s %s %s %s", m.Value, m.Unit, m.Bound, m.Kind, m.Status, m.Period, m.Subject)
}

func around(text []rune, start, end int) string {
	start, end = min(max(start, 0), len(text)), min(max(end, 0), len(text))
	a, b := max(0, start-30), min(len(text), end+15)
	s := string(text[a:start]) + "【" + string(text[start:end]) + "】" + string(text[end:b])
	return strings.Join(strings.Fields(s), " ")
}

// Undertaken scores the undertakings. same says that two names mean one unit.
func Undertaken(name string, g Gold, r *statement.Report, same func(a, b string) bool) *Card {
	c := newCard(name, Undertakings)
	text := []rune(r.Document.Text)
	covered := make([]bool, len(text)+1)
	for _, u := range r.Undertakings {
		for i := u.Span.Start; i < u.Span.End && i < len(text); i++ {
			covered[i] = true
		}
	}
	for _, rec := range g.Records {
		whole := true
		for i := rec.Start; i < rec.End && i < len(text); i++ {
			if !covered[i] && (unicode.IsLetter(text[i]) || unicode.IsDigit(text[i])) {
				whole = false
			}
		}
		c.ratio("covered", whole)
		gold := core(text, cite.Span{Start: rec.Start, End: rec.End})
		best, most := -1, 0
		equal := false
		for i, u := range r.Undertakings {
			if core(text, u.Span) == gold {
				equal = true
			}
			if n := min(u.Span.End, rec.End) - max(u.Span.Start, rec.Start); n > most {
				best, most = i, n
			}
		}
		c.ratio("boundaries", equal)
		if best < 0 {
			c.Misses = append(c.Misses, Miss{What: "missing", Gold: rec.Text})
			continue
		}
		u := r.Undertakings[best]
		first, three := false, false
		for i, l := range u.Lead {
			if i < 3 && same(l.Unit, rec.Lead) {
				three = true
				first = first || i == 0
			}
		}
		c.ratio("lead first", first)
		c.ratio("lead in three", three)
		c.ratio("quantified", u.Quantified == rec.Quantified)
		section := endsPath(r.Outline.Path(u.Section), rec.Section)
		c.ratio("section", section)
		if !equal || !first || !section || u.Quantified != rec.Quantified {
			var leads []string
			for _, l := range u.Lead {
				leads = append(leads, l.Unit)
			}
			c.Misses = append(c.Misses, Miss{What: fmt.Sprintf("boundaries %t lead %t section %t quantified %t", equal, first, section, u.Quantified == rec.Quantified), Gold: rec.Lead + " " + rec.Text, Ours: strings.Join(leads, "、"), Context: string(text[u.Span.Start:u.Span.End])})
		}
	}
	return c
}

// core is a span without the blanks and stops at its edges.
func core(text []rune, s cite.Span) cite.Span {
	edge := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("。；，、,;.！!", r) }
	for s.Start < s.End && s.Start < len(text) && edge(text[s.Start]) {
		s.Start++
	}
	for s.End > s.Start && s.End <= len(text) && edge(text[s.End-1]) {
		s.End--
	}
	return s
}

// endsPath says that our path of headings ends in the gold one.
func endsPath(path []string, gold string) bool {
	even := strings.NewReplacer("（", "(", "）", ")", " ", "", "　", "", "\u2002", "")
	return strings.HasSuffix(even.Replace(strings.Join(path, "/")), even.Replace(gold))
}

// Mechanised scores the mechanisms: a gold one is found if one of ours covers at least half of it.
func Mechanised(name string, g Gold, r *statement.Report) *Card {
	c := newCard(name, Mechanisms)
	text := []rune(r.Document.Text)
	for _, rec := range g.Records {
		found, exact := false, false
		for _, m := range r.Mechanisms {
			if n := min(m.Span.End, rec.End) - max(m.Span.Start, rec.Start); n > 0 && 2*n >= rec.End-rec.Start {
				found = true
				exact = exact || m.Span == cite.Span{Start: rec.Start, End: rec.End}
			}
		}
		c.ratio("recall", found)
		c.ratio("exact", exact)
		if !found {
			c.Misses = append(c.Misses, Miss{What: "missing", Gold: rec.Text, Context: around(text, rec.Start, rec.End)})
		}
	}
	c.Fs["emitted"] = F{Found: len(r.Mechanisms), Gold: len(g.Records), Right: c.Ratios["recall"].Right}
	return c
}

// Reconciled scores the answers to promises. Quantified are those whose gold
// names a measure. An answer is right if it stands in the sentence of the
// gold's answer, or if there is rightly none.
func Reconciled(name string, g Gold, later *statement.Report, answers []reconcile.Answer) *Card {
	c := newCard(name, Pairs)
	text := []rune(later.Document.Text)
	for _, rec := range g.Records {
		a := answering(rec, answers)
		right := a == nil && rec.AnswerStart == nil
		if a != nil {
			switch {
			case rec.AnswerStart == nil:
				right = a.Result == nil
			case a.Result != nil:
				right = sentence(text, a.Result.Start) == sentence(text, *rec.AnswerStart)
			}
		}
		verdict := a != nil && string(a.Verdict) == rec.Verdict || a == nil && rec.Verdict == string(reconcile.Unanswered)
		group := "all"
		if rec.PromiseLine != nil {
			group = "quantified"
		}
		c.ratio(group+" answer", right)
		c.ratio(group+" verdict", verdict)
		if !right || !verdict {
			m := Miss{What: fmt.Sprintf("%s answer %t verdict %t", group, right, verdict), Gold: rec.Verdict + " " + rec.PromiseText}
			if rec.AnswerText != nil {
				m.Gold += " ← " + *rec.AnswerText
			}
			if a != nil {
				m.Ours = string(a.Verdict) + " " + a.Reason
				if a.Result != nil {
					m.Ours += " ← " + a.Result.Text
				}
			}
			c.Misses = append(c.Misses, m)
		}
	}
	return c
}

// answering finds our answer to a gold promise: the one that overlaps it; the number's own before its sentence's.
func answering(rec Record, answers []reconcile.Answer) *reconcile.Answer {
	end := max(rec.PromiseEnd, rec.PromiseStart+len([]rune(rec.PromiseText)))
	best, score := -1, 0.0
	for i := range answers {
		p := answers[i].Promise
		n := min(p.End, end) - max(p.Start, rec.PromiseStart)
		if n <= 0 {
			continue
		}
		// a gold promise names the last number of its text
		s := float64(n) / float64(p.Len()+end-rec.PromiseStart-n)
		if rec.PromiseLine != nil && answers[i].Measure >= 0 {
			s += 1
			if p.End == end || p.Contains(cite.Span{Start: end - 1, End: end}) {
				s += 1
			}
		}
		if s > score {
			best, score = i, s
		}
	}
	if best < 0 {
		return nil
	}
	return &answers[best]
}

// sentence is the offset at which the sentence around n begins.
func sentence(text []rune, n int) int {
	n = min(n, len(text)-1)
	for n > 0 && !strings.ContainsRune("。！？\n", text[n-1]) {
		n--
	}
	return n
}
