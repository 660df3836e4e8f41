package procedure_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
)

// errands are the two versions of the test's mechanism, which know each other.
func errands(t testing.TB) (before, after *procedure.Procedure) {
	t.Helper()
	var both []*procedure.Mechanism
	for _, name := range []string{"mechanism.1.yaml", "mechanism.yaml"} {
		text, err := os.ReadFile("testdata/errand/" + name)
		if err != nil {
			t.Fatal(err)
		}
		m, err := procedure.Declare(name, text, nil)
		if err != nil {
			t.Fatal(err)
		}
		both = append(both, m)
	}
	if err := procedure.Succeed(both...); err != nil {
		t.Fatal(err)
	}
	return both[0].Procedures[0], both[1].Procedures[0]
}

// run is a case as a test does acts on it.
type run struct {
	t   testing.TB
	cal *civil.Calendar
	at  civil.Instant
	*procedure.Case
}

var (
	clerkA = procedure.Who{Person: "甲", Role: "clerk", Unit: "a", Units: []string{"a"}}
	headA  = procedure.Who{Person: "乙", Role: "head", Unit: "a", Units: []string{"a"}}
	clerkB = procedure.Who{Person: "丙", Role: "clerk", Unit: "b", Units: []string{"b"}}
	watch  = procedure.Who{Person: "督", Role: "supervisor", Unit: "s", Units: []string{"s"}}
)

func filed(t testing.TB, p *procedure.Procedure) *run {
	t.Helper()
	r := &run{t: t, cal: calendar(t), at: civil.Date{Year: 2021, Month: 3, Day: 1}.At(9, 0)}
	e, err := p.Start(clerkA, procedure.Deed{Act: "file", At: r.at, Data: map[string]any{"事由": "修路", "联系人": "老张"}})
	if err != nil {
		t.Fatal(err)
	}
	r.fold(p, []procedure.Event{e})
	return r
}

func (r *run) fold(p *procedure.Procedure, events []procedure.Event) {
	r.t.Helper()
	c, err := procedure.Fold(p, events)
	if err != nil {
		r.t.Fatal(err)
	}
	r.Case = c
}

func (r *run) add(e procedure.Event, err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
	e.RecordedAt = r.at
	r.fold(r.Procedure, append(slices.Clone(r.Events), e))
}

func (r *run) do(who procedure.Who, act, branch string, data map[string]any) {
	r.t.Helper()
	r.at += civil.Minute
	r.add(r.Do(who, procedure.Deed{Act: act, Branch: branch, Data: data, Reason: "试", At: r.at}))
}

func (r *run) migrate(to *procedure.Procedure) procedure.Event {
	r.t.Helper()
	r.at += civil.Minute
	e, err := r.Migrate(watch, to, "法改了", r.cal, r.at)
	r.add(e, err)
	return e
}

func (r *run) limits() string {
	var list []string
	for _, k := range r.Clocks {
		state := ""
		if k.Clock.End != 0 {
			state = " 止"
		}
		list = append(list, k.Rule.Title+k.Branch+" "+k.Clock.Limit.String()+state)
	}
	return strings.Join(list, "，")
}

