package cases

import (
	"context"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// pressing is the clock that the page is about: the running one that is due
// first, else the last one.
func pressing(c desk.ShownCase) *procedure.Running {
	if r, _, _ := c.Pressing(c.Calendar, c.Now); r != nil {
		return r
	}
	if n := len(c.Clocks); n > 0 {
		return c.Clocks[n-1]
	}
	return nil
}

// due is when a clock's limit ends, as people say it.
func due(ctx context.Context, r *procedure.Running, k civil.Reckoning) string {
	if r.Clock.Limit.Unit.InDays() {
		return frame.Date(ctx, int64(k.Due-1)) // its end is the next day's beginning
	}
	return frame.Moment(ctx, int64(k.Due))
}

func moment(ctx context.Context, t civil.Instant) string { return frame.Moment(ctx, int64(t)) }

var weekdays = [...]say.Text{say.Text("星期日"), say.Text("星期一"), say.Text("星期二"), say.Text("星期三"), say.Text("星期四"), say.Text("星期五"), say.Text("星期六")}

// left says how much is left of a clock, or how much too late it is.
func left(ctx context.Context, r *procedure.Running, k civil.Reckoning) string {
	unit := r.Clock.Limit.Unit
	if unit == civil.Months {
		unit = civil.Days
	}
	switch {
	case r.Clock.End != 0:
		return say.T(ctx, "用了 %s", amount(k.Used, unit))
	case k.Late:
		return say.T(ctx, "已过 %s", amount(-k.Left, unit))
	case k.Left == 0 && unit.InDays():
		return say.T(ctx, "今天到期")
	}
	return say.T(ctx, "还剩 %s", amount(k.Left, unit))
}

func amount(n int, u civil.Unit) string { return civil.Limit{N: n, Unit: u}.String() }

// Proof is every day of a clock, as the calendar shows it, and the sum beside it.
func Proof(ctx context.Context, c desk.ShownCase, r *procedure.Running) part.Reckoning {
	_, k := r.Signal(c.Calendar, c.Now)
	var out part.Reckoning
	if r.Clock.Limit.Unit.InDays() {
		for _, d := range r.Days(c.Calendar, c.Now) {
			x := part.Day{On: d.Date, Ordinal: d.N, Today: d.Today, MakeUp: d.Kind == civil.MakeUp || d.Kind == civil.LocalWork}
			switch d.Role {
			case civil.Before:
				x.Kind, x.Word = part.Starting, say.T(ctx, "起算")
			case civil.Counted:
				x.Kind = part.Counted
			case civil.Coming:
				x.Kind = part.Awaited
			case civil.Halted:
				x.Kind = part.Halted
			case civil.Rest:
				x.Kind = part.Rest
				if d.Kind == civil.Holiday || d.Kind == civil.LocalRest {
					x.Kind = part.Holiday
				}
			}
			if d.Due {
				x.Kind = part.Due
			}
			out.Days = append(out.Days, x)
		}
	}
	start := moment(ctx, r.Clock.Start)
	ground := r.Row.Basis.Title + r.Row.Basis.Article
	if r.Row.Basis.Unverified {
		ground += say.T(ctx, "（取值待核）")
	}
	out.Sum = append(out.Sum, part.SumRow{What: say.T(ctx, "起算"), Ground: say.T(ctx, "当日不算，次日起"), Value: start})
	if !r.Clock.Limit.Unit.InDays() {
		out.Sum[0].Ground = ""
	}
	out.Sum = append(out.Sum, part.SumRow{What: say.T(ctx, "期限"), Ground: ground, Value: r.Row.Limit.String()})
	if r.Added > 0 {
		out.Sum = append(out.Sum, part.SumRow{What: say.T(ctx, "延长"), Value: "+" + amount(r.Added, r.Clock.Limit.Unit)})
	}
	for _, s := range r.Clock.Stops {
		until := say.T(ctx, "还停着")
		if s.Until != 0 {
			until = say.T(ctx, "到 %s", moment(ctx, s.Until))
		}
		out.Sum = append(out.Sum, part.SumRow{What: say.T(ctx, "停：%s", s.Why), Ground: moment(ctx, s.From) + " " + until, Value: say.T(ctx, "不计")})
	}
	if k.Estimated {
		out.Sum = append(out.Sum, part.SumRow{What: say.T(ctx, "预估"), Ground: say.T(ctx, "经过的年份还没有放假通知，按周末和固定节日推算"), Value: ""})
	}
	value := due(ctx, r, k)
	if r.Clock.Limit.Unit.InDays() {
		value += " " + say.T(ctx, weekdays[k.DueOn.Weekday()])
	}
	out.Sum = append(out.Sum, part.SumRow{What: say.T(ctx, "到期"), Value: value, Total: true})
	return out
}
