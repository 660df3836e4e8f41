package procedure

import (
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// promises are the pairs of clocks that run over the same work, one for the
// promise and one for the law: they share what starts and what ends them.
func (p *Procedure) promises(each func(promised, legal *ClockRule)) {
	share := func(a, b []string) bool {
		return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
	}
	for _, x := range p.Clocks {
		for _, y := range p.Clocks {
			if x.Level == Promised && y.Level == Legal && x.Branch == y.Branch && share(x.Starts, y.Starts) && share(x.Ends, y.Ends) {
				each(x, y)
			}
		}
	}
}

// on is the row that applies on a day where a condition holds, nil for none.
// Conditions are told apart by their words.
func (l *LimitTable) on(day civil.Date, when string) *LimitRow {
	for i, row := range l.Rows {
		if inForce(day, row.From, row.Until) && (row.When == nil || row.When.Text == when) {
			return &l.Rows[i]
		}
	}
	return nil
}

// checkPromises holds that what is promised is never longer than the law's
// limit, on any day from which a row is in force and under each condition.
func (r *reader) checkPromises(p *Procedure) {
	p.promises(func(x, y *ClockRule) {
		days, conditions := []civil.Date{}, []string{""}
		for _, row := range append(slices.Clone(x.Limit.Rows), y.Limit.Rows...) {
			days = append(days, row.From)
			if row.When != nil {
				conditions = append(conditions, row.When.Text)
			}
		}
		told := map[place]bool{}
		for _, day := range days {
			for _, when := range conditions {
				a, b := x.Limit.on(day, when), y.Limit.on(day, when)
				if a == nil || b == nil || a.Of != "" || b.Of != "" || told[a.at] || !exceeds(a.Limit, b.Limit) {
					continue
				}
				told[a.at] = true
				r.wrong(a.at, "“%s”承诺 %s，不能长于“%s”法定的 %s", x.Title, a.Limit, y.Title, b.Limit)
			}
		}
	})
}

// overpromised refuses an act whose form promises more time than the law gives,
// whenever both begin: three workdays may outlast seven days at a holiday only.
func (c *Case) overpromised(d Deed) (err error) {
	c.Procedure.promises(func(x, y *ClockRule) {
		env := c.values(nil)
		for k, v := range d.Data {
			env[k] = v
		}
		for _, a := range x.Limit.Rows {
			for _, b := range y.Limit.Rows {
				_, promises := d.Data[a.Of]
				_, tells := d.Data[b.Of]
				if err != nil || a.Of == "" || b.Of == "" || !promises && !tells {
					continue
				}
				if p, l := a.says(env), b.says(env); p.Unit != 0 && l.Unit != 0 && exceeds(p, l) && !exceeds(l, p) {
					err = fault.New(fault.Invalid, "“"+a.Of+"”是 "+p.String()+"，不能长于“"+b.Of+"”的 "+l.String()+"。", "承诺只能比法定的短，请核对。").At(a.Of)
				}
			}
		}
	})
	return err
}

// inForce says that a dated row holds on a day: from its own on, until before another.
func inForce(day, from, until civil.Date) bool {
	return !day.Before(from) && (until.Zero() || day.Before(until))
}