func TestACaseGoesOverToANewerVersionWithAllThatItHas(t *testing.T) {
	before, after := errands(t)
	r := filed(t, before)
	r.do(clerkA, "look", "", nil)
	if got := r.limits(); got != "答复 10个工作日，法定 20个工作日，失效 30个工作日 止，核查 3个工作日" {
		t.Fatal(got)
	}
	since, started := r.Since, r.Clocks[0].Clock.Start
	e := r.migrate(after)
	if r.Procedure != after || r.Stage.ID != "review" || r.Stage != after.Stage("review") || r.Since != since {
		t.Errorf("it stands in %s since %s", r.Stage.ID, r.Since)
	}
	// the promise is shorter now, the law's time is kept, one clock is gone and one is new
	if got := r.limits(); got != "答复 5个工作日，法定 20个工作日，失效 30个工作日 止，核查 3个工作日 止，审查 2个工作日" {
		t.Error(got)
	}
	if r.Clocks[0].Clock.Start != started || !r.Clocks[3].Gone || r.Clocks[4].Clock.Start != r.at {
		t.Errorf("clocks started at %s and %s", r.Clocks[0].Clock.Start, r.Clocks[4].Clock.Start)
	}
	var said []string
	for _, m := range e.Moves() {
		said = append(said, m.Clock+" "+m.Before+"→"+m.After)
	}
	if got := strings.Join(said, "，"); got != "答复 2021-03-15→2021-03-08，核查 2021-03-04→，审查 →2021-03-03" {
		t.Error(got)
	}
	if r.Data["联系人"] != "老张" || len(r.NoticesOf(e.Seq)) != 1 {
		t.Errorf("it holds %v and tells %v", r.Data, r.NoticesOf(e.Seq))
	}
	// it goes on by the acts of the new version, and back to the stage before
	r.do(clerkA, "send", "", map[string]any{"承办单位": []any{"b"}})
	if got := r.limits(); !strings.HasSuffix(got, "审查 2个工作日 止，响应b 60分钟") {
		t.Error(got)
	}
	r.do(clerkA, "back", "", nil)
	if r.Stage.ID != "review" {
		t.Errorf("back leads to %s", r.Stage.ID)
	}
	// what happened before is told as it was then
	titles := ""
	for _, e := range r.Events {
		if a := r.ActOf(e); a != nil {
			titles += a.Title + " "
		}
	}
	if titles != "登记 核查 派单 退回上一步 " {
		t.Error(titles)
	}
	// a clock that the version does not have is not counted
	for _, g := range r.Gauges(r.cal, r.at) {
		if g.Of.ID == "check" && (g.Part != procedure.Out || g.Of.Kind != procedure.OfClock) {
			t.Errorf("%s: %s", g.Of, g.Part)
		}
		if g.Of.Kind == procedure.InStage && g.Of.ID == "checked" {
			t.Errorf("a stage that is gone is counted: %+v", g)
		}
	}
}

func TestBranchesStopsAndMoreTimeGoOverToo(t *testing.T) {
	before, after := errands(t)
	r := filed(t, before)
	r.do(clerkA, "look", "", nil)
	r.do(clerkA, "extend", "", map[string]any{"天数": json.Number("4")})
	if _, err := r.Migrate(watch, after, " ", r.cal, r.at); err == nil || !strings.Contains(err.Error(), "理由") {
		t.Errorf("without a reason: %v", err)
	}
	r.add(r.Answer(headA, 3, true, "", r.at))
	r.do(clerkA, "send", "", map[string]any{"承办单位": []any{"b", "c"}})
	r.do(clerkB, "say", "b", map[string]any{"结果说明": "好了"})
	r.do(clerkA, "pause", "", nil)
	r.migrate(after)
	if got := r.limits(); got != "答复 9个工作日，法定 20个工作日，失效 30个工作日 止，核查 3个工作日 止，响应b 30分钟 止，响应c 60分钟" {
		t.Error(got)
	}
	if b := r.Branch("b"); b.Stage != after.Stage("said") || r.Branch("c").Stage != after.Stage("got") || b.Data["结果说明"] != "好了" {
		t.Errorf("b stands in %v", b.Stage)
	}
	if s, _ := r.Clocks[0].Signal(r.cal, r.at); s != procedure.Halted {
		t.Errorf("the clock is %s", s)
	}
	r.do(clerkA, "resume", "", nil)
	if s, _ := r.Clocks[0].Signal(r.cal, r.at); s != procedure.OnTime {
		t.Errorf("the clock is %s", s)
	}
	r.do(clerkA, "close", "", nil)
	if r.Open() {
		t.Error("it is open")
	}
}

func TestAnAgreementThatWaitsGoesOverWhereItsActDoes(t *testing.T) {
	before, after := errands(t)
	r := filed(t, before)
	r.do(clerkA, "extend", "", map[string]any{"天数": json.Number("2")})
	r.migrate(after)
	r.add(r.Answer(headA, 2, true, "", r.at))
	if got := r.limits(); !strings.HasPrefix(got, "答复 7个工作日") {
		t.Error(got)
	}
	r = filed(t, before)
	r.do(clerkA, "waive", "", nil)
	x, err := r.Effect(after, r.cal, r.at)
	if err != nil || x.Refused == nil || !strings.Contains(x.Refused.Error(), "“免办”报了批还没有答复") || !slices.Contains(x.Touches, procedure.Touch{Of: procedure.TouchAsked, Name: "免办"}) {
		t.Errorf("%v, %v", x, err)
	}
	if _, err := r.Migrate(watch, after, "法改了", r.cal, r.at); err == nil {
		t.Error("it goes over all the same")
	}
	r.add(r.Answer(headA, 2, false, "要办", r.at))
	r.migrate(after)
}

