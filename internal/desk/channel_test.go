package desk_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	ical "github.com/arran4/golang-ical"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	notices "duban/internal/kernel/notice"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/kernel/webhook"
	"duban/internal/store"
	"duban/internal/store/storetest"
	"duban/internal/web/courier"
)

// group is a chat product that takes what its documents say it takes.
type group struct {
	*httptest.Server
	mu     sync.Mutex
	format webhook.Format
	secret string
	taken  []string // texts
	calls  int
	clock  func() time.Time
}

func (g *group) texts() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]string{}, g.taken...)
}

func hmacOf(key, text string) string {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

func chat(t *testing.T, o *office, f webhook.Format, secret string) *group {
	g := &group{format: f, secret: secret, clock: o.now}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.calls++
		w.Header().Set("Content-Type", "application/json")
		var in struct {
			Msgtype  string `json:"msgtype"`
			MsgType  string `json:"msg_type"`
			Markdown struct{ Content, Title, Text string }
			Card     struct {
				Elements []struct{ Tag, Content string }
			}
			Timestamp, Sign string
		}
		b, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(b, &in)
		}
		if err != nil || r.Header.Get("Webhook-Id") != "" || r.URL.Query().Get("key") != "robot-key-9876" || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			t.Errorf("%v %s %v", err, r.URL, r.Header)
		}
		near := func(at time.Time) bool { return at.Sub(g.clock()).Abs() < time.Hour }
		switch f {
		case webhook.WeCom:
			if in.Msgtype != "markdown" || len(in.Markdown.Content) > 4096 || in.Markdown.Content == "" {
				fmt.Fprint(w, `{"errcode":40058,"errmsg":"markdown.content exceed max length 4096"}`)
				return
			}
			g.taken = append(g.taken, in.Markdown.Content)
			fmt.Fprint(w, `{"errcode":0,"errmsg":"ok"}`)
		case webhook.DingTalk:
			q := r.URL.Query()
			n, _ := strconv.ParseInt(q.Get("timestamp"), 10, 64)
			if !near(time.UnixMilli(n)) || q.Get("sign") != hmacOf(g.secret, q.Get("timestamp")+"\n"+g.secret) {
				fmt.Fprint(w, `{"errcode":310000,"errmsg":"sign not match"}`)
				return
			}
			g.taken = append(g.taken, in.Markdown.Text)
			fmt.Fprint(w, `{"errcode":0,"errmsg":"ok"}`)
		default:
			n, _ := strconv.ParseInt(in.Timestamp, 10, 64)
			if !near(time.Unix(n, 0)) || in.Sign != hmacOf(in.Timestamp+"\n"+g.secret, "") {
				fmt.Fprint(w, `{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time","data":{}}`)
				return
			}
			if in.MsgType != "interactive" || len(in.Card.Elements) != 1 {
				fmt.Fprint(w, `{"code":9499,"msg":"Bad Request","data":{}}`)
				return
			}
			g.taken = append(g.taken, in.Card.Elements[0].Content)
			fmt.Fprint(w, `{"code":0,"msg":"success","data":{}}`)
		}
	}))
	t.Cleanup(g.Close)
	return g
}

// sits has somebody sit in a post of a unit that there is, as an actor with his holding.
func sits(t *testing.T, o *office, login, unit string, role staff.Role) staff.Actor {
	t.Helper()
	ctx, system, security := t.Context(), o.actor("xitong", password), o.actor("anquan", password)
	post := unit + "-" + login
	if err := o.SetPost(ctx, system, desk.Call{}, staff.Post{Code: post, Unit: unit, Name: "岗位", Proposed: role}); err != nil {
		t.Fatal(err)
	}
	if err := o.EmpowerPost(ctx, security, desk.Call{}, post); err != nil {
		t.Fatal(err)
	}
	person := o.seated(system, security, login, post)
	var holding string
	err := o.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.HoldingsOf(city, person)
		if err == nil {
			holding = all[0].ID
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return staff.Actor{Division: city, Person: person, Name: login, Holding: holding, Post: post, Role: role, Unit: unit, Units: []string{unit}, Armed: true, Session: "s"}
}

func issuanceOf(tasks ...string) task.Issuance {
	return task.Issuance{Number: "云政办发〔2026〕" + tasks[0][:2] + "号", Title: "通知", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: tasks}
}

// led lets a unit lead tasks of dutiful's report.
func led(t *testing.T, o *office, by staff.Actor, all []desk.ListedTask, words ...string) (ids []string) {
	t.Helper()
	for _, w := range words {
		x := find(t, all, w)
		terms := x.Terms.Clone()
		terms.Lead = "kj"
		if _, err := o.AmendTask(t.Context(), by, desk.Call{}, x.ID, terms, ""); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, x.ID)
	}
	return ids
}

