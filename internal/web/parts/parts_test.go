package parts

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"duban/internal/web/asset"
	"duban/internal/web/browsertest"
	"duban/internal/web/visit"
)

// shots, when set, is the folder that screenshots are left in for somebody to
// look at.
const shots = "DUBAN_SHOTS"

func serveParts(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(asset.Prefix, asset.Handler())
	mux.Handle(visit.Path, visit.Handler())
	mux.Handle("/parts", Handler())
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", asset.Policy)
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func picture(p *browsertest.Page, name string) {
	if dir := os.Getenv(shots); dir != "" {
		p.Screenshot(filepath.Join(dir, name+".png"))
	}
}

// live waits until every chart can be read by pointer.
func live(p *browsertest.Page) {
	browsertest.Eval[bool](p, `(async () => {
		for (const f of document.querySelectorAll('figure[data-plot]')) {
			f.scrollIntoView();
			while (!f.classList.contains('live')) await new Promise(r => setTimeout(r, 20));
		}
		scrollTo(0, 0);
		return true;
	})()`)
}

func TestThePageIsForEverybody(t *testing.T) {
	site := serveParts(t)
	b := browsertest.Start(t)
	for _, width := range []int{360, 1440} {
		for _, lang := range []string{"zh", "en"} {
			for _, dark := range []bool{false, true} {
				name := fmt.Sprintf("%d %s dark %v", width, lang, dark)
				t.Run(name, func(t *testing.T) {
					p := b.Open(t, site+"/parts?lang="+lang, browsertest.Options{Width: width, Dark: dark})
					live(p)
					picture(p, strings.ReplaceAll(name, " ", "-"))
					for _, v := range p.Axe() {
						t.Error(v)
					}
					for _, c := range p.Complaints() {
						t.Error("the browser complains:", c)
					}
					for _, w := range p.WiderThanWindow() {
						t.Error("wider than the window:", w)
					}
				})
			}
		}
	}
}

func TestThePageFillsAWideWindowAndPrints(t *testing.T) {
	site := serveParts(t)
	b := browsertest.Start(t)
	p := b.Open(t, site+"/parts", browsertest.Options{Width: 1920})
	live(p)
	picture(p, "1920-zh")
	if w := p.WiderThanWindow(); len(w) > 0 {
		t.Error(w)
	}
	paper := b.Open(t, site+"/parts?theme=dark", browsertest.Options{Width: 794, Print: true})
	picture(paper, "print")
	if got := browsertest.Eval[string](paper, "getComputedStyle(document.body).color"); got != "rgb(0, 0, 0)" {
		t.Errorf("dark is printed in %s", got)
	}
	if browsertest.Eval[bool](paper, "[...document.querySelectorAll('.mast, .btn, .filter')].some(e => e.offsetParent !== null)") {
		t.Error("what cannot be pressed on paper is printed")
	}
}

func TestThePageIsReadAndUsedWithoutScript(t *testing.T) {
	site := serveParts(t)
	b := browsertest.Start(t)
	p := b.Open(t, site+"/parts", browsertest.Options{Width: 360, NoScript: true})
	picture(p, "360-no-script")
	if got := p.Text("#plot-enterprises svg"); !strings.Contains(got, "2026") {
		t.Errorf("the chart is not drawn: %q", got)
	}
	p.Click(`a[data-dialog="reject"]`)
	p.Wait(".dlg.asked")
	picture(p, "360-asked")
	p.Click(`.dlg.asked button[type=submit]`)
	p.Wait(".toast")
	if got := p.Text(".message .toast"); got != "已退回第 57 条" {
		t.Errorf("the act left %q", got)
	}
	p.Click(`button[name=theme][value=dark]`)
	p.Wait(`html[data-theme=dark] .toast`)
	p.Click(`button[name=lang][value=en]`)
	p.Wait(`html[lang=en] .toast`)
	if got := p.Text("h1"); got != "Parts of a page" {
		t.Errorf("in English it is called %q", got)
	}
}

func TestAKeyboardIsEnough(t *testing.T) {
	site := serveParts(t)
	b := browsertest.Start(t)
	p := b.Open(t, site+"/parts", browsertest.Options{})
	p.Press("\t")
	if got := browsertest.Eval[string](p, "document.activeElement.className"); got != "skip" {
		t.Errorf("the first stop is %q", got)
	}
	p.Press("\r")
	if got := browsertest.Eval[string](p, "document.activeElement.id"); got != "main" {
		t.Errorf("the skip link leads to %q", got)
	}
	p.Press("j")
	if !strings.HasSuffix(p.URL(), "#table") {
		t.Errorf("J leads to %s", p.URL())
	}
	// while somebody types, a key is a letter
	browsertest.Eval[bool](p, "location.hash = '', document.querySelector('.filter input[type=search]').focus(), true")
	p.Press("j")
	if strings.HasSuffix(p.URL(), "#table") {
		t.Error("J acted while somebody typed")
	}
	browsertest.Eval[bool](p, `document.querySelector('a[data-dialog]').focus(), true`)
	p.Press("\r")
	p.Wait("dialog[open]")
	picture(p, "1440-dialog")
	for _, v := range p.Axe() {
		t.Error("with the dialog open:", v)
	}
	p.Press("\x1b")
	if browsertest.Eval[bool](p, "document.querySelector('dialog').open") {
		t.Error("Escape does not close the dialog")
	}
	p.Click("[data-keys-switch]")
	browsertest.Eval[bool](p, "document.activeElement.blur(), location.hash = '', true")
	p.Press("j")
	if strings.HasSuffix(p.URL(), "#table") {
		t.Error("J acts although single keys are off")
	}
}

func TestAWrongFormComesBackAsItWasWritten(t *testing.T) {
	site := serveParts(t)
	post := func(form url.Values) (*http.Response, *html.Node) {
		jar, _ := cookiejar.New(nil)
		r, err := (&http.Client{Jar: jar}).PostForm(site+"/parts?lang=zh", form)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		n, err := html.Parse(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r, n
	}
	r, n := post(url.Values{"total": {`二十三"><script>`}, "finish": {"2026-12-20"}, "sure": {"yes"}})
	if r.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("answered %d", r.StatusCode)
	}
	kept, title := "", ""
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == "title" {
			title = d.FirstChild.Data
		}
		for _, a := range d.Attr {
			if a.Key == "value" && strings.HasPrefix(a.Val, "二十三") {
				kept = a.Val
			}
		}
	}
	if kept != `二十三"><script>` || !strings.HasPrefix(title, "有错：") {
		t.Errorf("kept %q, title %q", kept, title)
	}
	r, n = post(url.Values{"total": {"25"}, "finish": {"2026-12-20"}, "sure": {"yes"}})
	var b strings.Builder
	if err := html.Render(&b, n); err != nil {
		t.Fatal(err)
	}
	if r.StatusCode != http.StatusOK || !strings.Contains(b.String(), "已报送：累计完成 25 座") {
		t.Errorf("answered %d without its message", r.StatusCode)
	}
}
