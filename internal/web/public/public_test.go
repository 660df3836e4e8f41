package public

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"flag"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/basemap"
	"duban/internal/kernel/snapshot"
	"duban/internal/kernel/task"
)

var update = flag.Bool("update", os.Getenv("DUBAN_UPDATE") != "", "write the golden snapshot anew")

func number(s string) *snapshot.Number { return &snapshot.Number{Decimal: quantity.Must(s)} }

// small is a snapshot with one of each thing.
func small() *snapshot.Snapshot {
	on := func(m, d int) civil.Date { return civil.Date{Year: 2026, Month: m, Day: d} }
	s := &snapshot.Snapshot{Format: snapshot.Format, Division: "429099", Place: "云泽市", Year: 2026, Number: 2, TakenAt: on(9, 15).At(9, 0), On: on(9, 15), Profile: task.Standard, ReportDay: 28,
		Promises: []snapshot.Promise{
			{Number: "2026-001", Title: "新建城市公厕57座", Category: task.Livelihood, Lead: "市城市管理执法局", Supports: []string{"城关街道办事处"}, Leader: "分管副市长", Goal: "建成 57 座", Sentence: "新建城市公厕57座、<b>垃圾</b>中转站5个。", Section: "三、2026年主要工作", Report: "2026年政府工作报告",
				SaidOn: on(1, 20), Document: "云政办发〔2026〕3号", IssuedOn: on(2, 9), BeginsOn: on(1, 1), DueOn: on(12, 31), Colour: task.Red, Verdict: task.Behind, Reckoning: "按季度节点到 9 月 15 日应完成 68%", Why: "完成 24 ÷ 应完成 38 = 0.63",
				Figure: &snapshot.Figure{Subject: "新建城市公厕", Unit: "座", Base: *number("0"), Target: *number("57"), Course: task.ByNode, Done: number("24"), Of: civil.Month{Year: 2026, Month: 8}, Due: *number("38.13"), Low: number("36"), High: number("44")},
				Months: []snapshot.Month{{Month: civil.Month{Year: 2026, Month: 7}, Figure: number("21"), SignedOn: on(7, 28), Due: *number("27")}, {Month: civil.Month{Year: 2026, Month: 8}, Figure: number("24"), SignedOn: on(8, 28), Due: *number("34.4")}, {Month: civil.Month{Year: 2026, Month: 9}, Due: *number("38.13")}},
				Events: []snapshot.Event{{On: on(1, 20), Kind: snapshot.Said, Words: "2026年政府工作报告"}, {On: on(2, 9), Kind: snapshot.Issued, Document: "云政办发〔2026〕3号"}, {On: on(5, 6), Kind: snapshot.Retargeted, From: "60座", To: "57座"}}},
			{Number: "2026-002", Title: "制定科技成果转化管理办法", Category: task.Priority, Lead: "市科学技术局", BeginsOn: on(1, 1), DueOn: on(6, 30), Colour: task.Blue, Verdict: task.Met, Reckoning: "到 9 月 15 日应有 2 件成果", Why: "办结",
				Deliverables: []snapshot.Deliverable{{Words: "征求意见稿", Evidence: "meeting", DueOn: on(4, 30), Weight: 1, VerifiedOn: on(4, 20)}, {Words: "印发办法", Evidence: "document", DueOn: on(6, 30), Weight: 2, VerifiedOn: on(6, 25)}}, Events: []snapshot.Event{}},
		},
		Projects: []snapshot.Project{
			{ID: "abcdefgh", Code: "2601-429099-04-01-12345C", Name: "城北污水处理厂", Category: "基础设施", Unit: "市住房和城乡建设局", Town: "城关街道办事处", Place: "北环路 8 号", Lon: number("113.45"), Lat: number("30.37"), Stage: "building", Reached: []snapshot.Reached{{Stage: "started", On: on(3, 1)}, {Stage: "building", On: on(4, 1)}}, StartsOn: on(3, 1), EndsOn: on(11, 30), Investment: number("12300.5"), Plan: number("8000"), Done: number("3120.25"), Through: "2026-08", Total: number("3120.25"), Colour: "red"},
			{ID: "ijkmnpqr", Name: "街心公园", Unit: "市住房和城乡建设局", Stage: "planned"},
		}}
	first := *s
	first.Number, first.TakenAt, first.On = 1, on(8, 15).At(9, 0), on(8, 15)
	first.Promises = slices.Clone(s.Promises)
	f := *s.Promises[0].Figure
	f.Done, f.Of = number("21"), civil.Month{Year: 2026, Month: 7}
	first.Promises[0].Figure = &f
	first.Promises[0].Verdict = task.OnTrack
	first.Follow(nil)
	s.Follow(&first)
	return s
}

