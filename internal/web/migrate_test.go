package web

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/web/browsertest"
	"duban/internal/web/frame"
)

// newer is a town with errands under way, whose mechanism has come to have a
// second version.
func newer(t *testing.T, n int) (tn *town, cases []string) {
	t.Helper()
	folder := "../kernel/procedure/testdata/errand/"
	m := beside(t, map[string]string{"errand/mechanism.1.yaml": folder + "mechanism.1.yaml"})
	tn = settled(t, func(means *desk.Means) { means.Mechanisms = m })
	do := func(id string, d procedure.Deed) string {
		t.Helper()
		k, err := desk.CaseKept{}, error(nil)
		if id == "" {
			k, err = tn.work.OpenCase(t.Context(), tn.actors[staff.Clerk], desk.Call{}, desk.OpenCase{Procedure: "errand", Deed: d})
		} else {
			k, err = tn.work.ActOnCase(t.Context(), tn.actors[staff.Clerk], desk.Call{}, id, d)
		}
		if err != nil {
			t.Fatal(err)
		}
		return k.ID
	}
	for i := range n {
		id := do("", procedure.Deed{Act: "file", Data: map[string]any{"事由": "第" + strconv.Itoa(i+1) + "件：修青年路", "联系人": "老张"}})
		if i%2 == 0 {
			do(id, procedure.Deed{Act: "look"})
		}
		if i%3 == 2 {
			do(id, procedure.Deed{Act: "waive"})
		}
		cases = append(cases, id)
	}
	*m = *beside(t, map[string]string{"errand/mechanism.1.yaml": folder + "mechanism.1.yaml", "errand/mechanism.yaml": folder + "mechanism.yaml"})
	return tn, cases
}

// seen keeps a page as it looks where DUBAN_SHOTS names a folder, and holds that
// everybody can use it.
func seen(t *testing.T, b *browsertest.Browser, tn *town, path, name string) {
	t.Helper()
	for _, width := range []int{1440, 360} {
		p := b.Open(t, tn.URL+path, browsertest.Options{Width: width, Cookies: map[string]string{frame.CookieName: tn.cookies[staff.Supervisor]}})
		browsertest.Eval[bool](p, `document.querySelectorAll("main details").forEach(d => d.open = true) || true`)
		if dir := os.Getenv("DUBAN_SHOTS"); dir != "" {
			p.Screenshot(filepath.Join(dir, name+"-"+strconv.Itoa(width)+".png"))
		}
		for _, v := range p.Axe() {
			t.Errorf("%s at %d: %s", path, width, v)
		}
		for _, w := range p.WiderThanWindow() {
			t.Errorf("%s at %d is too wide: %s", path, width, w)
		}
	}
}

func TestACaseIsMigratedFromItsPage(t *testing.T) {
	t.Parallel()
	tn, cases := newer(t, 3)
	b := browsertest.Start(t)
	path := "/cases/" + cases[0]
	if board := look(t, tn, "/cases"); !strings.Contains(board, "<span>核查</span>") {
		t.Error("the board does not count the cases in a stage that the newer version has no more")
	}
	seen(t, b, tn, path, "before")
	seen(t, b, tn, "/cases/"+cases[2], "refused")
	p := b.Open(t, tn.URL+path, browsertest.Options{Cookies: map[string]string{frame.CookieName: tn.cookies[staff.Supervisor]}})
	text := p.Text("#newer")
	for _, want := range []string{"这一件按第 1 版办，现行的是第 2 版", "环节：核查 → 审查", "填过的“联系人”新版不再要"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %s: %s", want, text)
		}
	}
	if code, text := tn.post(t, staff.Supervisor, path+"/version/migrate", nil); code != http.StatusUnprocessableEntity || !strings.Contains(text, "迁移要写明理由") {
		t.Errorf("without a reason: %d", code)
	}
	if code, _ := tn.post(t, staff.Clerk, path+"/version/migrate", map[string]string{"reason": "法改了"}); code != http.StatusForbidden {
		t.Errorf("a clerk migrates: %d", code)
	}
	p.Click("#newer summary")
	p.Fill("#migrate-reason", "办法改了，答复缩短到五个工作日")
	p.Submit("#newer button[type=submit]")
	p.Wait(".story")
	seen(t, b, tn, path, "after")
	page := look(t, tn, path)
	for _, want := range []string{"迁到第 2 版，原是第 1 版", "办法改了，答复缩短到五个工作日", "答复：", "审查：从迁移起走", "老张"} {
		if !strings.Contains(page, want) {
			t.Errorf("the case does not say %s", want)
		}
	}
	if strings.Contains(page, `id="newer"`) {
		t.Error("it is offered a second time")
	}
}

func look(t *testing.T, tn *town, path string) string {
	t.Helper()
	code, text, _ := tn.ask(t, "GET "+path, tn.cookies[staff.Supervisor])
	if code != http.StatusOK {
		t.Fatalf("%s answered %d", path, code)
	}
	return text
}

func TestAllCasesOfAnOlderVersionAreMigratedFromTheMechanismsPage(t *testing.T) {
	t.Parallel()
	tn, _ := newer(t, 7)
	b := browsertest.Start(t)
	seen(t, b, tn, "/mechanisms/errand", "versions")
	seen(t, b, tn, "/cases?procedure=errand&which=open&version=1", "older")
	page := look(t, tn, "/mechanisms/errand")
	for _, want := range []string{"第 2 版", "现行", "“交办”按第 1 版办着的 7 件", "迁到第 2 版，7 件有变，7 件到期日变，2 件不能迁", "先答复，再迁。", "都迁到第 2 版"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %s", want)
		}
	}
	if clerk := read(t, tn, "/mechanisms/errand"); strings.Contains(clerk, "办着的 7 件") || !strings.Contains(clerk, `id="versions"`) {
		t.Error("a clerk is told of everybody's cases, or not of the versions")
	}
	to := "/mechanisms/errand/versions/migrate"
	if code, text := tn.post(t, staff.Supervisor, to, map[string]string{"procedure": "errand", "from": "1"}); code != http.StatusUnprocessableEntity || !strings.Contains(text, "迁移要写明理由") {
		t.Errorf("without a reason: %d", code)
	}
	if code, _ := tn.post(t, staff.Head, to, map[string]string{"procedure": "errand", "from": "1", "reason": "办法改了"}); code != http.StatusForbidden {
		t.Errorf("a head migrates: %d", code)
	}
	p := b.Open(t, tn.URL+"/mechanisms/errand", browsertest.Options{Cookies: map[string]string{frame.CookieName: tn.cookies[staff.Supervisor]}})
	p.Fill("#reason-errand-1", "办法改了")
	p.Click("#versions form button[type=submit]")
	left := ""
	for until := time.Now().Add(time.Minute); !strings.Contains(left, "按第 1 版办着的 2 件") && time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		left = look(t, tn, "/mechanisms/errand")
	}
	if !strings.Contains(left, "按第 1 版办着的 2 件") {
		t.Error("they are not migrated by the button")
	}
}
