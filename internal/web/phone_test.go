package web

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/browsertest"
	"duban/internal/web/frame"
)

// air is what lies between a phone and the house.
type air struct {
	*httptest.Server
	state atomic.Int32
}

const (
	clear = iota
	gone  // nothing gets through
	oneWay
)

// over puts air before the town.
func over(t *testing.T, tn *town) *air {
	a := &air{}
	site := tn.Config.Handler
	drop := func(w http.ResponseWriter) {
		if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
			c.Close()
		}
	}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch a.state.Load() {
		case gone:
			drop(w)
		case oneWay: // it arrives, and the answer is lost
			if r.Method == http.MethodPost {
				site.ServeHTTP(httptest.NewRecorder(), r)
			}
			drop(w)
		default:
			site.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(a.Close)
	return a
}

// set changes the air, and the phone notices.
func (a *air) set(t *testing.T, p *browsertest.Page, state int32) {
	t.Helper()
	a.state.Store(state)
	if _, err := chromedp.Call(p.Context(), network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: state == gone, DownloadThroughput: -1, UploadThroughput: -1}); err != nil {
		t.Fatal(err)
	}
}

func picture(t *testing.T) string {
	t.Helper()
	im := image.NewRGBA(image.Rect(0, 0, 800, 600))
	for i := range im.Pix {
		im.Pix[i] = byte(i * i)
	}
	im.Set(0, 0, color.White)
	path := filepath.Join(t.TempDir(), "shot.jpg")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := jpeg.Encode(f, im, nil); err != nil {
		t.Fatal(err)
	}
	return path
}

const library, phonePage = "[data-shooting] label + label input", "/cases/phone/whistle"

func enter(t *testing.T, p *browsertest.Page, what, shot string) {
	t.Helper()
	p.Fill(`[name="x.位置"]`, "青年路 18 号")
	p.Fill(`[name="x.事由"]`, what)
	for name, value := range map[string]string{"类别": "井盖缺失", "街道能办": "办不了", "急缓": "应急"} {
		p.Click(`[name="x.` + name + `"][value="` + value + `"]`)
	}
	if shot != "" {
		if err := chromedp.Do(p.Context(), chromedp.SetUploadFiles(chromedp.CSS(library), []string{shot})); err != nil {
			t.Fatal(err)
		}
	}
}

func (tn *town) reported(t *testing.T, what string) []desk.CaseRow {
	t.Helper()
	l, err := tn.work.ListCases(t.Context(), tn.actors[staff.Supervisor], desk.CasePage{Procedure: "whistle", Most: 100})
	if err != nil {
		t.Fatal(err)
	}
	var list []desk.CaseRow
	for _, c := range l.Cases {
		if c.Title == what {
			list = append(list, c)
		}
	}
	return list
}

// shows waits until the queue, which changes under one's eyes, says the words.
func shows(t *testing.T, p *browsertest.Page, selector, words string) {
	t.Helper()
	got := browsertest.Eval[string](p, fmt.Sprintf(`(async () => {
		let got = '';
		for (let i = 0; i < 400; i++) {
			const e = document.querySelector(%q);
			got = e ? e.textContent.replace(/\s+/g, ' ').trim() : '';
			if (got.includes(%q) && e.offsetParent !== null) break;
			await new Promise(done => setTimeout(done, 50));
		}
		return got;
	})()`, selector, words))
	if !strings.Contains(got, words) {
		t.Fatalf("%s says %q, want %q", selector, got, words)
	}
}

func entries(p *browsertest.Page) int {
	return browsertest.Eval[int](p, `document.querySelectorAll('[data-entry]').length`)
}

