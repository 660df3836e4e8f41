package desk_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	ical "github.com/arran4/golang-ical"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/burden"
	notices "duban/internal/kernel/notice"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/webhook"
	"duban/internal/store"
	"duban/internal/store/storetest"
	"duban/internal/web/courier"
)

// on lets the clock stand at the morning of a day.
func (o *office) on(day civil.Date) { o.at(day.Year, int(day.Month), day.Day) }

// seatedToo lets somebody hold a second post.
func (o *office) seatedToo(person, post, unit string, role staff.Role) {
	o.t.Helper()
	ctx, system, security := o.t.Context(), o.actor("xitong", password), o.actor("anquan", password)
	err := o.SetPost(ctx, system, desk.Call{}, staff.Post{Code: post, Unit: unit, Name: "岗位", Proposed: role})
	if err == nil {
		err = o.EmpowerPost(ctx, security, desk.Call{}, post)
	}
	var holding string
	if err == nil {
		holding, err = o.ProposeHolding(ctx, system, desk.Call{}, staff.Holding{Person: person, Post: post})
	}
	if err == nil {
		err = o.ConfirmHolding(ctx, security, desk.Call{}, holding)
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

func beds(o *office, days int64, units ...string) desk.AskRequest {
	return desk.AskRequest{Title: "各单位独居老人人数", Why: "编制养老服务规划", Sort: burden.Number, Measure: "人", DueOn: civil.OfDays(today(o).Days() + days), Units: units}
}

func TestUnitsAreToldOfADataRequestAndWhoAskedOnceAllHaveAnswered(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, who := governed(t, e)
		ctx := t.Context()
		k, err := o.AskForData(ctx, who["mayor"], desk.Call{ActID: "ask"}, beds(o, 10, "housing", "finance"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.AskForData(ctx, who["mayor"], desk.Call{ActID: "ask"}, beds(o, 10, "housing", "finance")); err != nil {
			t.Error("the same act twice", err)
		}
		for _, login := range []string{"clerk", "chief", "purse"} {
			n := letters(t, o, who[login])
			if len(n) != 1 || n[0].Rule != "request-asked" || n[0].Path() != "/requests/"+k.ID || n[0].Kind != notices.Waiting || n[0].Item().DueOn != civil.OfDays(today(o).Days()+10) || !strings.Contains(n[0].Words, "独居老人人数") || !strings.Contains(n[0].Words, k.Number) {
				t.Errorf("%s is told %+v", login, n)
			}
		}
		if _, err := o.AnswerRequest(ctx, who["clerk"], desk.Call{}, k.ID, burden.Answer{Value: "312"}); err != nil {
			t.Fatal(err)
		}
		if got := unread(t, o, who["mayor"]); got != "" {
			t.Errorf("one of two units answered, and who asked is told %q", got)
		}
		if _, err := o.AnswerRequest(ctx, who["purse"], desk.Call{}, k.ID, burden.Answer{Value: "8"}); err != nil {
			t.Fatal(err)
		}
		n := letters(t, o, who["mayor"])
		if len(n) != 1 || n[0].Rule != "request-answered" || n[0].Path() != "/requests/"+k.ID || n[0].Kind != notices.Inform || !strings.Contains(n[0].Words, "2 家") {
			t.Errorf("who asked is told %+v", n)
		}
		for _, other := range []staff.Actor{by, who["deputy"]} {
			if got := unread(t, o, other); got != "" {
				t.Errorf("%s, who did not ask, is told %q", other.Name, got)
			}
		}
		o.intact()
	})
}

func TestUnitsAreToldThatADataRequestIsNotWantedAnyMore(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, who := governed(t, e)
		ctx := t.Context()
		base := o
		o = o.again(func(m *desk.Means) { m.Courier, m.Origin = courier.New("1"), "https://duban.example.gov.cn" })
		g := chat(t, base, webhook.WeCom, "")
		robot := desk.SetRobot{Unit: "finance", Label: "财政局工作群", Format: webhook.WeCom, Address: g.URL + "/send?key=robot-key-9876", Networks: []string{"127.0.0.1"}}
		if _, err := o.SetRobot(ctx, o.actor("anquan", password), desk.Call{}, robot); err != nil {
			t.Fatal(err)
		}
		k, err := o.AskForData(ctx, by, desk.Call{}, beds(o, 10, "housing", "finance"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.AnswerRequest(ctx, who["clerk"], desk.Call{}, k.ID, burden.Answer{Value: "312"}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.StopRequest(ctx, by, desk.Call{}, k.ID, "民政台账里找到了"); err != nil {
			t.Fatal(err)
		}
		for _, login := range []string{"clerk", "purse"} {
			if n := letters(t, o, who[login]); len(n) != 2 || n[0].Rule != "request-stopped" || n[0].Kind != notices.Inform || !strings.HasSuffix(n[0].Words, "民政台账里找到了") {
				t.Errorf("%s is told %+v", login, n)
			}
		}
		for range 2 {
			if _, err := o.SendRobots(ctx); err != nil {
				t.Fatal(err)
			}
			base.minutes(1)
		}
		heard := strings.Join(g.texts(), "\n")
		if !strings.Contains(heard, "请你单位报：“各单位独居老人人数”") || !strings.Contains(heard, "没有报的不用再报") || !strings.Contains(heard, "https://duban.example.gov.cn/requests/"+k.ID) || strings.Contains(heard, "民政台账") {
			t.Errorf("the group heard %q", heard)
		}
		base.on(civil.OfDays(today(o).Days() + 11))
		if _, err := o.WatchTasks(ctx); err != nil {
			t.Fatal(err)
		}
		if got := unread(t, o, who["purse"]); got != "request-stopped request-asked" {
			t.Errorf("a request that is not wanted is overdue: %q", got)
		}
		o.intact()
	})
}

func TestAUnitThatHasNotAnsweredIsToldTheDayBeforeAndOnceWhenItIsOverdue(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, who := governed(t, e)
		ctx := t.Context()
		in := beds(o, 10, "housing", "finance")
		k, err := o.AskForData(ctx, by, desk.Call{}, in)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.AnswerRequest(ctx, who["clerk"], desk.Call{}, k.ID, burden.Answer{Value: "312"}); err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			day  int64 // before (-) or after its day
			want string
		}{
			{-2, "request-asked"},
			{-1, "request-near request-asked"},
			{0, "request-near request-asked"},
			{1, "request-overdue request-near request-asked"},
			{2, "request-overdue request-near request-asked"},
		} {
			o.on(civil.OfDays(in.DueOn.Days() + step.day))
			if n, err := o.WatchTasks(ctx); n != 1 || err != nil {
				t.Fatal(n, err)
			}
			if n, err := o.again(func(m *desk.Means) { m.Holder = "other" }).WatchTasks(ctx); n != 0 || err != nil {
				t.Errorf("looked twice in a day: %d, %v", n, err)
			}
			if got := unread(t, o, who["purse"]); got != step.want {
				t.Errorf("%+d days: the unit is told %q, want %q", step.day, got, step.want)
			}
			if got := unread(t, o, who["chief"]); got != "request-asked" {
				t.Errorf("%+d days: who has answered is told %q", step.day, got)
			}
		}
		n := letters(t, o, who["purse"])
		if n[0].Kind != notices.Overdue || !n[0].Urgent || n[1].Kind != notices.Due || n[1].Urgent {
			t.Errorf("%+v", n)
		}
		o.intact()
	})
}

