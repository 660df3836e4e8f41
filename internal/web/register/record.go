package register

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	reviewing "duban/internal/web/review"
	"duban/internal/web/say"
)

// heading is what the page of a record is called: of an undertaking what is to
// be done, for its sentence stands below.
func heading(r desk.Registered) string {
	if c := r.Content; r.Sort == review.Undertaking && c.Verb != "" && c.Object != "" {
		return c.Verb + c.Object
	}
	return r.Title()
}

// headline is one of the few things that are read first: a figure or a word.
type headline struct {
	label, word, note string
	amount            part.Amount
}

// amountOf is a figure as it was said, a range with both ends.
func amountOf(c review.Content) string {
	if c.To != "" {
		return c.Value + "～" + c.To
	}
	return c.Value
}

func figures(ctx context.Context, r desk.Registered) []headline {
	source := &part.Source{Origin: part.Said, Href: "#sentence", Note: strings.TrimSpace(r.From.Place + " " + frame.YearText(r.From.Year) + " " + r.From.Title)}
	var list []headline
	add := func(label, word, note string) {
		if word != "" {
			list = append(list, headline{label: label, word: word, note: note})
		}
	}
	figure := func(label string, c review.Content, note string) {
		list = append(list, headline{label: label, note: note, amount: part.Amount{Value: amountOf(c), Unit: c.Unit, Big: true, Source: source}})
	}
	switch r.Sort {
	case review.Measure:
		bound := ""
		if r.Content.Bound != "" && r.Content.Bound != "=" {
			bound = saidOf(ctx, r, say.T(ctx, "怎么说的"))
		}
		figure(say.T(ctx, "数"), r.Content, bound)
		add(say.T(ctx, "所属时期"), r.Content.Period, "")
		add(say.T(ctx, "性质"), saidOf(ctx, r, say.T(ctx, "性质")), "")
		add(say.T(ctx, "类别"), saidOf(ctx, r, say.T(ctx, "类别")), "")
	case review.Undertaking:
		for i, m := range r.Figures {
			if i < 2 {
				figure(m.Title(), m.Content, "")
			}
		}
		add(say.T(ctx, "牵头单位"), unitName(r, r.Content.Lead), "")
		add(say.T(ctx, "时限"), cmp.Or(r.Content.Deadline, r.Content.DeadlineOn), "")
	case review.Project:
		add(say.T(ctx, "规模"), r.Content.Size, "")
		add(say.T(ctx, "投资"), r.Content.Investment, "")
		add(say.T(ctx, "阶段"), r.Content.Stage, "")
	case review.Mechanism:
		add(say.T(ctx, "种类"), saidOf(ctx, r, say.T(ctx, "种类")), "")
	}
	if r.EnteredAt != 0 {
		add(say.T(ctx, "入册日期"), frame.Date(ctx, r.EnteredAt), "")
	} else {
		add(say.T(ctx, "入册日期"), say.T(ctx, "没入册"), "")
	}
	return list
}

// unitOf is the unit of a code; a code without a unit stays as it is.
func unitOf(r desk.Registered, code string) staff.Unit {
	for _, u := range r.Units {
		if u.Code == code {
			return u
		}
	}
	return staff.Unit{Code: code, Name: code}
}

func unitName(r desk.Registered, code string) string { return unitOf(r, code).Name }

func saidOf(ctx context.Context, r desk.Registered, label string) string {
	for _, s := range reviewing.Said(ctx, r.Sort, r.Content, func(code string) string { return unitName(r, code) }) {
		if s.Label == label {
			return s.Value
		}
	}
	return ""
}

// facts are what else the record says; what is not stated has no row.
func facts(ctx context.Context, r desk.Registered) []reviewing.Saying {
	var list []reviewing.Saying
	add := func(label, value string) {
		if value != "" {
			list = append(list, reviewing.Saying{Label: label, Value: value})
		}
	}
	switch r.Sort {
	case review.Measure:
		add(say.T(ctx, "报告里的说法"), r.Content.Subject)
		add(say.T(ctx, "归到指标"), r.Standard)
	case review.Undertaking:
		add(say.T(ctx, "牵头单位"), unitName(r, r.Content.Lead))
		for _, l := range r.Content.Leads {
			if lead := unitOf(r, r.Content.Lead); l.Reason != "" && (l.Unit == lead.Name || l.Unit == lead.Short) {
				add(say.T(ctx, "为什么是它"), l.Reason)
			}
		}
		add(say.T(ctx, "属于"), saidOf(ctx, r, say.T(ctx, "属于")))
		add(say.T(ctx, "佐证"), saidOf(ctx, r, say.T(ctx, "佐证")))
	default:
		add(say.T(ctx, "名称"), r.Content.Name)
	}
	add(say.T(ctx, "出处"), strings.TrimSpace(frame.YearText(r.From.Year)+" "+r.From.Title))
	return list
}

