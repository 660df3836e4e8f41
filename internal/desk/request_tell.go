package desk

import (
	"fmt"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/notice"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// What is told of data requests.
const (
	requestAsked    = "request-asked"    // the units asked
	requestStopped  = "request-stopped"  // they, whether they have answered or not
	requestNear     = "request-near"     // those that have not, a day before it is due
	requestOverdue  = "request-overdue"  // they, once its day has passed
	requestAnswered = "request-answered" // who asked, once all have
)

// requestNearDays is how many days before its day units are told that they have
// not answered: a request asks for one thing, a task for the work of weeks.
const requestNearDays = 1

// telling is what is told of a data request.
type telling struct {
	rule   string
	kind   notice.Kind
	urgent bool
	words  string
	reason string // for people; groups are not told it
}

func (d *deed) requestAsks(r store.RequestRow) (telling, error) {
	units, err := unitsOf(d.tx, d.by.Division)
	asker := units[r.Office]
	return telling{rule: requestAsked, kind: notice.Waiting, words: fmt.Sprintf("%s请你单位报：“%s”（%s），%s前报。", asker.Called(), r.Title, r.Number, shortDay(r.DueOn))}, err
}

// tellAsked tells heads and clerks of units that a data request asks.
func (d *deed) tellAsked(r store.RequestRow, x telling, units []string) error {
	all := map[string]bool{}
	for _, u := range units {
		all[u] = true
		list, err := d.tx.Listeners(d.by.Division, u, dayOf(d.now))
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(l store.Listener) bool { return l.Role != staff.Head && l.Role != staff.Clerk })
		if err := d.tellOfRequest(r, x, u, list); err != nil {
			return err
		}
	}
	return d.announce(all, requestNotice(r, x).Item(), "request/"+r.ID+"\x00"+x.rule, x.urgent)
}

// tellAsker tells who asked; where he has left the post, those of his unit who
// may ask in his stead.
func (d *deed) tellAsker(r store.RequestRow, x telling) error {
	list, err := d.tx.Listeners(d.by.Division, r.Office, dayOf(d.now))
	if err != nil {
		return err
	}
	there := slices.ContainsFunc(list, func(l store.Listener) bool { return l.Person == r.Person && l.Post == r.Post })
	list = slices.DeleteFunc(list, func(l store.Listener) bool {
		if there {
			return l.Person != r.Person || l.Post != r.Post
		}
		return l.Role != staff.Head && l.Role != staff.Supervisor && l.Role != staff.Leader
	})
	if err := d.tellOfRequest(r, x, r.Office, list); err != nil {
		return err
	}
	return d.announce(map[string]bool{r.Office: true}, requestNotice(r, x).Item(), "request/"+r.ID+"\x00"+x.rule, x.urgent)
}

func (d *deed) tellOfRequest(r store.RequestRow, x telling, unit string, list []store.Listener) error {
	row := requestNotice(r, x)
	row.ToldAt = d.now
	if x.reason != "" {
		row.Words += " " + x.reason
	}
	told := map[string]bool{d.by.Person: true}
	for _, l := range list {
		if told[l.Person] || len(told) > mostTold {
			continue
		}
		told[l.Person] = true
		// who sits in two of the units is told for each
		row.ID, row.Person, row.Post = taskNoticeID("request/"+r.ID+"\x00"+x.rule+"\x00"+unit, l.Person), l.Person, l.Post
		if err := d.keepNotice(row, l); err != nil {
			return err
		}
	}
	return nil
}

func requestNotice(r store.RequestRow, x telling) store.Notice {
	n := store.Notice{Division: r.Division, Rule: x.rule, Source: store.OfRequest(r.ID), Words: x.words, Kind: x.kind, Urgent: x.urgent}
	if x.kind != notice.Inform {
		n.DueOn = r.DueOn.Days()
	}
	return n
}

// tellOwed tells units of the data requests that they have not answered: of
// those whose day is near, and of those whose day has passed, since the day on
// which was last looked. It says how many requests it told of.
func (d *deed) tellOwed(last, today civil.Date) (int, error) {
	owed, err := d.tx.OwedReplies(d.by.Division, last, civil.OfDays(today.Days()+requestNearDays))
	if err != nil {
		return 0, err
	}
	type silence struct {
		request store.RequestRow
		telling telling
		units   []string
	}
	var all []silence
	for _, o := range owed {
		x, there := requestBrings(o.RequestRow, last, today)
		if !there {
			continue
		}
		i := slices.IndexFunc(all, func(s silence) bool { return s.request.ID == o.ID })
		if i < 0 {
			i = len(all)
			all = append(all, silence{request: o.RequestRow, telling: x})
		}
		all[i].units = append(all[i].units, o.Unit)
	}
	for _, s := range all {
		if err := d.tellAsked(s.request, s.telling, s.units); err != nil {
			return 0, err
		}
	}
	return len(all), nil
}

// requestBrings is what a day brings for a unit that has not answered a data request.
func requestBrings(r store.RequestRow, last, today civil.Date) (telling, bool) {
	passed := func(day int64) bool { return last.Days() < day && day <= today.Days() }
	due := r.DueOn.Days()
	switch {
	case passed(due + 1):
		return telling{rule: requestOverdue, kind: notice.Overdue, urgent: true, words: fmt.Sprintf("报数已过期，你单位还没有报：“%s”（%s），应在 %s前报。", r.Title, r.Number, shortDay(r.DueOn))}, true
	case passed(due-requestNearDays) && today.Days() <= due && r.AskedOn.Before(today): // what was asked today was told today
		return telling{rule: requestNear, kind: notice.Due, words: fmt.Sprintf("报数快到期，你单位还没有报：“%s”（%s），%s前报。", r.Title, r.Number, shortDay(r.DueOn))}, true
	}
	return telling{}, false
}