func TestWhoIsNoLongerOpenOrAlreadyNewerStays(t *testing.T) {
	before, after := errands(t)
	r := filed(t, before)
	r.do(clerkA, "waive", "", nil)
	r.add(r.Answer(headA, 2, true, "", r.at))
	if _, err := r.Migrate(watch, after, "法改了", r.cal, r.at); err == nil || !strings.Contains(err.Error(), "已经办结，留在第 1 版") {
		t.Errorf("ended: %v", err)
	}
	r = filed(t, before)
	r.migrate(after)
	for _, to := range []*procedure.Procedure{after, before} {
		if _, err := r.Migrate(watch, to, "再来", r.cal, r.at); err == nil || !strings.Contains(err.Error(), "已经按第 2 版办") {
			t.Errorf("again: %v", err)
		}
	}
}

func TestWhatFallsDueByTheNewVersionFallsWhenTheCaseCameToIt(t *testing.T) {
	before, after := errands(t)
	r := filed(t, before)
	r.at += 21 * civil.Day // 15 workdays: 12 are over, 30 are not
	r.migrate(after)
	falls := r.Fall(r.cal, r.at)
	if len(falls) != 1 || falls[0].Act != "lapse" || falls[0].HappenedAt != r.at {
		t.Fatalf("%+v", falls)
	}
	r.add(falls[0], nil)
	if r.Stage != after.Stage("dropped") {
		t.Errorf("it stands in %s", r.Stage.ID)
	}
	late := filed(t, before)
	late.at += 60 * civil.Day
	if _, err := late.Migrate(watch, after, "法改了", late.cal, late.at); err == nil || !strings.Contains(err.Error(), "到期该由程序办的还没有办") {
		t.Errorf("what the program has still to do: %v", err)
	}
}

// What a case came to is the fold of its events, whatever was done when and
// however late it became known, with a migration among them.
func TestWhateverHappensAMigratedCaseIsWhatFollowsFromItsEvents(t *testing.T) {
	before, after := errands(t)
	for seed := range uint64(300) {
		x := rand.New(rand.NewPCG(seed, 21))
		r := filed(t, before)
		r.t = failing{t, seed}
		turn, migrated := x.IntN(9), false
		for step := range 12 {
			r.at += civil.Instant(x.IntN(3)) * civil.Day / 2
			if step >= turn && !migrated {
				known, now := slices.Clone(r.Events), r.at
				if e, err := r.Migrate(watch, after, "法改了", r.cal, r.at); err == nil {
					r.add(e, nil)
					migrated = true
					again, err := procedure.Fold(before, procedure.KnownAt(known, now))
					if err != nil || again.Procedure != before {
						t.Fatalf("seed %d: what was known before: %v", seed, err)
					}
				}
			}
			if falls := r.Fall(r.cal, r.at); len(falls) > 0 {
				falls[0].Seq = len(r.Events) + 1
				r.add(falls[0], nil)
				continue
			}
			r.any(x)
			if !r.Open() {
				break
			}
		}
		r.holds(seed, migrated, before, after)
		// a unit's answer that comes late, from before
		for _, b := range r.Branches {
			if e := (procedure.Event{Seq: len(r.Events) + 1, Act: "say", Kind: procedure.Done, Branch: b.Key, Unit: b.Unit, HappenedAt: b.Called, RecordedAt: r.at, Data: map[string]any{"结果说明": "早好了"}}); b.Key != "" {
				if _, err := procedure.Fold(r.Procedure, append(slices.Clone(r.Events), e)); err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
			}
		}
	}
}

type failing struct {
	*testing.T
	seed uint64
}

func (f failing) Fatal(args ...any) {
	f.T.Helper()
	f.T.Fatal(append([]any{"seed", f.seed}, args...)...)
}

// any does one of the acts that can be done, where one can.
func (r *run) any(x *rand.Rand) {
	acts := slices.Clone(r.Procedure.Acts)
	x.Shuffle(len(acts), func(i, j int) { acts[i], acts[j] = acts[j], acts[i] })
	if len(r.Requests) > 0 && x.IntN(2) == 0 {
		r.add(r.Answer(headA, r.Requests[0].Event.Seq, x.IntN(2) == 0, "试", r.at))
		return
	}
	for _, a := range acts {
		d := procedure.Deed{Act: a.ID, Reason: "试", At: r.at, Data: map[string]any{}}
		who := clerkA
		switch a.ID {
		case "send":
			d.Data["承办单位"] = []any{"b", "c"}[:1+x.IntN(2)]
		case "say":
			d.Data["结果说明"] = "好了"
		case "extend":
			d.Data["天数"] = json.Number(fmt.Sprint(1 + x.IntN(4)))
		}
		if a.Branch {
			for _, b := range r.Branches {
				d.Branch, who = b.Key, procedure.Who{Person: b.Unit, Role: "clerk", Unit: b.Unit, Units: []string{b.Unit}}
			}
		}
		if e, err := r.Do(who, d); err == nil {
			r.add(e, nil)
			return
		}
	}
}

