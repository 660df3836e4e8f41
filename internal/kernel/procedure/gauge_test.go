package procedure_test

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/mechanisms"
)

// moments are all the states that the shipped scenarios bring cases to.
func moments(t testing.TB, id string, f func(name string, at civil.Instant, c *procedure.Case)) {
	t.Helper()
	m := declared(t, id)
	files, err := mechanisms.Files.ReadDir(id + "/scenarios")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := mechanisms.Files.ReadFile(path.Join(id, "scenarios", file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		s, err := procedure.ReadScenario(file.Name(), text, m)
		if err != nil {
			t.Fatal(err)
		}
		err = s.Play(calendar(t), func(x procedure.Moment) {
			if x.Case != nil {
				f(id+"/"+file.Name(), max(s.Steps[x.Step].At, x.Case.Events[len(x.Case.Events)-1].HappenedAt), x.Case)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// held are the gauges of a list that hold at a moment, in words.
func held(list []procedure.Gauge, at civil.Instant) []string {
	var all []string
	for _, g := range list {
		if g.Holds(at) {
			g.From, g.Until = 0, 0
			all = append(all, fmt.Sprintf("%+v", g))
		}
	}
	return all
}

// What is written down of a case at its last event says at any later moment
// what would be counted then.
func TestWhatIsCountedOfACaseHoldsUntilItsNextEvent(t *testing.T) {
	cal, turned, judged := calendar(t), 0, 0
	for _, id := range []string{"whistle", "construction", "services"} {
		moments(t, id, func(name string, at civil.Instant, c *procedure.Case) {
			list := c.Gauges(cal, at)
			var read []procedure.Gauge
			if err := procedure.ReadGauges(c.GaugeText(cal, at), func(g procedure.Gauge) bool { read = append(read, g); return true }); err != nil {
				t.Fatal(err)
			}
			if a, b := fmt.Sprintf("%+v", list), fmt.Sprintf("%+v", read); a != b {
				t.Fatalf("%s: written down\n%s\nand read\n%s", name, a, b)
			}
			later := []civil.Instant{at, at + civil.Hour, at + civil.Day, at + 9*civil.Day, at + 200*civil.Day}
			for _, r := range c.Clocks {
				due := cal.Reckon(r.Clock, at).Due
				later = append(later, due-1, due, due+1, due+civil.Minute)
			}
			for _, then := range later {
				if then < at {
					continue
				}
				kept, anew := held(list, then), held(c.Gauges(cal, then), then)
				if !slices.Equal(kept, anew) {
					t.Fatalf("%s after %d events, at %v:\nkept\n%s\nanew\n%s", name, len(c.Events), then, strings.Join(kept, "\n"), strings.Join(anew, "\n"))
				}
				if !slices.Equal(kept, held(list, at)) {
					turned++
				}
				for _, s := range procedure.Rated(c.Procedure, []*procedure.Case{c}, cal, then) {
					of, partly, over, out := 0, 0, 0, 0
					for _, g := range list {
						if g.Of == (procedure.GaugeOf{Kind: procedure.OfRate, ID: s.Rate.ID}) && g.Holds(then) {
							switch g.Part {
							case procedure.Met:
								of, over = of+1, over+1
							case procedure.Partly:
								partly, over = partly+1, over+1
								if g.N != 50 {
									t.Errorf("%s: what is met in part counts %d in a hundred", name, g.N)
								}
							case procedure.Unmet:
								over++
							case procedure.Out:
								out++
							}
						}
					}
					if of != len(s.Of) || partly != len(s.Part) || over != len(s.Over) || out != len(s.Out) {
						t.Fatalf("%s: %s is %d of %d by what is kept, without %d; %d of %d without %d by the case", name, s.Rate.Title, of, over, out, len(s.Of), len(s.Over), len(s.Out))
					}
					judged += of
				}
			}
		})
	}
	if turned == 0 || judged == 0 {
		t.Errorf("nothing turned by itself (%d) or was judged (%d)", turned, judged)
	}
}

func TestTheDaysOfStagesAndClocksAreThoseOfTheScenario(t *testing.T) {
	var last *procedure.Case
	moments(t, "whistle", func(name string, at civil.Instant, c *procedure.Case) {
		if name == "whistle/joint.yaml" {
			last = c
		}
	})
	got := ""
	for _, g := range last.Gauges(calendar(t), last.EndedAt) {
		got += fmt.Sprintln(string(g.Of.Kind[0])+g.Of.ID, g.Branch, strings.Join(g.Units, ","), string(g.Part)+g.Why, g.N, g.Unit, g.Took)
	}
	want := `rsolved  429099001,housing out经审定剔除 0  0
rcontent  429099001,housing out经审定剔除 0  0
rwhistled  429099001 met 0  0
rresponse housing housing out经审定剔除 0  0
rarrival housing housing out经审定剔除 0  0
rapt housing housing met 0  0
rresponse ecology ecology out经审定剔除 0  0
rarrival ecology ecology out经审定剔除 0  0
rapt ecology ecology unmet 0  0
rresponse housing-2 housing out经审定剔除 0  0
rarrival housing-2 housing out经审定剔除 0  0
rapt housing-2 housing met 0  0
striage  429099001 met 0 工作日 420
swaiting ecology ecology out已退哨 1 工作日 1060
swaiting housing housing met 1 工作日 1080
sanswered housing housing met 0 工作日 300
son-site housing housing met 6 工作日 15900
scalled  housing met 8 工作日 20280
sjudging  429099001 met 1 工作日 1200
swaiting housing-2 housing met 0 工作日 120
sanswered housing-2 housing met 1 工作日 2880
scalling-back  supervision-office met 1 工作日 1140
scontestable  429099001 met 4 工作日 8040
w  429099001 met 15 工作日 32580
ccheck  429099001 met 0 工作日 0
canswer housing housing met 3 工作小时 0
canswer ecology ecology out已退哨 2 工作小时 0
carrival housing housing met 1 工作日 0
carrival ecology ecology out已退哨 1 工作日 0
chandling housing housing met 5 工作日 0
chandling ecology ecology out已退哨 1 工作日 0
cjudging  429099001 met 1 工作日 0
canswer housing-2 housing met 2 工作小时 0
carrival housing-2 housing out已处置 1 工作日 0
chandling housing-2 housing met 1 工作日 0
cjudging  429099001 met 0 工作日 0
ccall-back  429099001 met 1 工作日 0
ccontest  supervision-office unmet 4 工作日 0
`
	if got != want {
		t.Errorf("counted is\n%s", got)
	}
}

func TestRatesSayWhatDoesNotCountAndByWhoseUnitTheyAreTold(t *testing.T) {
	for _, x := range []struct{ was, is, want string }{
		{"told: [initiator, branch]", "told: [initiator, 位置]", "按“位置”的单位说"},
		{"branch: true\n        except:", "branch: true\n        told: initiator\n        except:", "按分支算"},
		{`{when: '分支环节 == "returned"', title: 退哨}`, `{when: '分支环节 == "returned"'}`, "不计情形缺“title”"},
		{`{when: '分支环节 == "returned"', title: 退哨}`, `{when: '没有的字段 == ""', title: 退哨}`, "没有的字段"},
	} {
		text, err := mechanisms.Files.ReadFile("whistle/mechanism.yaml")
		if err != nil {
			t.Fatal(err)
		}
		_, err = procedure.Declare("mechanism.yaml", []byte(strings.Replace(string(text), x.was, x.is, 1)), nil)
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v", x.is, err)
		}
	}
}
