package desk_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/poll"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// promising is an office that issued a livelihood task and another one.
func promising(t *testing.T, e store.Engine) (o *office, by staff.Actor, roads, plan desk.ListedTask) {
	t.Helper()
	o, by, _, all := dutiful(t, e)
	ctx := t.Context()
	roads, plan = find(t, all, "农村公路"), find(t, all, "管理办法")
	for _, x := range []desk.ListedTask{roads, plan} {
		terms := x.Terms.Clone()
		terms.Lead, terms.Category = "kj", task.Priority
		if x.ID == roads.ID {
			terms.Category = task.Livelihood
		}
		if _, err := o.AmendTask(ctx, by, desk.Call{}, x.ID, terms, ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := o.IssueTasks(ctx, by, desk.Call{}, task.Issuance{Number: "云政办发〔2026〕3号", Title: "通知", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: []string{roads.ID, plan.ID}}); err != nil {
		t.Fatal(err)
	}
	return o, by, roads, plan
}

func (o *office) publishes(by staff.Actor) desk.SnapshotKept {
	o.t.Helper()
	k, err := o.PublishSnapshot(o.t.Context(), by, desk.Call{}, desk.PublishSnapshot{Year: 2026, Seen: true})
	if err != nil {
		o.t.Fatal(err)
	}
	return k
}

func (o *office) today() civil.Date { return civil.Instant(o.means.Clock()).Date() }

func plus(d civil.Date, days int64) civil.Date { return civil.OfDays(d.Days() + days) }

// browserNo is what a browser was given.
func browserNo(n int) string { return fmt.Sprintf("browser-%032d", n) }

func refusedWith(t *testing.T, err error, words string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || !strings.Contains(f.Sentence, words) {
		t.Errorf("%v; it should say %q", err, words)
	}
}

func TestAPollIsHeldOnWhatWasPublishedAndEndsOnce(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, roads, plan := promising(t, e)
		ctx, today := t.Context(), o.today()
		in := desk.OpenPoll{OpensOn: today, ClosesOn: plus(today, 2)}
		_, err := o.OpenPoll(ctx, by, desk.Call{}, in)
		refusedWith(t, err, "还没有公布过民生实事")
		o.publishes(by)
		_, err = o.OpenPoll(ctx, by, desk.Call{}, desk.OpenPoll{Items: []string{plan.Number}, OpensOn: today, ClosesOn: today})
		refusedWith(t, err, "不在最近一次公布的民生实事里")
		if _, err := o.OpenPoll(ctx, worker(o, "kejiyuan", "kj", staff.Clerk), desk.Call{}, in); err == nil {
			t.Error("a clerk opens a poll")
		}
		vote := func(n int, a poll.Answer, words string) (desk.Voted, error) {
			x := desk.Vote{Division: city, Year: 2026, Browser: browserNo(n), Answers: map[string]poll.Answer{roads.Number: a}}
			if words != "" {
				x.Remarks = map[string]string{roads.Number: words}
			}
			return o.Vote(ctx, x)
		}
		_, err = vote(1, poll.Satisfied, "")
		refusedWith(t, err, "现在没有在评的")
		k, err := o.OpenPoll(ctx, by, desk.Call{ActID: "open"}, in)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.OpenPoll(ctx, by, desk.Call{ActID: "open"}, in); err != nil || again.ID != k.ID {
			t.Errorf("sent twice: %+v, %v", again, err)
		}
		_, err = o.OpenPoll(ctx, by, desk.Call{}, in)
		refusedWith(t, err, "正在评")

		if v, err := vote(1, poll.Satisfied, "路灯不亮，打 138 0000 1234 找我"); err != nil || v.Counted != 1 {
			t.Fatal(v, err)
		}
		if v, err := vote(1, poll.Dissatisfied, "再评一次"); err != nil || v.Counted != 0 || v.Again != 1 {
			t.Error("one browser voted twice on one day", v, err)
		}
		if v, err := vote(2, poll.Dissatisfied, ""); err != nil || v.Counted != 1 {
			t.Error(v, err)
		}
		_, err = o.Vote(ctx, desk.Vote{Division: city, Year: 2026, Browser: browserNo(3), Answers: map[string]poll.Answer{roads.Number: poll.Fair, plan.Number: poll.Fair}})
		refusedWith(t, err, "不在这次测评里")
		_, err = o.Vote(ctx, desk.Vote{Division: city, Year: 2026, Browser: "no cookie", Answers: map[string]poll.Answer{roads.Number: poll.Fair}})
		refusedWith(t, err, "没有收下今天的记号")
		seen, err := o.Voices(ctx, city, 2026, browserNo(1))
		if err != nil || !seen.Done[roads.Number] || !seen.Running {
			t.Errorf("%+v, %v", seen, err)
		}

		shown, err := o.ShowPoll(ctx, by, k.ID, "", 0)
		if err != nil || shown.Votes != 2 || shown.PollRow.Remarks != 1 || len(shown.Totals) != 0 {
			t.Errorf("%+v, %v", shown, err)
		}
		if len(shown.Remarks) != 1 || shown.Remarks[0].Words != "路灯不亮，打 〔号码略〕 找我" {
			t.Errorf("%+v", shown.Remarks)
		}
		for _, secret := range []string{browserNo(1), browserNo(2), "138 0000 1234"} {
			if in := o.holds(e, secret); len(in) > 0 {
				t.Errorf("%q is kept in %v", secret, in)
			}
		}

		// the next day the browser may vote again, and the day before is forgotten
		o.clock += 24 * 3600 * 1_000_000
		if v, err := vote(1, poll.Fair, ""); err != nil || v.Counted != 1 {
			t.Error(v, err)
		}
		err = o.store.Read(ctx, func(tx *store.Tx) error {
			_, err := tx.BallotKey(city, today.Days())
			return err
		})
		if err == nil {
			t.Error("the key of yesterday is kept")
		}
		_, err = o.ClosePoll(ctx, by, desk.Call{}, k.ID, " ")
		refusedWith(t, err, "提前结束没有写原因")
		o.clock += 2 * 24 * 3600 * 1_000_000
		_, err = vote(4, poll.Fair, "")
		refusedWith(t, err, "已经截止")
		done, err := o.ClosePoll(ctx, by, desk.Call{ActID: "close"}, k.ID, "")
		if want := []poll.Tally{{Item: roads.Number, Satisfied: 1, Fair: 1, Dissatisfied: 1}}; err != nil || len(done.Totals) != 1 || done.Totals[0] != want[0] {
			t.Fatalf("%+v, %v", done, err)
		}
		_, err = o.ClosePoll(ctx, by, desk.Call{}, k.ID, "")
		refusedWith(t, err, "已经结束")
		_, err = vote(5, poll.Fair, "")
		refusedWith(t, err, "现在没有在评的")

		// what it came to is seen with the next publication, and not before
		s, err := o.PublicSnapshot(ctx, city)
		if p, _ := s.Promise(roads.Number); err != nil || p.Voice != nil {
			t.Error("a result is public before it was published", err)
		}
		o.publishes(by)
		s, err = o.PublicSnapshot(ctx, city)
		p, _ := s.Promise(roads.Number)
		if err != nil || p.Voice == nil || p.Voice.N() != 3 || p.Voice.Share != nil || p.Voice.Least != 30 {
			t.Fatalf("%+v, %v", p.Voice, err)
		}
		if strings.Contains(string(s.Canonical()), "路灯") {
			t.Error("a remark is published")
		}
		o.intact()
		if err := o.store.Write(ctx, func(tx *store.Tx) error {
			x, err := tx.Poll(city, k.ID)
			x.Totals[0].Satisfied = 1000
			if err == nil {
				err = tx.ClosePoll(x)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if len(o.kinds()) == 0 {
			t.Error("a changed result is not found")
		}
	})
}

func TestManyVoteWhileAPollIsClosedAndEveryCountedVoteIsInTheResult(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by, roads, _ := promising(t, e)
		ctx, today := t.Context(), o.today()
		o.publishes(by)
		k, err := o.OpenPoll(ctx, by, desk.Call{}, desk.OpenPoll{OpensOn: today, ClosesOn: today})
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var group sync.WaitGroup
		counted := 0
		half, once := make(chan struct{}), sync.Once{}
		for n := range 120 {
			group.Go(func() {
				v, err := o.Vote(ctx, desk.Vote{Division: city, Year: 2026, Browser: browserNo(n / 2), Answers: map[string]poll.Answer{roads.Number: poll.Answers[n/2%3]}})
				if f, ok := fault.As(err); err != nil && (!ok || f.Kind != fault.Conflict) {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if counted += v.Counted; counted >= 30 {
					once.Do(func() { close(half) })
				}
			})
		}
		select {
		case <-half:
		case <-time.After(time.Minute):
			t.Fatal("nobody votes")
		}
		done, err := o.ClosePoll(ctx, by, desk.Call{}, k.ID, "试一试")
		group.Wait()
		if err != nil || done.Totals[0].N() != int64(counted) || counted > 60 {
			t.Errorf("%d of at most 60 were told that they are counted, the result has %+v, %v", counted, done.Totals, err)
		}
		if s, ok := done.Totals[0].Share(today); !ok {
			t.Errorf("%d answers have no share: %s", done.Totals[0].N(), s)
		}
		o.intact()
	})
}
