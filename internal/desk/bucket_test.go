package desk_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
	"duban/internal/store/bucket"
	"duban/internal/store/sqlite"
	"duban/internal/store/storetest"
)

// TestAProofIsKeptInABucketAndOpenedAgain hands a file in with progress, opens it,
// has the store go away and come back, and verifies what lies there.
func TestAProofIsKeptInABucketAndOpenedAgain(t *testing.T) {
	s := storetest.NewBucket(t)
	e, err := sqlite.Create(t.Context(), filepath.Join(t.TempDir(), "duban.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	o, by := found(t, e)
	ctx := t.Context()
	var later int64 // than the health was asked
	files, err := bucket.Open(s.Address(), bucket.Means{Env: s.Env, Spool: t.TempDir(), Clock: func() int64 { return o.means.Clock() + later }})
	if err != nil {
		t.Fatal(err)
	}
	o = o.again(func(m *desk.Means) { m.Files = files })
	head, all := duties(t, o, by)
	clerk := worker(o, "kejiyuan", "kj", staff.Clerk)
	plan := signedFor(t, o, by, clerk, find(t, all, "管理办法"))
	if now := o.Health(ctx); now.Files != nil || now.Bad() {
		t.Errorf("%+v", now)
	}

	f, err := o.HandFile(ctx, clerk, desk.Call{}, "办法.pdf", strings.NewReader(onePage))
	if err != nil {
		t.Fatal(err)
	}
	month := civil.MonthOf(civil.Instant(o.means.Clock()).Date())
	if _, err := o.FillProgress(ctx, clerk, desk.Call{}, plan, task.Report{Month: month, Steps: "印发", Claims: []int{1}, Proofs: []task.Proof{{Title: "办法", File: f.Name}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.SignProgress(ctx, head, desk.Call{}, plan, month.String()); err != nil {
		t.Fatal(err)
	}
	lies := filepath.Join(s.Root, "city", "files", city, f.Name[:2], store.SumOf(f.Name))
	if b, err := os.ReadFile(lies); err != nil || string(b) != onePage {
		t.Errorf("it does not lie in the bucket: %v", err)
	}
	open := func() (string, error) {
		got, err := o.OpenProof(ctx, by, plan, f.Name)
		return string(got.Bytes), err
	}
	if got, err := open(); err != nil || got != onePage {
		t.Errorf("%d bytes, %v", len(got), err)
	}

	s.Crash(t)
	acts := func() (n int64) {
		t.Helper()
		must := o.store.Read(ctx, func(tx *store.Tx) error {
			all, err := tx.Reaches()
			for _, r := range all {
				n += r.Size
			}
			return err
		})
		if must != nil {
			t.Fatal(must)
		}
		return n
	}
	sequenced := func() {
		t.Helper()
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
	}
	sequenced()
	before := acts()
	if _, err := o.HandFile(ctx, clerk, desk.Call{}, "另一份.pdf", strings.NewReader(onePage+"%")); !is(err, fault.Unavailable) || !strings.Contains(err.Error(), "没有存上") {
		t.Errorf("handed in while the store is away: %v", err)
	}
	sequenced()
	if n := acts(); n != before {
		t.Errorf("%d acts name a file that was not kept", n-before)
	}
	if _, err := open(); !is(err, fault.Unavailable) {
		t.Errorf("opened while the store is away: %v", err)
	}
	if _, err := o.VerifyDivision(ctx, city); !is(err, fault.Unavailable) {
		t.Errorf("a store that is away is told as files that are gone: %v", err)
	}
	later += 5_000_000 // health remembers for so long
	if now := o.Health(ctx); !is(now.Files, fault.Unavailable) || now.Bad() {
		t.Errorf("the health while the store is away: %+v", now)
	}

	s.Start(t)
	if _, err := o.HandFile(ctx, clerk, desk.Call{}, "另一份.pdf", strings.NewReader(onePage+"%")); err != nil {
		t.Errorf("the next try: %v", err)
	}
	if got, err := open(); err != nil || got != onePage {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	o.intact()
	if err := os.WriteFile(lies, []byte("换了"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := open(); !is(err, fault.Unreadable) || !errors.Is(err, store.ErrAltered) {
		t.Errorf("what was altered is shown: %v", err)
	}
	v, err := o.VerifyDivision(ctx, city)
	if err != nil || len(v.Findings) != 1 || v.Findings[0].Kind != ledger.AlteredFile || !strings.HasPrefix(v.Findings[0].Object, "task/"+plan+"/event/") {
		t.Errorf("%+v, %v", v.Findings, err)
	}
}

// signedFor issues a task to its lead, who signs for it.
func signedFor(t *testing.T, o *office, by, clerk staff.Actor, x desk.ListedTask) string {
	t.Helper()
	terms := x.Terms.Clone()
	terms.Lead, terms.Leader = "kj", "分管副市长"
	_, err := o.AmendTask(t.Context(), by, desk.Call{}, x.ID, terms, "")
	if err == nil {
		_, err = o.IssueTasks(t.Context(), by, desk.Call{}, task.Issuance{Number: "云政办发〔2026〕3号", Title: "关于印发任务分解的通知", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: []string{x.ID}})
	}
	if err == nil {
		_, err = o.SignForTask(t.Context(), clerk, desk.Call{}, x.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return x.ID
}