func TestADataRequestThatADayWithoutTheProgramPassedIsToldOfAsOverdueAlone(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, who := governed(t, e)
		ctx := t.Context()
		in := beds(o, 5, "finance")
		if _, err := o.AskForData(ctx, by, desk.Call{}, in); err != nil {
			t.Fatal(err)
		}
		for _, day := range []int64{-3, 4} {
			o.on(civil.OfDays(in.DueOn.Days() + day))
			if _, err := o.WatchTasks(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if got := unread(t, o, who["purse"]); got != "request-overdue request-asked" {
			t.Errorf("%q", got)
		}
		o.intact()
	})
}

func TestWhoSitsInTwoUnitsIsToldOfADataRequestForEach(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, who := governed(t, e)
		ctx := t.Context()
		o.seatedToo(who["purse"].Person, "housing-second", "housing", staff.Head)
		if _, err := o.AskForData(ctx, by, desk.Call{}, beds(o, 10, "housing", "finance")); err != nil {
			t.Fatal(err)
		}
		if got := unread(t, o, who["purse"]); got != "request-asked request-asked" {
			t.Errorf("%q", got)
		}
		o.intact()
	})
}

func TestTheDaysOfDataRequestsStandInTheCalendarsOfWhoAsksAndWhoIsAsked(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _, who := governed(t, e)
		ctx := t.Context()
		asker, asked, other := sits(t, o, "shuzhang", "gov", staff.Leader), sits(t, o, "juzhang", "housing", staff.Head), sits(t, o, "caizheng", "finance", staff.Head)
		in := beds(o, 10, "housing")
		k, err := o.AskForData(ctx, asker, desk.Call{}, in)
		if err != nil {
			t.Fatal(err)
		}
		addresses := map[string]string{}
		days := func(by staff.Actor) map[string]string {
			t.Helper()
			if addresses[by.Name] == "" {
				f, err := o.IssueFeed(ctx, by, desk.Call{})
				if err != nil {
					t.Fatal(err)
				}
				addresses[by.Name] = f.Secret
			}
			text, err := o.Feed(ctx, addresses[by.Name])
			if err != nil {
				t.Fatal(err)
			}
			cal, err := ical.ParseCalendar(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			all := map[string]string{}
			for _, x := range cal.Events() {
				on, err := x.GetAllDayStartAt()
				if err != nil {
					t.Fatal(err)
				}
				all[x.Id()] = on.Format(time.DateOnly) + " " + x.GetProperty(ical.ComponentPropertySummary).Value
			}
			return all
		}
		id := "request-" + k.ID + "@" + city + ".duban"
		if got := days(asked)[id]; got != in.DueOn.String()+" 报数截止："+in.Title {
			t.Errorf("who is asked: %q", got)
		}
		if got := days(asker)[id]; got != in.DueOn.String()+" 要的数到期："+in.Title {
			t.Errorf("who asks: %q", got)
		}
		if got := days(other)[id]; got != "" {
			t.Errorf("another unit: %q", got)
		}
		if _, err := o.AnswerRequest(ctx, who["clerk"], desk.Call{}, k.ID, burden.Answer{Value: "312"}); err != nil {
			t.Fatal(err)
		}
		if got := days(asked)[id] + days(asker)[id]; got != "" {
			t.Errorf("it was answered: %q", got)
		}
	})
}