func TestEachProductsRobotSaysWhatTheUnitIsToldSignedAndNamesNobody(t *testing.T) {
	for _, f := range webhook.Formats {
		t.Run(string(f), func(t *testing.T) {
			storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
				ctx := t.Context()
				o, by, head, all := dutiful(t, e)
				base := o
				o = o.again(func(m *desk.Means) { m.Courier, m.Origin = courier.New("1"), "https://duban.example.gov.cn" })
				security, secret := o.actor("anquan", password), "SEC0123456789"
				if !f.Signs() {
					secret = ""
				}
				g := chat(t, base, f, "SEC0123456789")
				in := desk.SetRobot{Unit: "kj", Label: "科技局工作群", Format: f, Address: g.URL + "/send?key=robot-key-9876", Secret: secret, Networks: []string{"127.0.0.1"}}
				kept, err := o.SetRobot(ctx, security, desk.Call{}, in)
				if err != nil {
					t.Fatal(err)
				}
				list, err := o.ListRobots(ctx, security)
				if b, _ := json.Marshal(list); err != nil || len(list.Robots) != 1 || strings.Contains(string(b), "robot-key") || strings.Contains(string(b), "SEC01") {
					t.Errorf("the list tells the secret: %v %s", err, b)
				}
				if _, err := o.SetRobot(ctx, head, desk.Call{}, in); !isKind(err, fault.Forbidden) {
					t.Errorf("a head registers a robot: %v", err)
				}
				if _, err := o.SetRobot(ctx, by, desk.Call{}, in); !isKind(err, fault.Forbidden) {
					t.Errorf("the office registers a robot of another unit: %v", err)
				}
				ids := led(t, o, by, all, "农村公路", "管理办法")
				if _, err := o.IssueTasks(ctx, by, desk.Call{}, issuanceOf(ids...)); err != nil {
					t.Fatal(err)
				}
				for i, want := range []int{1, 0} {
					if n, err := o.SendRobots(ctx); n != want || err != nil {
						t.Fatalf("send %d: %d tries, %v", i, n, err)
					}
				}
				got := g.texts()
				if len(got) != 1 || !strings.Contains(got[0], "下达 2 项任务，由你单位牵头") || !strings.Contains(got[0], "https://duban.example.gov.cn/tasks") || strings.Contains(got[0], "林") {
					t.Fatalf("the group heard %q", got)
				}
				// a trial right after has to wait out the product's pause
				if err := o.TryRobot(ctx, security, desk.Call{}, kept.ID); err != nil {
					t.Fatal(err)
				}
				if n, err := o.SendRobots(ctx); n != 0 || err != nil {
					t.Errorf("no pause was kept: %d, %v", n, err)
				}
				base.minutes(1)
				if n, err := o.SendRobots(ctx); n != 1 || err != nil || len(g.texts()) != 2 {
					t.Errorf("the trial: %d, %v, %v", n, err, g.texts())
				}
				o.intact()
			})
		})
	}
}

func TestARobotThatAnswersNoWith200IsPausedAndSaysItLater(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		ctx := t.Context()
		o, by, _, all := dutiful(t, e)
		base := o
		o = o.again(func(m *desk.Means) { m.Courier = courier.New("1") })
		security := o.actor("anquan", password)
		g := chat(t, base, webhook.DingTalk, "right")
		in := desk.SetRobot{Unit: "kj", Label: "群", Format: webhook.DingTalk, Address: g.URL + "/send?key=robot-key-9876", Secret: "wrong", Networks: []string{"127.0.0.1"}}
		kept, err := o.SetRobot(ctx, security, desk.Call{}, in)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.IssueTasks(ctx, by, desk.Call{}, issuanceOf(led(t, o, by, all, "农村公路")...)); err != nil {
			t.Fatal(err)
		}
		if n, err := o.SendRobots(ctx); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		list, err := o.ListRobots(ctx, security)
		if err != nil || list.Robots[0].PausedAt == 0 || !strings.Contains(list.Robots[0].PausedFor, "310000") || list.Robots[0].Waiting != 1 {
			t.Fatalf("%+v %v", list.Robots, err)
		}
		in.ID, in.Secret, in.Address = kept.ID, "right", ""
		if _, err := o.SetRobot(ctx, security, desk.Call{}, in); err != nil {
			t.Fatal(err)
		}
		if err := o.ResumeRobot(ctx, security, desk.Call{}, kept.ID); err != nil {
			t.Fatal(err)
		}
		if n, err := o.SendRobots(ctx); n != 1 || err != nil || len(g.texts()) != 1 {
			t.Errorf("%d %v %v", n, err, g.texts())
		}
		o.intact()
	})
}

