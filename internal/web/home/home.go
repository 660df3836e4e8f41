// Package home is the first page: what awaits whom.
package home

import (
	"context"
	"fmt"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/directive"
	"duban/internal/kernel/task"
	"duban/internal/web/frame"
	"duban/internal/web/say"
	"duban/internal/web/tasks"
)

// Show is the first page.
func Show(v *frame.Visit) error {
	h, err := v.House.Desk.Home(v.Ctx, v.Actor)
	if err != nil {
		return err
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "今日"), At: "/"}, page(v, h))
}

func none(h desk.Home) bool {
	d := h.Duties
	return len(h.Reports)+len(h.Undertakings)+h.Proposed+h.Unempowered+h.Moves+h.Year+len(h.Erasures)+len(h.Paused) == 0 &&
		len(d.ToReport)+len(d.Returned)+len(d.ToSign)+len(d.ToTake)+len(d.ToOpine)+len(d.Late)+len(d.Cases)+len(d.Objections)+len(d.Applied)+len(d.Claimed)+d.Drafts+
			len(d.Addressed)+len(d.Asked)+len(d.ToHandOut)+len(d.CameBack)+d.Unread == 0
}

// mostRows is how many rows of a section stand on the page; its head counts all.
const mostRows = 12

// day writes a date, with its year where it is not this one.
func day(ctx context.Context, d, today civil.Date) string {
	switch {
	case d.Zero():
		return ""
	case say.Lang(ctx) == say.English:
		return d.String()
	case d.Year == today.Year:
		return fmt.Sprintf("%d月%d日", d.Month, d.Day)
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day)
}

// line is a row of a section: what, why, and where it is dealt with.
type line struct {
	text, href, why string
	late            *desk.ListedTask // shown with its colour
}

// section is one kind of thing to do.
type section struct {
	id, title, note string
	lines           []line
	all             string // where the whole list is
}

// own are the sections of a unit, what presses most in front.
func own(ctx context.Context, d desk.Duties) []section {
	due := func(t desk.ListedTask) string { return say.T(ctx, "时限 %s", day(ctx, t.Terms.DueOn, d.Today)) }
	of := func(list []desk.ListedTask, to string, why func(desk.ListedTask) string) (all []line) {
		for _, t := range list {
			l := line{text: t.Terms.Title, href: "/tasks/" + t.ID, why: why(t)}
			if t.State != task.Issued { // what nobody signed for is not reported on
				l.href += to
			}
			all = append(all, l)
		}
		return all
	}
	late := of(d.Late, "", func(t desk.ListedTask) string {
		why := t.Pace.Sentence
		if t.Pace.Overdue {
			why = say.T(ctx, "%s 到期还没有销号", day(ctx, t.Terms.DueOn, d.Today)) + "。" + why
		}
		return why
	})
	for i := range late {
		late[i].late = &d.Late[i]
	}
	by := day(ctx, d.DueOn, d.Today)
	note := say.T(ctx, "%s前报", by)
	if d.DueOn.Before(d.Today) {
		note = say.T(ctx, "应在 %s前报", by)
	}
	all := []section{
		{"late", say.T(ctx, "晚了的、红的"), say.T(ctx, "过了时限的在前，颜色由日子、数和佐证推算"), late, "/tasks?which=late"},
		{"directives", say.T(ctx, "批示和议定事项"), say.T(ctx, "交由本单位办、还没有办结的"), directed(d.Addressed, func(x desk.ListedDirective) string {
			return x.By + "　" + say.T(ctx, "时限 %s", day(ctx, x.Of.Terms.DueOn, d.Today))
		}), "/directives?state=open"},
		{"returned", say.T(ctx, "退回来的"), say.T(ctx, "照退回的理由改"), of(d.Returned, "", func(t desk.ListedTask) string {
			if t.SentBack != "" {
				return say.T(ctx, "办结申请退回：%s", t.SentBack)
			}
			return say.T(ctx, "%s 的进展退回了", tasks.MonthWord(ctx, t.Reports[len(t.Reports)-1].Month))
		}), "/tasks?which=running"},
		{"take", say.T(ctx, "等签收的"), "", of(d.ToTake, "", due), "/tasks?state=issued"},
		{"opine", say.T(ctx, "征求意见的"), say.T(ctx, "认领，或提出异议"), of(d.ToOpine, "", due), "/tasks?state=asked"},
		{"sign", say.T(ctx, "进展等您审签"), "", of(d.ToSign, "", due), "/tasks?which=running"},
		{"report", say.T(ctx, "%d 月进展要报", d.Today.Month), note, of(d.ToReport, "/progress", func(t desk.ListedTask) string {
			if t.Pace.Stale > 0 {
				return say.T(ctx, "%d 个月没报", t.Pace.Stale)
			}
			return due(t)
		}), "/tasks?which=running"},
	}
	var asked []line
	for _, r := range d.Asked {
		asked = append(asked, line{text: r.Title, href: "/requests/" + r.ID, why: tasks.UnitName(d.Units, r.Office) + "　" + say.T(ctx, "时限 %s", day(ctx, r.DueOn, d.Today))})
	}
	all = append(all, section{"asked", say.T(ctx, "要答复的报数要求"), say.T(ctx, "系统里没有、要您单位报一次的"), asked, "/requests?state=open"})
	var cases []line
	for _, c := range d.Cases {
		why := c.Act
		if c.Row.DueAt != 0 {
			why += "　" + say.T(ctx, "%s 到期", frame.Date(ctx, c.Row.DueAt))
		}
		cases = append(cases, line{text: c.Row.Number + " " + c.Row.Title, href: "/cases/" + c.Row.ID, why: why})
	}
	words := say.T(ctx, "到期早的在前")
	if d.MostSeen {
		words = say.T(ctx, "在新近的 20 件里")
	}
	return append(all, section{"cases", say.T(ctx, "等本单位办的办件"), words, cases, "/cases?which=open"})
}

func directed(list []desk.ListedDirective, why func(desk.ListedDirective) string) (all []line) {
	for _, x := range list {
		l := line{text: directive.Title(x.Words), href: "/directives/" + x.ID, why: why(x)}
		all = append(all, l)
	}
	return all
}

// office are the sections of the office and of leaders.
func office(ctx context.Context, d desk.Duties) []section {
	return []section{
		{"back", say.T(ctx, "您的批示，办结回来的"), say.T(ctx, "看结果，阅结或再批"), directed(d.CameBack, func(x desk.ListedDirective) string {
			return tasks.UnitName(d.Units, x.Unit) + "　" + say.T(ctx, "%s 办结", day(ctx, x.Of.ClosedOn, d.Today))
		}), "/directives?mine=yes&state=answered"},
		{"handout", say.T(ctx, "批示等下达"), say.T(ctx, "领导录的，看过就下达"), directed(d.ToHandOut, func(x desk.ListedDirective) string {
			return x.By + "　" + tasks.UnitName(d.Units, x.Unit)
		}), "/directives?state=drafted"},
	}
}
