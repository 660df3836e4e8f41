package web

import (
	"io/fs"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/law"
	"duban/mechanisms"
)

// beside are the shipped mechanisms with others, by the name of each file among
// them and where it stands.
func beside(t *testing.T, more map[string]string) *desk.Mechanisms {
	t.Helper()
	all := fstest.MapFS{}
	err := fs.WalkDir(mechanisms.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(mechanisms.Files, name)
		all[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range more {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: b}
	}
	m, err := desk.ReadMechanisms(all, law.Files)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// fourth are the shipped mechanisms with one more, which is a folder with a declaration.
func fourth(t *testing.T) func(*desk.Means) {
	t.Helper()
	m := beside(t, map[string]string{"leave/mechanism.yaml": "testdata/fourth/mechanism.yaml"})
	return func(means *desk.Means) { means.Mechanisms = m }
}

func TestAFourthMechanismIsOpenedActedOnAndEndedThroughThePagesWithoutGo(t *testing.T) {
	tn := settled(t, fourth(t))
	look := func(by staff.Role, path string) string {
		t.Helper()
		code, text, _ := tn.ask(t, "GET "+path, tn.cookies[by])
		if code != http.StatusOK {
			t.Fatalf("%s answered %d: %s", path, code, text)
		}
		return text
	}
	if form := look(staff.Clerk, "/cases/new/leave"); !strings.Contains(form, "请假事由") || !strings.Contains(form, `name="x.天数"`) {
		t.Error("the form does not ask what the declaration asks")
	}
	if code, text := tn.post(t, staff.Clerk, "/cases/new/leave", map[string]string{"x.请假事由": "探亲", "x.天数": "16", "x.审批单位": tn.actors[staff.Head].Unit}); code != http.StatusUnprocessableEntity || !strings.Contains(text, "不能大于 15") {
		t.Errorf("sixteen days answered %d", code)
	}
	if code, text := tn.post(t, staff.Clerk, "/cases/new/leave", map[string]string{"x.请假事由": "探亲", "x.天数": "3", "x.审批单位": tn.actors[staff.Head].Unit}); code != http.StatusSeeOther {
		t.Fatalf("asking answered %d: %s", code, text)
	}
	l, err := tn.work.ListCases(t.Context(), tn.actors[staff.Supervisor], store.CasePage{Procedure: "leave", Most: 5})
	if err != nil || len(l.Cases) != 1 {
		t.Fatalf("%d cases, %v", len(l.Cases), err)
	}
	path := "/cases/" + l.Cases[0].ID
	for _, want := range []string{"探亲", "待批", "答复", "2个工作日", "本单位考勤办法"} {
		if !strings.Contains(look(staff.Supervisor, path), want) {
			t.Errorf("the case does not show %s", want)
		}
	}
	if code, _ := tn.post(t, staff.Clerk, path+"/acts/grant", nil); code != http.StatusForbidden {
		t.Errorf("a clerk grants: %d", code)
	}
	if code, text := tn.post(t, staff.Supervisor, path+"/acts/grant", nil); code != http.StatusForbidden {
		t.Errorf("supervision grants: %d %s", code, text)
	}
	if code, text := tn.post(t, staff.Head, path+"/acts/grant", nil); code != http.StatusSeeOther {
		t.Fatalf("granting answered %d: %s", code, text)
	}
	for _, want := range []string{"准假单", "假〔", "〕1号"} {
		if !strings.Contains(look(staff.Head, path), want) {
			t.Errorf("the case granted does not show %s", want)
		}
	}
	if l, err := tn.work.ListCases(t.Context(), tn.actors[staff.Supervisor], store.CasePage{Procedure: "leave", Which: "ended", Most: 5}); err != nil || len(l.Cases) != 1 {
		t.Errorf("%d have ended, %v", len(l.Cases), err)
	}
	page := look(staff.Supervisor, "/mechanisms/leave")
	for _, want := range []string{"请假制度", "本单位考勤办法", "<svg", "准假率"} {
		if !strings.Contains(page, want) {
			t.Errorf("the mechanism's page does not show %s", want)
		}
	}
}