func TestWhatAPhoneTookInWithoutANetIsReportedOnceWhenItReturns(t *testing.T) {
	tn := settled(t)
	a, b := over(t, tn), browsertest.Start(t)
	own := map[string]string{frame.CookieName: tn.cookies[staff.Clerk]}
	p := b.Open(t, a.URL+phonePage, browsertest.Options{Width: 360, Height: 780, Cookies: own})
	p.Wait("form[data-ready]")
	p.Wait("html[data-kept]")

	// the page opens where there is no net, and takes a report with its photograph
	a.set(t, p, gone)
	goTo(t, p, a.URL+phonePage)
	p.Wait("form[data-ready]")
	shows(t, p, "[data-off]", "没有网络")
	enter(t, p, "井盖不见了", picture(t))
	p.Wait("[data-made] img")
	p.Click("form[data-phone] [type=submit]")
	shows(t, p, "[data-state=waiting]", "井盖不见了 等网络 青年路 18 号，井盖缺失，应急，")
	shows(t, p, "[data-state=waiting]", "照片 1 张，")
	for _, v := range p.Axe() {
		t.Errorf("axe: %s", v)
	}
	if wide := p.WiderThanWindow(); len(wide) > 0 {
		t.Errorf("it scrolls sideways: %v", wide)
	}
	goTo(t, p, a.URL+phonePage) // and still has it when it is opened again
	shows(t, p, "[data-state=waiting]", "井盖不见了")
	if n := len(tn.reported(t, "井盖不见了")); n != 0 {
		t.Fatalf("%d cases before there is a net", n)
	}

	// the answer is lost on its way: the phone does not know, and sends again
	a.set(t, p, oneWay)
	p.Click("[data-try]")
	p.Wait("[data-off]:not([hidden])")
	for len(tn.reported(t, "井盖不见了")) == 0 {
		if t.Context().Err() != nil {
			t.Fatal("nothing arrives")
		}
		p.Click("[data-try]")
	}
	shows(t, p, "[data-entry]", "等网络")
	a.set(t, p, gone)
	a.set(t, p, clear)
	p.Wait("[data-state=sent]")
	list := tn.reported(t, "井盖不见了")
	if len(list) != 1 {
		t.Fatalf("sent again it is %d cases", len(list))
	}
	shows(t, p, "[data-state=sent]", "编号 "+list[0].Number)
	c, err := tn.work.ShowCase(t.Context(), tn.actors[staff.Supervisor], list[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if e := c.Events[0]; e.HappenedAt >= e.RecordedAt || e.Unit != tn.actors[staff.Clerk].Unit {
		t.Errorf("it happened at %s and was recorded at %s", e.HappenedAt, e.RecordedAt)
	}
	shots, _ := c.Data["照片"].([]any)
	if len(shots) != 1 {
		t.Fatalf("it has the photographs %v", shots)
	}
	if _, err := tn.work.OpenPhoto(t.Context(), tn.actors[staff.Supervisor], list[0].ID, shots[0].(string), false); err != nil {
		t.Error(err)
	}
	for _, v := range p.Axe() {
		t.Errorf("axe: %s", v)
	}
}

func TestWhatSomebodyEnteredStaysHisOnAPhoneOfSeveral(t *testing.T) {
	tn := settled(t)
	a, b := over(t, tn), browsertest.Start(t)
	own, other := map[string]string{frame.CookieName: tn.cookies[staff.Clerk]}, map[string]string{frame.CookieName: tn.cookies[staff.Head]}
	p := b.Open(t, a.URL+phonePage, browsertest.Options{Width: 360, Height: 780, Cookies: own})
	p.Wait("html[data-kept]")
	a.set(t, p, gone)
	enter(t, p, "我的一件", "")
	p.Click("form[data-phone] [type=submit]")
	p.Wait("[data-state=waiting]")
	enter(t, p, "没写完的", "")
	browsertest.Eval[bool](p, `new Promise(done => setTimeout(() => done(true), 600))`) // the draft is put away a moment after the last key

	goTo(t, p, "about:blank")
	a.set(t, p, clear)
	p.Visit(t, a.URL+phonePage, other)
	p.Wait("form[data-ready]")
	if n := entries(p); n != 0 {
		t.Errorf("somebody else sees %d entries", n)
	}
	if v := browsertest.Eval[string](p, `document.querySelector('[name="x.事由"]').value`); v != "" {
		t.Errorf("somebody else sees the draft %q", v)
	}
	if n := len(tn.reported(t, "我的一件")); n != 0 {
		t.Error("somebody else's page sent it")
	}
	code, text := tn.hand(t, staff.Head, phonePage, "application/json", map[string]string{"act": "x1", "person": holderOf(tn.actors[staff.Clerk]), "x.事由": "我的一件"}, nil)
	if code != http.StatusForbidden || !strings.Contains(text, "别人存在手机里") {
		t.Errorf("an entry of somebody else is answered %d: %s", code, text)
	}

	// signed out: it stays, and says what to do; the kept page is gone
	p.Visit(t, a.URL+phonePage, own)
	p.Wait("[data-state=sent]")
	if v := browsertest.Eval[string](p, `document.querySelector('[name="x.事由"]').value`); v != "没写完的" {
		t.Errorf("the draft is %q", v)
	}
	if _, err := chromedp.Call(p.Context(), network.ClearBrowserCookies, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	p.Click("form[data-phone] [type=submit]")
	shows(t, p, "[data-state=login]", "要登录")
	p.Click("[data-sign-in]")
	p.Wait("#f-login")
	if browsertest.Eval[bool](p, `caches.has('duban-phone')`) {
		t.Error("whoever has to sign in finds the page of who was there before")
	}
	p.Fill("#f-login", tn.actors[staff.Clerk].Login)
	p.Fill("#f-password", password)
	p.Click(`form[action^="/sign-in"] button`)
	p.Wait("[data-list=sent] li + li")
	if n := len(tn.reported(t, "没写完的")); n != 1 {
		t.Errorf("signed in again it is %d cases", n)
	}
}

func holderOf(a staff.Actor) string { return a.Division + "." + a.Person }

func TestWhatIsRefusedComesBackToThePhoneWithTheReason(t *testing.T) {
	tn := settled(t)
	b := browsertest.Start(t)
	p := b.Open(t, tn.URL+phonePage, browsertest.Options{Width: 360, Height: 780, Cookies: map[string]string{frame.CookieName: tn.cookies[staff.Clerk]}})
	p.Wait("form[data-ready]")
	bad := filepath.Join(t.TempDir(), "a.heic")
	if err := os.WriteFile(bad, []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	enter(t, p, "照片打不开", bad)
	p.Wait("[data-made]")
	p.Click("form[data-phone] [type=submit]")
	shows(t, p, "[data-state=refused]", "要您看一下")
	shows(t, p, "[data-state=refused] [data-why]", "HEIC")
	p.Click("[data-mend]")
	p.Wait("[data-made] button")
	p.Click("[data-made] button")
	p.Click("form[data-phone] [type=submit]")
	p.Wait("[data-state=sent]")
	if n := len(tn.reported(t, "照片打不开")); n != 1 {
		t.Errorf("mended it is %d cases", n)
	}
}

func TestThePhonesPageWorksWithoutScript(t *testing.T) {
	tn := settled(t)
	b := browsertest.Start(t)
	p := b.Open(t, tn.URL+phonePage, browsertest.Options{Width: 360, Height: 780, NoScript: true, Cookies: map[string]string{frame.CookieName: tn.cookies[staff.Clerk]}})
	enter(t, p, "没有脚本", picture(t))
	p.Fill(`[name="x.坐标"]`, "113.454321,30.362211")
	p.Click("form[data-phone] [type=submit]")
	p.Wait(".now4")
	list := tn.reported(t, "没有脚本")
	if len(list) != 1 || !strings.HasSuffix(p.URL(), "/cases/"+list[0].ID) {
		t.Fatalf("%d cases, and the page is %s", len(list), p.URL())
	}
	if n := browsertest.Eval[int](p, `document.querySelectorAll('.shots img').length`); n != 1 {
		t.Errorf("the case shows %d photographs", n)
	}
	code, text := tn.post(t, staff.Clerk, phonePage, map[string]string{"x.事由": "少填的"})
	if code != http.StatusUnprocessableEntity || !strings.Contains(text, "“位置”没有填") || !strings.Contains(text, `value="少填的"`) {
		t.Errorf("a form half filled in answered %d", code)
	}
	for path, want := range map[string]string{phonePage: "geolocation=(self)", "/cases/new/whistle": "geolocation=()"} {
		if _, _, h := tn.ask(t, "GET "+path, tn.cookies[staff.Clerk]); !strings.Contains(h.Get("Permissions-Policy"), want) {
			t.Errorf("%s may use %s", path, h.Get("Permissions-Policy"))
		}
	}
	if code, _, _ := tn.ask(t, "GET /cases/phone/project", tn.cookies[staff.Clerk]); code != http.StatusNotFound {
		t.Errorf("a procedure without a page for phones answers %d", code)
	}
}

func TestWhoReportsWhatIsReportedNearbyIsAsked(t *testing.T) {
	tn := settled(t)
	whole := func(what string) map[string]string {
		return map[string]string{"act": "alike-" + what, "x.事由": what, "x.类别": "井盖缺失", "x.位置": "青年路 18 号", "x.急缓": "日常", "x.街道能办": "办得了", "x.坐标": "113.454321,30.362211"}
	}
	if code, text := tn.post(t, staff.Clerk, phonePage, whole("青年路井盖不见了")); code != http.StatusSeeOther {
		t.Fatalf("the first is answered %d: %s", code, text)
	}
	first := tn.reported(t, "青年路井盖不见了")[0]
	for _, path := range []string{"/cases/new/whistle", phonePage} {
		code, text := tn.post(t, staff.Clerk, path, whole("小学门口井盖丢失"))
		if code != http.StatusOK || !strings.Contains(text, "附近已有类似事项") || !strings.Contains(text, first.Number) || !strings.Contains(text, `name="x.事由" value="小学门口井盖丢失"`) {
			t.Errorf("%s answered %d", path, code)
		}
	}
	apart := whole("小学门口井盖丢失")
	apart["apart"] = " "
	if code, text := tn.post(t, staff.Clerk, "/cases/new/whistle", apart); code != http.StatusOK || !strings.Contains(text, "没有写为什么不是同一件") {
		t.Errorf("without a reason: %d", code)
	}
	apart["apart"] = "在路对面"
	if code, text := tn.post(t, staff.Clerk, "/cases/new/whistle", apart); code != http.StatusSeeOther {
		t.Errorf("with a reason: %d: %s", code, text)
	}
	second := tn.reported(t, "小学门口井盖丢失")[0]
	if page := read(t, tn, "/cases/"+second.ID); !strings.Contains(page, "附近有 1 件类似的") || !strings.Contains(page, "在路对面") {
		t.Error("who receives it is not shown the other one, or not why it is another")
	}
	same := whole("井盖没有了")
	same["same"] = first.ID
	if code, text := tn.post(t, staff.Clerk, phonePage, same); code != http.StatusSeeOther {
		t.Fatalf("joined: %d: %s", code, text)
	}
	third := tn.reported(t, "井盖没有了")[0]
	if third.Stage != "merged" || !strings.Contains(read(t, tn, "/cases/"+third.ID), "已并入") || !strings.Contains(read(t, tn, "/cases/"+first.ID), third.Number) {
		t.Errorf("joined it stands in %s, or one does not show the other", third.Stage)
	}
	asks := whole("井盖丢了")
	asks["person"] = holderOf(tn.actors[staff.Clerk])
	if code, text := tn.hand(t, staff.Clerk, phonePage, "application/json", asks, nil); code != http.StatusConflict || !strings.Contains(text, `"alike":[{"id":`) {
		t.Errorf("a phone's queue is answered %d: %s", code, text)
	}
}