func book(t *testing.T) *Book {
	t.Helper()
	b, err := Make(t.Context(), small(), Imprint{Host: "云泽市人民政府办公室", Phone: "0000-0000000", SiteCode: "0000000000", Faults: "https://zfwzgl.www.gov.cn/", Origin: "https://example.gov.cn/"}, basemap.Basemap{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestASmallSnapshotIsWrittenInItsOneForm(t *testing.T) {
	got := small().Canonical()
	const golden = "testdata/snapshot.json"
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%v\n%s", err, got)
	}
	back, err := snapshot.Read(want)
	if err != nil || !bytes.Equal(back.Canonical(), want) {
		t.Fatal(err)
	}
}

func TestTheSameSnapshotMakesTheSameBytes(t *testing.T) {
	a, b := book(t), book(t)
	if len(a.Files) != len(b.Files) || len(a.Files) < 40 {
		t.Fatal(len(a.Files), len(b.Files))
	}
	for p, f := range a.Files {
		if !bytes.Equal(f.Body, b.Files[p].Body) {
			t.Errorf("%s differs", p)
		}
	}
}

// walk calls f for every element of a page.
func walk(n *html.Node, f func(*html.Node)) {
	if n.Type == html.ElementNode {
		f(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, f)
	}
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func TestEveryLinkLeadsSomewhereAndNoPageNeedsScript(t *testing.T) {
	b := book(t)
	ids := map[string]map[string]bool{}
	pages := map[string]*html.Node{}
	for p, f := range b.Files {
		if f.Kind != kindOf("x.html") {
			continue
		}
		root, err := html.Parse(bytes.NewReader(f.Body))
		if err != nil {
			t.Fatal(err)
		}
		pages[p], ids[p] = root, map[string]bool{}
		walk(root, func(n *html.Node) {
			if id, ok := attribute(n, "id"); ok {
				if ids[p][id] {
					t.Errorf("%s: id %q twice", p, id)
				}
				ids[p][id] = true
			}
		})
	}
	links := 0
	for _, p := range slices.Sorted(maps.Keys(pages)) {
		titles := 0
		walk(pages[p], func(n *html.Node) {
			switch n.Data {
			case "script", "form", "iframe", "style":
				t.Errorf("%s: a page of the public site has a %s", p, n.Data)
			case "b":
				if n.FirstChild != nil && n.FirstChild.Data == "垃圾" {
					t.Errorf("%s: markup of a report came through", p)
				}
			case "h1":
				titles++
			}
			if _, ok := attribute(n, "style"); ok {
				t.Errorf("%s: style in the page", p)
			}
			for _, name := range []string{"href", "src"} {
				to, ok := attribute(n, name)
				if !ok {
					continue
				}
				u, err := url.Parse(to)
				if err != nil {
					t.Fatalf("%s: %q", p, to)
				}
				if u.Scheme != "" {
					if n.Data == "link" {
						t.Errorf("%s loads %s from elsewhere", p, to)
					}
					continue
				}
				if strings.HasPrefix(to, "/") {
					t.Errorf("%s: %s works only at the root", p, to)
				}
				full := p
				if u.Path != "" {
					full = path.Join(path.Dir(p), u.Path)
				}
				if _, there := b.Files[full]; !there {
					t.Errorf("%s: %s leads nowhere", p, to)
				}
				if u.Fragment != "" && pages[full] != nil && !ids[full][u.Fragment] {
					t.Errorf("%s: there is no #%s in %s", p, u.Fragment, full)
				}
				links++
			}
		})
		if titles != 1 {
			t.Errorf("%s has %d headings of the first rank", p, titles)
		}
	}
	if links < 300 {
		t.Error("only so many links were looked at:", links)
	}
}

func TestEnglishPagesHoldNoChineseOfOurs(t *testing.T) {
	b := book(t)
	for _, p := range []string{"en/index.html", "en/about/index.html", "en/data/index.html"} {
		for _, ours := range []string{"承诺", "完成的", "怎么算的", "数据", "主办"} {
			if bytes.Contains(b.Files[p].Body, []byte(ours)) {
				t.Errorf("%s says %s", p, ours)
			}
		}
	}
}

func TestTheProjectsAreAnInfrastructurePackage(t *testing.T) {
	var p struct {
		URI       string `json:"uri"`
		Published string `json:"publishedDate"`
		Version   string `json:"version"`
		Publisher struct {
			Name string `json:"name"`
		} `json:"publisher"`
		Projects []struct {
			ID     string `json:"id"`
			Status string `json:"status"`
			Budget *struct {
				Amount struct {
					Amount   json.Number `json:"amount"`
					Currency string      `json:"currency"`
				} `json:"amount"`
			} `json:"budget"`
			Parties   []struct{ ID string } `json:"parties"`
			Authority struct{ ID string }   `json:"publicAuthority"`
			Locations []struct {
				ID       string `json:"id"`
				Geometry *struct {
					Type        string        `json:"type"`
					Coordinates []json.Number `json:"coordinates"`
				} `json:"geometry"`
			} `json:"locations"`
			Metrics []struct {
				ID           string `json:"id"`
				Observations []struct {
					ID string `json:"id"`
				} `json:"observations"`
			} `json:"metrics"`
		} `json:"projects"`
	}
	if err := json.Unmarshal(book(t).Files["data/oc4ids.json"].Body, &p); err != nil {
		t.Fatal(err)
	}
	// what project-package-schema.json and project-schema.json of 0.9 require
	if u, err := url.Parse(p.URI); err != nil || u.Scheme == "" || p.Published != "2026-09-15T01:00:00Z" || p.Version != "0.9" || p.Publisher.Name != "云泽市" || len(p.Projects) != 2 {
		t.Fatalf("%+v", p)
	}
	x := p.Projects[0]
	if x.ID != "429099-abcdefgh" || x.Status != "implementation" || x.Budget.Amount.Amount != "123005000" || x.Budget.Amount.Currency != "CNY" || x.Authority.ID != x.Parties[0].ID || x.Locations[0].ID == "" || x.Locations[0].Geometry.Coordinates[0] != "113.45" || len(x.Metrics) != 2 || x.Metrics[0].Observations[0].ID == "" {
		t.Errorf("%+v", x)
	}
	if y := p.Projects[1]; y.ID == x.ID || y.Budget != nil || len(y.Locations) != 0 {
		t.Errorf("%+v", y)
	}
}

func TestTheDataSayWhatThePagesSay(t *testing.T) {
	b := book(t)
	z, err := zip.NewReader(bytes.NewReader(b.Files["data/package.zip"].Body), int64(len(b.Files["data/package.zip"].Body)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	if want := []string{"data/promises.csv", "data/months.csv", "data/deliverables.csv", "data/projects.csv", "datapackage.json"}; !slices.Equal(names, want) {
		t.Error(names)
	}
	for file, words := range map[string]string{"data/promises.csv": "24,2026-08", "data/months.csv": "2026-001,2026-08,24,34.4,2026-08-28", "data/projects.csv": "3120.25,2026-08", "promises/2026-001.html": "云政办发〔2026〕3号", "en/promises/2026-001.html": "Signed", "index.html": "比计划慢", "promises/verdict-behind.html": "2026-001.html", "projects/index.html": "北环路 8 号"} {
		if !bytes.Contains(b.Files[file].Body, []byte(words)) {
			t.Errorf("%s does not say %q", file, words)
		}
	}
	var feed struct {
		Entries []struct {
			ID      string `xml:"id"`
			Content string `xml:"content"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(b.Files["feed.atom"].Body, &feed); err != nil || len(feed.Entries) != 2 || feed.Entries[0].ID == feed.Entries[1].ID || !strings.Contains(feed.Entries[0].Content, "累计从 21 到 24 座") || !strings.Contains(feed.Entries[0].Content, "从“按计划”到“比计划慢”") {
		t.Fatalf("%+v, %v", feed, err)
	}
}

// given gives one snapshot.
type given struct{ *snapshot.Snapshot }

func (g *given) Newest(context.Context) (*snapshot.Snapshot, error) { return g.Snapshot, nil }

func TestTheSiteOnlyShows(t *testing.T) {
	r := &given{small()}
	site := NewSite(r, Imprint{}, noLand, slog.New(slog.NewTextHandler(io.Discard, nil)))
	ask := func(method, path string, headers ...string) *http.Response {
		q := httptest.NewRequest(method, path, nil)
		for i := 0; i+1 < len(headers); i += 2 {
			q.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		site.ServeHTTP(w, q)
		return w.Result()
	}
	if a := ask("GET", "/"); a.StatusCode != http.StatusServiceUnavailable {
		t.Error("there is a page before there is a snapshot:", a.StatusCode)
	}
	if err := site.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := ask("GET", "/promises/")
	tag := a.Header.Get("ETag")
	if a.StatusCode != 200 || !strings.HasPrefix(tag, `"`+site.shown().Digest[:16]) || !strings.Contains(a.Header.Get("Content-Security-Policy"), "default-src 'none'") || strings.Contains(a.Header.Get("Content-Security-Policy"), "script-src") || a.Header.Get("Set-Cookie") != "" || !strings.Contains(a.Header.Get("Cache-Control"), "public") {
		t.Error(a.StatusCode, a.Header)
	}
	if a := ask("GET", "/promises/", "If-None-Match", tag); a.StatusCode != http.StatusNotModified {
		t.Error(a.StatusCode)
	}
	if a := ask("GET", "/promises"); a.StatusCode != http.StatusMovedPermanently || a.Header.Get("Location") != "/promises/" {
		t.Error(a.StatusCode, a.Header)
	}
	if a := ask("GET", "/", "Accept-Encoding", "gzip"); a.Header.Get("Content-Encoding") != "gzip" {
		t.Error("not packed")
	}
	for _, path := range []string{"/sign-in", "/api/v1/tasks", "/promises/nobodys.html", "/../etc/passwd", "/en/nobodys/far/away"} {
		if a := ask("GET", path); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
	}
	for _, method := range []string{"POST", "PUT", "DELETE"} {
		if a := ask(method, "/"); a.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, a.StatusCode)
		}
	}
	next := small()
	next.Number++
	r.Snapshot = next
	if err := site.Look(t.Context()); err != nil || site.shown().Snapshot.Number != next.Number {
		t.Error("the newer snapshot is not shown", err)
	}
	if a := ask("GET", "/promises/", "If-None-Match", tag); a.StatusCode != 200 {
		t.Error("an older page counts as the newer one")
	}
}

func noLand(context.Context) (basemap.Basemap, error) { return basemap.Basemap{}, nil }
