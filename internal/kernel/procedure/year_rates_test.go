package procedure_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
)

// written is what happened to a whistle, as somebody would have written it down:
// the rates are counted from it a second time, without clocks or fold.
type written struct {
	id, urgency          string
	opened               civil.Instant
	calls                map[string]*toldCall
	calledBack           civil.Instant
	reached, solved, say string
	ruledOut, putBack    civil.Instant
}

type toldCall struct{ at, met, back civil.Instant } // called; answered or came; given back

// yearly plays one whistle through the engine, act by act, and writes it down.
type yearly struct {
	t      *testing.T
	r      *rand.Rand
	p      *procedure.Procedure
	at     civil.Instant
	events []procedure.Event
	c      *procedure.Case
	told   written
}

const minute = 60_000_000

func whoOf(person, role, unit string) procedure.Who {
	return procedure.Who{Person: person, Role: role, Unit: unit, Units: []string{unit}}
}

var (
	streetClerk = whoOf("grid", "clerk", "street")
	streetHead  = whoOf("street", "head", "street")
	firstSup    = whoOf("first", "supervisor", "office")
	secondSup   = whoOf("second", "supervisor", "office")
	cityLeader  = whoOf("leader", "leader", "government")
)

// pass lets between so many and so many minutes pass, and half of one: no act
// falls on the moment that something is due.
func (y *yearly) pass(least, most int) civil.Instant {
	y.at += civil.Instant(least+y.r.IntN(most-least+1)) * minute
	return y.at + minute/2
}

func (y *yearly) keep(e procedure.Event, err error) {
	y.t.Helper()
	if err != nil {
		y.t.Fatalf("%s at %s: %v", y.told.id, y.at, err)
	}
	e.Seq, e.RecordedAt = len(y.events)+1, e.HappenedAt
	y.events = append(y.events, e)
	if y.c, err = procedure.Fold(y.p, y.events); err != nil {
		y.t.Fatal(err)
	}
}

func (y *yearly) do(who procedure.Who, act, branch string, data map[string]any) {
	y.t.Helper()
	e, err := y.c.Do(who, procedure.Deed{Act: act, Branch: branch, Data: data, Reason: "有理由", At: y.pass(0, 0)})
	y.keep(e, err)
}

func (y *yearly) answer(who procedure.Who, agree bool) {
	y.t.Helper()
	e, err := y.c.Answer(who, y.c.Requests[0].Event.Seq, agree, "看过了", y.pass(0, 0))
	y.keep(e, err)
}

// call has the street whistle by an act, and each branch that it opens do its part;
// false where one never answers.
func (y *yearly) call(act string, units ...any) bool {
	before := len(y.c.Branches)
	y.do(streetHead, act, "", map[string]any{"应哨单位": units})
	all := true
	var given bool
	for _, b := range y.c.Branches[before:] {
		k := &toldCall{at: y.events[len(y.events)-1].HappenedAt}
		y.told.calls[b.Key] = k
	}
	for _, b := range slices.Clone(y.c.Branches[before:]) {
		k, clerk, head := y.told.calls[b.Key], whoOf(b.Unit+" clerk", "clerk", b.Unit), whoOf(b.Unit+" head", "head", b.Unit)
		switch n := y.r.IntN(100); {
		case n < 3:
			all = false
			continue
		case n < 12:
			y.pass(2, 200)
			y.do(head, "agree-return", b.Key, nil)
			y.pass(5, 400)
			y.answer(streetHead, true)
			k.back, given = y.events[len(y.events)-1].HappenedAt, true
			continue
		case n < 25: // comes without a word before
			y.pass(5, map[bool]int{true: 14, false: 900}[y.told.urgency == "应急"])
			y.do(clerk, "arrive", b.Key, map[string]any{"到场人": "两人"})
			k.met = y.events[len(y.events)-1].HappenedAt
		default:
			y.pass(1, map[bool]int{true: 12, false: 900}[y.told.urgency == "应急"])
			y.do(clerk, "answer", b.Key, nil)
			k.met = y.events[len(y.events)-1].HappenedAt
		}
		if y.r.IntN(10) == 0 {
			y.pass(10, 100)
			y.do(head, "stop", b.Key, nil)
			y.pass(10, 100)
			y.answer(streetHead, true)
			y.pass(1000, 9000)
			y.do(clerk, "go-on", b.Key, nil)
		}
		y.pass(60, 6000)
		y.do(clerk, "finish", b.Key, map[string]any{"处置情况": "办好了"})
	}
	if given && all && y.c.Stage.ID == "called" { // all of them gave it back
		y.pass(10, 600)
		return y.call("call-again", "police")
	}
	return all
}