// passage is the paragraph with the record marked as the review marks it, and
// within an undertaking what else the register holds.
func passage(r desk.Registered) []part.Piece {
	text := []rune(r.Paragraph.Words)
	cut := func(from, to int) string { return string(text[from-r.Paragraph.Start : to-r.Paragraph.Start]) }
	mark := map[review.Sort]part.Marked{review.Measure: part.MarkMeasure, review.Undertaking: part.MarkTask, review.Project: part.MarkProject, review.Mechanism: part.MarkMechanism}
	a, b, end := r.Span.Start, r.Span.End, r.Paragraph.Start+len(text)
	if a < r.Paragraph.Start || b > end || a > b {
		return []part.Piece{{Text: r.Words, Mark: mark[r.Sort]}}
	}
	here := part.Piece{Mark: mark[r.Sort]}
	if r.Sort == review.Undertaking {
		within := slices.Clone(r.Beside)
		slices.SortStableFunc(within, func(x, y review.Record) int { return x.Span.Start - y.Span.Start })
		at := a
		for _, x := range within {
			if x.Sort == review.Undertaking || !r.Span.Contains(x.Span) || x.Span.Start < at {
				continue
			}
			here.Inside = append(here.Inside, part.Piece{Text: cut(at, x.Span.Start)}, part.Piece{Text: cut(x.Span.Start, x.Span.End), Mark: mark[x.Sort], Href: "/register/" + x.Report + "/" + x.ID})
			at = x.Span.End
		}
		here.Inside = append(here.Inside, part.Piece{Text: cut(at, b)})
	} else {
		here.Text = cut(a, b)
		here.Flagged = slices.ContainsFunc(r.Alarms, func(x review.Alarm) bool { return !x.Settled })
	}
	return []part.Piece{{Text: cut(r.Paragraph.Start, a)}, here, {Text: cut(b, end)}}
}

func events(ctx context.Context, r desk.Registered) []part.Event {
	var list []part.Event
	for _, a := range r.Acts {
		e := part.Event{When: frame.Date(ctx, a.HappenedAt), Hour: frame.Clock(a.HappenedAt), ISO: frame.ISO(a.HappenedAt), What: say.Known(ctx, a.Title), Mark: "n", By: strings.TrimSpace(frame.Who(ctx, a) + " " + a.Where)}
		if a.Act.Act == "report.upload" || a.Act.Act == "report.read" {
			e.Mark = "doc"
		}
		if a.Words != "" {
			e.Body = words(a.Words)
		}
		list = append(list, e)
	}
	return list
}

// linked are the ways on from a record, as far as the visitor may go.
func linked(ctx context.Context, v *frame.Visit, r desk.Registered) []part.Link {
	var list []part.Link
	if r.Standard != "" && v.Actor.May("indicator.read") {
		list = append(list, part.Link{Text: say.T(ctx, "指标：%s", r.Standard), Href: "/indicators/" + r.Content.Indicator})
	}
	if r.Sort == review.Undertaking && r.Content.Lead != "" {
		list = append(list, part.Link{Text: say.T(ctx, "%s牵头的全部任务", unitName(r, r.Content.Lead)), Href: "/register?sort=undertaking&lead=" + r.Content.Lead})
	}
	if (r.Sort == review.Undertaking || r.Sort == review.Measure && r.Content.Status == "target") && v.Actor.May("reconciliation.read") {
		list = append(list, part.Link{Text: say.T(ctx, "两年对账"), Href: "/reconciliation"})
	}
	if r.Sort == review.Project && v.Actor.May("project.take") {
		list = append(list, part.Link{Text: say.T(ctx, "立为项目"), Href: "/projects/new?report=" + r.Report + "&record=" + r.ID})
	}
	return list
}
