package desk_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duban/internal/desk"
	"duban/internal/desk/democity"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// What becomes of the example's report, one line a task: title, lead unit,
// target or deliverables with their days. DUBAN_UPDATE=1 writes it anew.
func TestTheTasksOfAReportAreThoseOfItsGoldenList(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		system := o.actor("xitong", password)
		for i, u := range democity.Invented().Units {
			if u.Parent != "government" || u.Short == "市政府督查室" || u.Short == "市科技局" {
				continue
			}
			if err := o.SetUnit(ctx, system, desk.Call{}, staff.Unit{Code: strings.ReplaceAll(u.Code, "_", "-"), Parent: city, Name: u.Name, Short: u.Short, Kind: staff.Department, Rank: int64(100 + i)}); err != nil {
				t.Fatal(err)
			}
		}
		text, err := os.ReadFile(filepath.Join("..", "..", "examples", "report.txt"))
		if err != nil {
			t.Fatal(err)
		}
		r, err := o.UploadReport(ctx, by, desk.Call{}, desk.UploadReport{Name: "report.txt", Data: strings.NewReader(string(text)), Declared: true})
		if err == nil {
			_, err = o.ReadWaiting(ctx)
		}
		if err != nil {
			t.Fatal(err)
		}
		o.acceptAll(by, r.ID)
		_, err = o.EnterReport(ctx, by, desk.Call{}, r.ID)
		if err == nil {
			_, err = o.DraftTasks(ctx, by, desk.Call{}, r.ID, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		l, err := o.ListTasks(ctx, by, desk.TaskPage{Year: 2026})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, x := range l.Tasks {
			what := ""
			if f := x.Terms.Figure; f != nil {
				sign := "→"
				if f.AtMost {
					sign = "≤"
				}
				what = fmt.Sprintf("%s %s %s%s %s", f.Subject, sign, f.Target, f.Unit, f.Course)
			}
			for _, d := range x.Terms.Deliverables {
				what += fmt.Sprintf("[%s %s %s]", d.Words, d.Evidence, d.DueOn)
			}
			fmt.Fprintf(&b, "%s\t%s\t%s\t%s\n", x.Terms.Title, x.Terms.Lead, what, x.Terms.DueOn)
		}
		path := filepath.Join("testdata", "drafts.tsv")
		if os.Getenv("DUBAN_UPDATE") != "" {
			if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		golden, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if b.String() != string(golden) {
			t.Errorf("other tasks than in %s:\n%s", path, b.String())
		}
	})
}
