package democity

import (
	"fmt"
	"math/rand/v2"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/poll"
)

// instructions are what the mayor tells units in the year, on a day of it.
var instructions = []struct {
	month, day int
	unit       string
	words      string
}{
	{4, 8, "housing", "请市住建局把老旧小区改造的群众意见逐条梳理，5月20日前报整改方案。"},
	{6, 16, "education", "请市教育局对新建幼儿园的建设进度逐个过一遍，7月10日前报我。"},
	{9, 3, "transport", "请市交通运输局牵头，10月底前完成农村公路临水临崖路段的安全防护。"},
}

// voters is how many answer the poll on a day of it.
const voters = 9

// voices is a day of those who speak up: the office keeps what the mayor instructs,
// the public is asked about the livelihood promises in October.
func (y *year) voices(on civil.Date, plans int) error {
	for _, x := range instructions {
		if on.Year != plans || on.Month != x.month || on.Day != x.day || !y.can(x.unit) {
			continue
		}
		k, err := y.w.AddDirective(y.ctx, y.office, desk.Call{}, desk.GiveDirective{Seat: y.chief.Post, On: on, Words: x.words, Lead: x.unit})
		if err != nil {
			return err
		}
		shown, err := y.w.ShowTask(y.ctx, y.office, k.Task)
		if err != nil {
			return err
		}
		d := newDuty(9000+len(y.tasks), k.Task, shown.Terms)
		d.issued = on
		y.tasks = append(y.tasks, d)
	}
	if on.Year != plans {
		return nil
	}
	switch {
	case on.Month == 10 && on.Day == 15:
		p, err := y.w.OpenPoll(y.ctx, y.office, desk.Call{}, desk.OpenPoll{OpensOn: on, ClosesOn: civil.Date{Year: plans, Month: 10, Day: 31}})
		y.poll = p
		return err
	case on.Month == 10 && on.Day > 15 && y.poll.ID != "":
		return y.votes(on, plans)
	case on.Month == 11 && on.Day == 2 && y.poll.ID != "":
		_, err := y.w.ClosePoll(y.ctx, y.office, desk.Call{Version: y.poll.Version}, y.poll.ID, "")
		if err == nil {
			_, err = y.w.PublishSnapshot(y.ctx, y.office, desk.Call{}, desk.PublishSnapshot{Year: plans, Seen: true})
		}
		return err
	}
	return nil
}

// votes has a few of the public answer: most are satisfied, with what they use daily.
func (y *year) votes(on civil.Date, plans int) error {
	division := y.office.Division
	v, err := y.w.Voices(y.ctx, division, plans, "")
	if err != nil || !v.Running {
		return err
	}
	for i := range voters {
		r := rand.New(rand.NewPCG(429099, uint64(on.Days())*100+uint64(i)))
		in := desk.Vote{Division: division, Year: plans, Browser: fmt.Sprintf("demo-%04d%02d%02d-%04d-aaaaaaaaaaaaaaaa", on.Year, on.Month, on.Day, i), Answers: map[string]poll.Answer{}}
		for _, item := range v.Items {
			switch n := r.IntN(100); {
			case n < 62:
				in.Answers[item.Number] = poll.Satisfied
			case n < 84:
				in.Answers[item.Number] = poll.Fair
			case n < 92:
				in.Answers[item.Number] = poll.Dissatisfied
			}
		}
		if len(in.Answers) == 0 {
			continue
		}
		if _, err := y.w.Vote(y.ctx, in); err != nil {
			return err
		}
	}
	return nil
}