func TestADigestComesOnceThoughThreeProgramsMakeIt(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		ctx := t.Context()
		mail := mailOffice(t)
		o, by, _, all := dutiful(t, e)
		head := sits(t, o, "juzhang", "kj", staff.Head)
		base := o
		o = o.again(posted(t, mail.Address))
		system := o.actor("xitong", password)
		var person staff.Person
		if err := o.store.Read(ctx, func(tx *store.Tx) (err error) { person, err = tx.Person(city, head.Person); return err }); err != nil {
			t.Fatal(err)
		}
		person.Mail = "head@example.gov.cn"
		if _, err := o.SetPerson(ctx, system, desk.Call{}, person); err != nil {
			t.Fatal(err)
		}
		p, err := o.SetPreference(ctx, head, desk.Call{}, notices.Setting{How: notices.Daily, Minute: notices.Morning})
		if err != nil || p.NextAt == 0 {
			t.Fatal(p, err)
		}
		if _, err := o.SetPreference(ctx, head, desk.Call{}, notices.Setting{How: notices.Daily, Minute: 3 * 60}); !isKind(err, fault.Invalid) {
			t.Error("a digest in the night", err)
		}
		ids := led(t, o, by, all, "农村公路", "管理办法")
		if _, err := o.IssueTasks(ctx, by, desk.Call{}, issuanceOf(ids...)); err != nil {
			t.Fatal(err)
		}
		if n, err := o.SendMail(ctx); n != 0 || err != nil {
			t.Fatalf("what waits for the digest was mailed: %d, %v", n, err)
		}
		to := func(at int64) {
			base.minutes((at-base.now().UnixMicro())/60_000_000 + 1)
		}
		to(p.NextAt)
		var group sync.WaitGroup
		made := make([]int, 3)
		for i := range made {
			other := o.again(func(m *desk.Means) { m.Holder = fmt.Sprint("program", i) })
			group.Go(func() {
				n, err := other.MakeDigests(ctx)
				if err != nil {
					t.Error(err)
				}
				made[i] = n
			})
		}
		group.Wait()
		if made[0]+made[1]+made[2] != 1 {
			t.Errorf("made %v", made)
		}
		if n, err := o.SendMail(ctx); n != 1 || err != nil {
			t.Fatalf("%d letters, %v", n, err)
		}
		again, err := o.ReadPreference(ctx, head)
		if err != nil || again.NextAt <= p.NextAt {
			t.Fatal(again, err)
		}
		to(again.NextAt)
		if n, err := o.MakeDigests(ctx); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if n, err := o.SendMail(ctx); n != 0 || err != nil {
			t.Errorf("a digest of nothing was sent: %d, %v", n, err)
		}
		o.intact()
	})
}