func (r *run) holds(seed uint64, migrated bool, before, after *procedure.Procedure) {
	t, of := r.t, before
	t.Helper()
	if migrated {
		of = after
	}
	shuffled := slices.Clone(r.Events)
	slices.Reverse(shuffled)
	again, err := procedure.Fold(of, shuffled)
	if err != nil {
		t.Fatal(err)
	}
	say := func(c *procedure.Case) string {
		s := c.Stage.ID + fmt.Sprint(c.Since, c.EndedAt, c.Data, len(c.Requests)) + c.GaugeText(r.cal, r.at)
		for _, k := range c.Clocks {
			s += fmt.Sprint(k.Rule.ID, k.Branch, k.Clock, k.Gone, k.Reckon(r.cal, r.at).Due)
		}
		for _, b := range c.Branches {
			s += b.Key + b.Stage.ID
		}
		return s
	}
	if say(again) != say(r.Case) {
		t.Errorf("seed %d: folded once more it is\n%s\nnot\n%s", seed, say(again), say(r.Case))
	}
	if r.Procedure != of || r.Stage != of.Stage(r.Stage.ID) {
		t.Errorf("seed %d: it is under version %d in %s", seed, r.Procedure.Mechanism.Version, r.Stage.ID)
	}
	for _, k := range r.Clocks {
		if k.Clock.End == 0 && k.Rule != of.Clock(k.Rule.ID) {
			t.Errorf("seed %d: the clock %s runs by another version", seed, k.Rule.ID)
		}
	}
}

func TestAVersionThatTakesOverCasesSaysWhatBecomesOfEveryStage(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile("testdata/errand/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	first, err := procedure.Declare("mechanism.1.yaml", []byte(read("mechanism.1.yaml")), nil)
	if err != nil {
		t.Fatal(err)
	}
	second := read("mechanism.yaml")
	for _, k := range []struct{ from, to, want string }{
		{"stages: {checked: review}, ", "", "那一版的环节“核查”没有了，也没说迁到哪里：在 stages 里写 checked: 这一版的环节"},
		{"checked: review}", "checked: nowhere}", "要迁到的“nowhere”没有"},
		{"checked: review}", "checked: closed}", "不能迁到终点“办结”"},
		{"checked: review}", "checked: got}", "一个在分支、一个在主线"},
		{"checked: review}", "checked: review, seen: review}", "那一版没有环节“seen”"},
		{"keeps: [law]", "keeps: [laws]", "keeps 里的计时“laws”没有"},
		{"keeps: [law]", "keeps: [review]", "那一版没有计时“review”"},
		{"from: 1, stages", "from: 2, stages", "承接不了第 2 版"},
		{"keeps: [law]}", "keeps: [law]}\n      - {from: 1, stages: {checked: review}}", "从第 1 版承接写了两次"},
	} {
		text := strings.Replace(second, k.from, k.to, 1)
		if text == second {
			t.Fatalf("%s does not stand there", k.from)
		}
		m, err := procedure.Declare("mechanism.yaml", []byte(text), nil)
		if err == nil {
			err = procedure.Succeed(first, m)
		}
		var p procedure.Problems
		if !errors.As(err, &p) || !strings.Contains(p[0].Sentence, k.want) || p[0].File != "mechanism.yaml" || p[0].Line != 17 && p[0].Line != 18 || p[0].Column != 9 {
			t.Errorf("%s: %v", k.to, err)
		}
	}
	// one that says nothing of the first takes none of its cases over
	m, err := procedure.Declare("mechanism.yaml", []byte(strings.Replace(second, "    migrates:\n      - {from: 1, stages: {checked: review}, keeps: [law]}\n", "", 1)), nil)
	if err == nil {
		err = procedure.Succeed(first, m)
	}
	if err != nil {
		t.Fatal(err)
	}
	r := filed(t, first.Procedures[0])
	if _, err := r.Migrate(watch, m.Procedures[0], "法改了", r.cal, r.at); err == nil || !strings.Contains(err.Error(), "第 1 版的环节“核查”，第 2 版没有，也没说迁到哪里") {
		t.Errorf("%v", err)
	}
}
