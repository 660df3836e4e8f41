// Package browsertest opens pages in a real browser, for tests: at a width, in
// the dark, without script, with keys; it takes screenshots, asks axe what is
// hard to use, and keeps what the browser complained of. It starts the machine's
// chromium with a fresh profile, speaks to loopback only and skips the test, and
// says so, where there is no chromium.
package browsertest

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// axe-core 4.14.1, MPL-2.0; web/asset/vendored/refresh copies it.
//
//go:embed testdata/axe.min.js
var axe string

// patience bounds a step that hangs; no test asserts a time.
const patience = 90 * time.Second

// Browser is one chromium.
type Browser struct {
	t   testing.TB
	ctx context.Context
}

// Start starts a browser that ends with the test.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no chromium on this machine: pages are not opened in a browser")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("force-device-scale-factor", "1"),
		chromedp.Flag("lang", "zh-CN"),
		chromedp.Flag("accept-lang", "zh-CN"),
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		end, done := context.WithTimeout(ctx, 20*time.Second)
		_ = chromedp.Cancel(end) // closes the browser; what it answers no longer matters
		done()
		cancel()
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	return &Browser{t, ctx}
}

// Options say how a page is opened.
type Options struct {
	Width, Height int  // 1440 × 900 if nought
	Dark          bool // the machine prefers dark
	NoScript      bool // script is switched off
	Print         bool // as it is printed
	Cookies       map[string]string
}

// Page is one open page.
type Page struct {
	t        testing.TB
	tab      context.Context
	ctx      context.Context // the tab's until patience ends
	mu       sync.Mutex
	messages []string
	heard    chan string // marks that this package wrote to the console itself
	marks    int
}

// Open opens the address in a tab of its own and waits until it has loaded.
func (b *Browser) Open(t testing.TB, url string, o Options) *Page {
	t.Helper()
	p := b.Tab(t, o)
	p.visit(url, o.Cookies)
	return p
}

// Tab opens an empty tab that lasts as long as the test, with a profile of its
// own, for Visit to go from page to page: styles and scripts are fetched and
// compiled once. It takes no notice of the cookies.
func (b *Browser) Tab(t testing.TB, o Options) *Page {
	t.Helper()
	if o.Width == 0 {
		o.Width = 1440
	}
	if o.Height == 0 {
		o.Height = 900
	}
	tab, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	if err := chromedp.Do(tab); err != nil { // the context of the first act is the tab's life
		t.Fatalf("no tab opens: %v", err)
	}
	ctx, late := context.WithTimeout(tab, patience)
	t.Cleanup(func() { late(); cancel() })
	p := &Page{t: t, tab: tab, ctx: ctx, heard: make(chan string, 16)}
	p.must(chromedp.Do(ctx, chromedp.EmulateViewport(int64(o.Width), int64(o.Height))))
	scheme := "light"
	if o.Dark {
		scheme = "dark"
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if o.Print {
		media.Media = "print"
	}
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media)
	p.must(err)
	if o.NoScript {
		_, err = chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		p.must(err)
	}
	console := chromedp.Console(tab)
	go func() {
		for m, err := range console {
			if err != nil {
				return
			}
			if strings.HasPrefix(m.Text, mark) {
				p.heard <- m.Text
				continue
			}
			if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleWarning || m.IsException() {
				p.mu.Lock()
				p.messages = append(p.messages, string(m.Type)+": "+m.Text)
				p.mu.Unlock()
			}
		}
	}()
	return p
}

// Visit goes to another address in the same tab, with these cookies and no
// others, and forgets what the browser complained of before. What goes wrong from
// then on, goes wrong in t.
func (p *Page) Visit(t testing.TB, url string, cookies map[string]string) {
	t.Helper()
	p.t = t
	ctx, late := context.WithTimeout(p.tab, patience)
	t.Cleanup(late)
	p.ctx = ctx
	p.must(chromedp.Do(ctx, chromedp.Navigate("about:blank"))) // or an address that differs by its # alone would load nothing
	p.Complaints()
	p.mu.Lock()
	p.messages = nil
	p.mu.Unlock()
	_, err := chromedp.Call(ctx, network.ClearBrowserCookies, cdp.Empty{})
	p.must(err)
	p.visit(url, cookies)
}

func (p *Page) visit(url string, cookies map[string]string) {
	p.t.Helper()
	for name, value := range cookies {
		_, err := chromedp.Call(p.ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: url})
		p.must(err)
	}
	p.must(chromedp.Do(p.ctx, chromedp.Navigate(url)))
}