// rule has somebody rule the whistle out of the rates, and somebody else object.
func (y *yearly) ruleOut(cal *civil.Calendar) {
	asks := streetHead
	if len(y.c.Branches) > 0 && y.r.IntN(2) == 0 {
		asks = whoOf("a unit's head", "head", y.c.Branches[0].Unit)
	}
	y.pass(60, 20_000)
	y.do(asks, "exclude", "", map[string]any{"剔除事由": []string{"无理诉求", "法定途径", "不可抗力"}[y.r.IntN(3)]})
	y.pass(10, 2000)
	if y.r.IntN(4) == 0 {
		y.answer(firstSup, false)
		return
	}
	y.answer(firstSup, true)
	y.told.ruledOut = y.events[len(y.events)-1].HappenedAt
	if y.r.IntN(2) == 0 {
		for _, e := range y.c.Fall(cal, y.at+30*civil.Day) {
			y.keep(e, nil)
		}
		if y.c.Open() {
			y.t.Fatal("what nobody objected to stands by itself")
		}
		return
	}
	y.pass(5, 1400)
	y.do(streetHead, "appeal", "", map[string]any{"异议理由": "诉求合理"})
	y.pass(500, 20_000)
	decides, decision := secondSup, []string{"维持剔除", "撤销剔除"}[y.r.IntN(2)]
	if y.r.IntN(2) == 0 {
		decides = cityLeader
	}
	y.do(decides, "decide-appeal", "", map[string]any{"异议决定": decision, "决定理由": "查过"})
	if decision == "撤销剔除" {
		y.told.putBack = y.events[len(y.events)-1].HappenedAt
	}
}

func (y *yearly) live(cal *civil.Calendar) {
	own := y.r.IntN(6) == 0
	e, err := y.p.Start(streetClerk, procedure.Deed{Act: "report", At: y.pass(0, 0), Data: map[string]any{"事由": "一件事", "类别": "其他", "位置": "老街", "急缓": y.told.urgency, "街道能办": map[bool]string{true: "办得了", false: "办不了"}[own]}})
	y.keep(e, err)
	y.told.opened = e.HappenedAt
	y.pass(1, 60)
	switch n := y.r.IntN(40); {
	case n == 0:
		y.do(streetHead, "drop", "", nil)
		return
	case n == 1:
		y.do(streetClerk, "merge", "", map[string]any{"并入编号": "哨20210101-0001"})
		return
	case own:
		y.do(streetHead, "take-over", "", nil)
		y.pass(60, 3000)
		y.do(streetHead, "own-done", "", map[string]any{"自办结果": "清了"})
	default:
		if !y.call("call", []any{"housing", "ecology"}[:1+y.r.IntN(2)]...) {
			return
		}
		if y.pass(60, 2000); y.r.IntN(12) == 0 {
			if !y.call("redo", "housing") {
				return
			}
			y.pass(60, 2000)
		}
		y.do(streetHead, "judge", "", map[string]any{"部门评价": "满意"})
	}
	y.pass(60, 4000)
	y.told.reached, y.told.solved, y.told.say = "是", []string{"已解决", "已解决", "部分解决", "未解决"}[y.r.IntN(4)], []string{"满意", "满意", "基本满意", "不满意", "未评价"}[y.r.IntN(5)]
	if y.r.IntN(8) == 0 {
		y.told.reached, y.told.solved, y.told.say = "否", "不适用", "未评价"
	}
	y.do(streetHead, "call-back", "", map[string]any{"联系上": y.told.reached, "解决": y.told.solved, "评价": y.told.say})
	y.told.calledBack = y.events[len(y.events)-1].HappenedAt
	if y.r.IntN(8) == 0 {
		y.ruleOut(cal)
	}
}

// mayAnswerUntil walks from a call to the end of its limit, minute by minute
// or day by day.
func mayAnswerUntil(cal *civil.Calendar, urgency string, called civil.Instant) civil.Instant {
	works := func(at civil.Instant) bool { return cal.Kind(at.Date()).Works() }
	switch urgency {
	case "应急":
		return called + 10*minute
	case "攻坚": // the end of the next workday
		d := called.Date().Days() + 1
		for !cal.Kind(civil.OfDays(d)).Works() {
			d++
		}
		return civil.OfDays(d+1).At(0, 0)
	}
	at := called
	for left := 4 * 60; left > 0; at += minute {
		if _, h, m := clockOf(at); works(at) && (h*60+m >= 8*60+30 && h < 12 || h >= 14 && h*60+m < 17*60+30) {
			left--
		}
	}
	return at
}

func clockOf(at civil.Instant) (civil.Date, int, int) {
	day := at.Date()
	m := int((at - day.At(0, 0)) / minute)
	return day, m / 60, m % 60
}