func TestACalendarIsReadByAnotherProgramAndEndsWithThePost(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		ctx := t.Context()
		o, by, _, all := dutiful(t, e)
		head := sits(t, o, "juzhang", "kj", staff.Head)
		ids := led(t, o, by, all, "农村公路", "管理办法")
		if _, err := o.IssueTasks(ctx, by, desk.Call{}, issuanceOf(ids...)); err != nil {
			t.Fatal(err)
		}
		feed, err := o.IssueFeed(ctx, head, desk.Call{})
		if err != nil {
			t.Fatal(err)
		}
		days, err := o.Feed(ctx, feed.Secret)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.Feed(ctx, feed.Secret); err != nil || !bytes.Equal(again, days) {
			t.Error("the same days are other bytes", err)
		}
		for _, line := range bytes.Split(days, []byte("\r\n")) {
			if len(line) > 75 || !utf8.Valid(line) {
				t.Errorf("a line of %d octets: %q", len(line), line)
			}
		}
		cal, err := ical.ParseCalendar(bytes.NewReader(days))
		if err != nil {
			t.Fatal(err)
		}
		seen, reports := map[string]bool{}, 0
		for _, x := range cal.Events() {
			start, err := x.GetAllDayStartAt()
			if err != nil || seen[x.Id()] || x.GetProperty(ical.ComponentPropertySequence) == nil || x.GetProperty(ical.ComponentPropertyDtStart).ICalParameters["VALUE"][0] != "DATE" {
				t.Errorf("%v %v %s", start, err, x.Serialize(&ical.SerializationConfiguration{MaxLength: 75, NewLine: "\n", PropertyMaxLength: 75}))
			}
			seen[x.Id()] = true
			if strings.HasPrefix(x.Id(), "report-") {
				reports++
			}
		}
		for _, id := range ids {
			if !seen["task-"+id+"@"+city+".duban"] {
				t.Errorf("the deadline of %s is not among %v", id, seen)
			}
		}
		if reports == 0 {
			t.Error("no day to report on")
		}
		newer, err := o.IssueFeed(ctx, head, desk.Call{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Feed(ctx, feed.Secret); !isKind(err, fault.NotFound) {
			t.Errorf("the older address is still good: %v", err)
		}
		if _, err := o.Feed(ctx, newer.Secret); err != nil {
			t.Error(err)
		}
		var person staff.Person
		if err := o.store.Read(ctx, func(tx *store.Tx) (err error) { person, err = tx.Person(city, head.Person); return err }); err != nil {
			t.Fatal(err)
		}
		person.Stopped = true
		if _, err := o.SetPerson(ctx, o.actor("xitong", password), desk.Call{}, person); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Feed(ctx, newer.Secret); !isKind(err, fault.NotFound) {
			t.Errorf("who was stopped still has a calendar: %v", err)
		}
		o.intact()
	})
}

func TestActsOnTasksTellThoseConcernedAndADayTellsOnce(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		ctx := t.Context()
		o, by, _, all := dutiful(t, e)
		head := sits(t, o, "juzhang", "kj", staff.Head)
		base := o
		id := led(t, o, by, all, "管理办法")[0]
		if _, err := o.IssueTasks(ctx, by, desk.Call{}, issuanceOf(id)); err != nil {
			t.Fatal(err)
		}
		if got := unread(t, o, head); got != "issued" {
			t.Errorf("the head was told %q", got)
		}
		clerk := sits(t, o, "keyuan", "kj", staff.Clerk)
		if _, err := o.SignForTask(ctx, clerk, desk.Call{}, id); err != nil {
			t.Fatal(err)
		}
		month := civil.MonthOf(civil.Instant(base.now().UnixMicro()).Date())
		if _, err := o.FillProgress(ctx, clerk, desk.Call{}, id, task.Report{Month: month, Steps: "起草了初稿"}); err != nil {
			t.Fatal(err)
		}
		if got := unread(t, o, head); got != "to-sign issued" {
			t.Errorf("the head was told %q", got)
		}
		if _, err := o.SignProgress(ctx, head, desk.Call{}, id, month.String()); err != nil {
			t.Fatal(err)
		}
		if _, err := o.ReturnProgress(ctx, by, desk.Call{}, id, month.String(), "还差一份材料"); err != nil {
			t.Fatal(err)
		}
		list, err := o.ListNotices(ctx, head, false, 0, "", 9)
		if err != nil || list[0].Rule != "returned" || !strings.Contains(list[0].Words, "还差一份材料") || list[0].Task != id || list[0].Kind != notices.Waiting {
			t.Errorf("%+v %v", list, err)
		}
		if got := unread(t, o, clerk); got != "returned" {
			t.Errorf("the clerk was told %q", got)
		}
		// a day brings what it brings once, whichever program looks
		shown, err := o.ShowTask(ctx, by, id)
		if err != nil {
			t.Fatal(err)
		}
		due := shown.Terms.DueOn.Days()
		base.minutes((due - base.now().Unix()/86400 - 3) * 1440)
		for base.now().In(time.FixedZone("", 8*3600)).Hour() < 9 {
			base.minutes(60)
		}
		n, err := o.WatchTasks(ctx)
		if err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if n, err := o.again(func(m *desk.Means) { m.Holder = "other" }).WatchTasks(ctx); n != 0 || err != nil {
			t.Errorf("looked twice in a day: %d, %v", n, err)
		}
		o.intact()
	})
}