// mark opens what this package writes to the console to know that all before it
// has been read.
const mark = "browsertest mark "

func (p *Page) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// Context is the tab's, for what this package does not offer.
func (p *Page) Context() context.Context { return p.ctx }

// Eval runs an expression in the page and decodes its value; a promise is awaited.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	p.must(err)
	return v
}

// Click clicks the first element of the selector.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.must(chromedp.Do(p.ctx, chromedp.Click(chromedp.CSS(selector))))
}

// Submit clicks what leads to another page and waits until that page is there. A
// click alone returns while the old page stands, and what both pages show is then
// read from the old one.
func (p *Page) Submit(selector string) {
	p.t.Helper()
	Eval[bool](p, `window.leaving = true`)
	p.Click(selector)
	for until := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		// between the pages there is nothing to ask, which is an error of its own
		there, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](`document.readyState === 'complete' && !window.leaving`))
		if err == nil && there {
			return
		}
		if time.Now().After(until) {
			p.t.Fatalf("%s led to no page: %v", selector, err)
		}
	}
}

// Fill writes into a field over what stands there, as somebody typing.
func (p *Page) Fill(selector, text string) {
	p.t.Helper()
	quoted, err := json.Marshal(selector)
	p.must(err)
	Eval[bool](p, `(e => { e.focus(); e.select(); return true; })(document.querySelector(`+string(quoted)+`))`)
	p.must(chromedp.Do(p.ctx, chromedp.SendKeys(chromedp.CSS(selector), text)))
}

// Press presses keys where the focus is; kb.Tab and its like are names of
// chromedp/kb.
func (p *Page) Press(keys string) {
	p.t.Helper()
	p.must(chromedp.Do(p.ctx, chromedp.KeyEvent(keys)))
}

// Wait waits until the selector is seen.
func (p *Page) Wait(selector string) {
	p.t.Helper()
	p.must(chromedp.Do(p.ctx, chromedp.WaitVisible(chromedp.CSS(selector))))
}

// Text is the text of the first element of the selector, blanks made one.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	s, err := chromedp.Run(p.ctx, chromedp.TextContent(chromedp.CSS(selector)))
	p.must(err)
	return strings.Join(strings.Fields(s), " ")
}

// URL is where the page is now.
func (p *Page) URL() string {
	p.t.Helper()
	s, err := chromedp.Run(p.ctx, chromedp.Location())
	p.must(err)
	return s
}

// Screenshot writes the full page as PNG, making the folder. It returns the path.
func (p *Page) Screenshot(path string) string {
	p.t.Helper()
	png, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	p.must(err)
	p.must(os.MkdirAll(filepath.Dir(path), 0o755))
	p.must(os.WriteFile(path, png, 0o644))
	return path
}

// Complaints are what the browser wrote to its console so far: script errors,
// refusals of the security policy, resources that did not load.
func (p *Page) Complaints() []string {
	p.t.Helper()
	p.marks++
	want := fmt.Sprint(mark, p.marks)
	_, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](fmt.Sprintf("console.warn(%q);true", want)))
	p.must(err)
	for got := ""; got != want; {
		select {
		case got = <-p.heard:
		case <-p.ctx.Done():
			p.t.Fatal("the browser's console is not heard")
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.messages...)
}

// Violation is one thing that axe holds against the page.
type Violation struct {
	ID     string
	Impact string
	Help   string
	Nodes  []string // selector and reason
}

func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s\n\t%s", v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n\t"))
}

// Axe asks axe for WCAG 2.2 A and AA and good practice, and returns what is
// violated. The script is put in by the debugger, so the page's policy holds for
// the page.
func (p *Page) Axe() []Violation {
	p.t.Helper()
	_, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](axe+";true"))
	p.must(err)
	text := Eval[string](p, `axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(r => JSON.stringify(r.violations.map(v => ({ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.map(n => n.target.join(' ') + ' — ' + (n.failureSummary || '').replace(/\s+/g, ' '))}))))`)
	var found []Violation
	p.must(json.Unmarshal([]byte(text), &found))
	return found
}

// WiderThanWindow are the elements that make the page scroll sideways; none when
// it does not.
func (p *Page) WiderThanWindow() []string {
	p.t.Helper()
	return Eval[[]string](p, `(() => {
		const w = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= w) return [];
		return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest('.scroll, nav')).slice(0, 12).map(e => e.tagName.toLowerCase() + '.' + (e.getAttribute('class') || '') + ' ' + Math.round(e.getBoundingClientRect().right));
	})()`)
}