// counted are the three rates of what was written down by a moment.
func counted(cal *civil.Calendar, list []written, by civil.Instant) map[string][2][]string {
	rates := map[string][2][]string{}
	count := func(rate, name string, holds bool) {
		x := rates[rate]
		if x[1] = append(x[1], name); holds {
			x[0] = append(x[0], name)
		}
		rates[rate] = x
	}
	happened := func(at civil.Instant) bool { return at != 0 && at <= by }
	for _, x := range list {
		if happened(x.ruledOut) && !happened(x.putBack) {
			continue
		}
		for key, k := range x.calls {
			if !happened(k.at) || happened(k.back) {
				continue
			}
			until := mayAnswerUntil(cal, x.urgency, k.at)
			if happened(k.met) || by > until {
				count("response", x.id+"/"+key, happened(k.met) && k.met <= until)
			}
		}
		if !happened(x.calledBack) || x.reached != "是" {
			continue
		}
		if x.solved != "不适用" {
			count("solved", x.id, x.solved == "已解决")
		}
		if x.say != "未评价" {
			count("content", x.id, x.say != "不满意")
		}
	}
	return rates
}

// A year of whistles: response, solution and contentment are counted a second
// time from what happened alone, of each month as it stood on the tenth of the
// next, of each month as it stood when every objection was decided, and of the year.
func TestTheThreeRatesOfAYearOfWhistlesAreThoseOfWhatHappened(t *testing.T) {
	cal := calendar(t)
	p := declared(t, "whistle").Procedure("whistle")
	var all []*yearly
	for seed := range 800 {
		r := rand.New(rand.NewPCG(2021, uint64(seed)))
		y := &yearly{t: t, r: r, p: p, at: civil.Date{Year: 2021, Month: 1, Day: 1}.At(0, 0) + civil.Instant(r.IntN(365*24*60))*minute}
		y.told = written{id: strconv.Itoa(seed), urgency: []string{"日常", "日常", "日常", "应急", "攻坚"}[r.IntN(5)], calls: map[string]*toldCall{}}
		y.live(cal)
		all = append(all, y)
	}
	changed := 0
	hold := func(name string, by civil.Instant, of func(civil.Date) bool) map[string][2]int {
		var cases []*procedure.Case
		var list []written
		for _, y := range all {
			known := procedure.KnownAt(y.events, by)
			if !of(y.told.opened.Date()) || len(known) == 0 {
				continue
			}
			c, err := procedure.Fold(p, known)
			if err != nil {
				t.Fatal(err)
			}
			c.ID = y.told.id
			cases, list = append(cases, c), append(list, y.told)
		}
		want, sums := counted(cal, list, by), map[string][2]int{}
		for _, s := range procedure.Rated(p, cases, cal, by) {
			w, ok := want[s.Rate.ID]
			if !ok {
				continue
			}
			for i, pair := range [][2][]string{{s.Of, w[0]}, {s.Over, w[1]}} {
				got, should := slices.Sorted(slices.Values(pair[0])), slices.Sorted(slices.Values(pair[1]))
				if !slices.Equal(got, should) {
					t.Errorf("%s, %s: of %s the engine counts %d, what happened gives %d", name, s.Rate.ID, []string{"those that hold", "those that count"}[i], len(got), len(should))
				}
			}
			sums[s.Rate.ID] = [2]int{len(s.Of), len(s.Over)}
		}
		if len(sums) != 3 || sums["response"][1] < 30 || sums["response"][0] == sums["response"][1] || sums["solved"][0] == 0 || sums["content"][0] == sums["content"][1] {
			t.Errorf("%s shows nothing: %v", name, sums)
		}
		return sums
	}
	end := civil.Date{Year: 2022, Month: 6, Day: 1}.At(9, 0)
	for month := 1; month <= 12; month++ {
		in := func(d civil.Date) bool { return d.Year == 2021 && d.Month == month }
		tenth := civil.Date{Year: 2021 + month/12, Month: month%12 + 1, Day: 10}.At(0, 0)
		first, last := hold("the tenth after month "+strconv.Itoa(month), tenth, in), hold("month "+strconv.Itoa(month), end, in)
		if first["solved"] != last["solved"] {
			changed++
		}
	}
	hold("the year", end, func(d civil.Date) bool { return true })
	if changed == 0 {
		t.Error("no decision came after a month was first counted")
	}
	stood, back := 0, 0
	for _, y := range all {
		if y.told.ruledOut != 0 {
			stood++
		}
		if y.told.putBack != 0 {
			back++
		}
	}
	if stood < 30 || back < 10 {
		t.Errorf("%d were ruled out, of which %d were put back", stood, back)
	}
}
