package web

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
)

// field is what a form asks for, and what stands in it.
type field struct {
	name, kind, value string
	written           bool // by a person, in words of his own
}

// sheet is a form of a page.
type sheet struct {
	page, action, method string
	role                 staff.Role
	files                bool // it is sent as several parts
	fields               []field
}

// shape tells forms apart that differ by more than whom they are about.
func (s sheet) shape() string {
	names := []string{}
	for _, f := range s.fields {
		if !slices.Contains(names, f.name) {
			names = append(names, f.name)
		}
	}
	return string(s.role) + " " + s.method + " " + somebodys.ReplaceAllString(s.action, "/*") + " " + strings.Join(names, ",")
}

var somebodys = regexp.MustCompile(`/[^/?]*[0-9][^/?]*|\?.*`)

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func elements(n *html.Node) []*html.Node {
	var all []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode {
			all = append(all, d)
		}
	}
	return all
}

// sheetsOf are the forms of a page with their fields, also those that stand
// elsewhere and name their form.
func sheetsOf(page string, role staff.Role, root *html.Node) []sheet {
	var all []sheet
	at := map[*html.Node]int{}
	byID := map[string]int{}
	for _, n := range elements(root) {
		if n.Data == "form" {
			s := sheet{page: page, role: role, method: "GET"}
			s.action, _ = attribute(n, "action")
			if m, _ := attribute(n, "method"); strings.EqualFold(m, "post") {
				s.method = "POST"
			}
			kind, _ := attribute(n, "enctype")
			s.files = kind == "multipart/form-data"
			if s.action == "" {
				s.action = page
			}
			at[n] = len(all)
			if id, ok := attribute(n, "id"); ok {
				byID[id] = len(all)
			}
			all = append(all, s)
		}
	}
	for _, n := range elements(root) {
		if !slices.Contains([]string{"input", "textarea", "select", "button"}, n.Data) {
			continue
		}
		name, _ := attribute(n, "name")
		i, ok := -1, false
		if id, by := attribute(n, "form"); by {
			i, ok = byID[id]
		} else {
			for p := n.Parent; p != nil && !ok; p = p.Parent {
				i, ok = at[p]
			}
		}
		if !ok || name == "" {
			continue
		}
		f := field{name: name, kind: n.Data}
		f.value, _ = attribute(n, "value")
		switch n.Data {
		case "input":
			f.kind, _ = attribute(n, "type")
			f.written = f.kind == "" || f.kind == "text" || f.kind == "search"
			if _, checked := attribute(n, "checked"); (f.kind == "checkbox" || f.kind == "radio") && !checked {
				continue
			}
		case "textarea":
			f.written = true
			if n.FirstChild != nil {
				f.value = n.FirstChild.Data
			}
		case "select":
			for _, o := range elements(n) {
				v, _ := attribute(o, "value")
				if _, selected := attribute(o, "selected"); selected || f.value == "" {
					f.value = v
				}
			}
		}
		all[i].fields = append(all[i].fields, f)
	}
	return all
}

// made is what became of the markup in a page: elements and attributes.
func made(root *html.Node) []string {
	var list []string
	for _, n := range elements(root) {
		if src, _ := attribute(n, "src"); src == "x" {
			list = append(list, "an element with src=x")
		}
		if n.Data == "script" && n.FirstChild != nil && strings.Contains(n.FirstChild.Data, "mark(") {
			if kind, _ := attribute(n, "type"); kind != "application/json" {
				list = append(list, "a script")
			}
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") {
				list = append(list, n.Data+" with "+a.Key)
			}
		}
	}
	return list
}

var markNumber = regexp.MustCompile(`mark\((\d+)\)`)

// plain is what fields get, by their name or kind, that take no words.
var plain = map[string]string{"number": "1", "date": "2026-12-01", "url": "https://example.gov.cn/", "email": "a@example.gov.cn",
	"issuer": "https://id.example.gov.cn", "start": "0", "end": "4", "from": "2026-11-01", "until": "2027-11-01", "rank": "1", "address": "https://hook.example.gov.cn/duban"}

// harm walks the town with markup in its hands.
type harm struct {
	*town
	t     *testing.T
	tried int
	seen  map[string]bool // numbers of what was shown as text
}

// markup is what a field gets: it breaks out of text, attributes and scripts.
// Names are kept up to 40 characters.
func (h *harm) markup(short bool) string {
	h.tried++
	if short {
		return fmt.Sprintf(`"><img src=x onerror=mark(%d)>`, h.tried)
	}
	return fmt.Sprintf(`<img src=x onerror=mark(%d)>"'></textarea></script><script>mark(%[1]d)</script>`, h.tried)
}

// get shows a page; other answers than pages are nil.
func (h *harm) get(path string, role staff.Role, lang string) *html.Node {
	h.t.Helper()
	r, err := http.NewRequest(http.MethodGet, h.URL+path, nil)
	if err != nil {
		return nil // no browser could ask for it either
	}
	return h.send(r, role, lang)
}

func (h *harm) send(r *http.Request, role staff.Role, lang string) *html.Node {
	h.t.Helper()
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "lang", Value: lang})
	if role != "" {
		r.AddCookie(&http.Cookie{Name: frame.CookieName, Value: h.cookies[role]})
	}
	answer, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	if answer.StatusCode >= 500 {
		h.t.Errorf("%s %s by %s breaks: %.300s", r.Method, r.URL, role, body)
	}
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		return nil
	}
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	for _, m := range made(root) {
		h.t.Errorf("%s %s by %s shows %s made of what somebody wrote", r.Method, r.URL, role, m)
	}
	for _, m := range markNumber.FindAllStringSubmatch(string(body), -1) {
		h.seen[m[1]] = true
	}
	return root
}

// fill sends a form with markup in one field that a person writes in words, or
// in all of them: what one field refuses must not keep the others from being
// kept and shown.
func (h *harm) fill(s sheet, only string) {
	h.t.Helper()
	values := url.Values{}
	for _, f := range s.fields {
		switch {
		case f.name == "act": // each sending is an act of its own
			f.value = desk.NewAct(time.Now().UnixMicro(), rand.Reader)
		case f.name == "version": // as the thing is now
			f.value = ""
		case f.written && (only == "" || only == f.name):
			f.value = h.markup(only != "")
		case f.value == "" && plain[f.name] != "":
			f.value = plain[f.name]
		case f.written && f.value == "":
			f.value = fmt.Sprintf("a%d", h.tried)
		case f.value == "" && plain[f.kind] != "":
			f.value = plain[f.kind]
		}
		values.Add(f.name, f.value)
	}
	address := s.action
	if s.method == "GET" {
		path, _, _ := strings.Cut(address, "?")
		h.get(path+"?"+values.Encode(), s.role, "zh")
		return
	}
	body, kind := io.Reader(strings.NewReader(values.Encode())), "application/x-www-form-urlencoded"
	if s.files {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for _, f := range s.fields {
			if f.kind == "file" {
				part, err := w.CreateFormFile(f.name, "报告"+h.markup(false)+".txt")
				if err != nil {
					h.t.Fatal(err)
				}
				fmt.Fprintf(part, "政府工作报告\n\n一、2025年工作回顾%s\n\n地区生产总值增长6.1%%，%s新建学校3所。\n\n二、2026年工作安排\n\n建成%s公园5个。\n", h.markup(false), h.markup(false), h.markup(false))
				continue
			}
			if err := w.WriteField(f.name, values.Get(f.name)); err != nil {
				h.t.Fatal(err)
			}
		}
		w.Close()
		body, kind = &b, w.FormDataContentType()
	}
	r, err := http.NewRequest(http.MethodPost, h.URL+address, body)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	h.send(r, s.role, "zh")
}

// again signs somebody in whose session an act has ended.
func (h *harm) again(role staff.Role) {
	by := h.actors[role]
	if _, err := h.work.Actor(h.t.Context(), by.Division, strings.TrimPrefix(h.cookies[role], by.Division+".")); err == nil {
		return
	}
	o, err := h.work.OpenSession(h.t.Context(), desk.SignIn{Division: by.Division, Login: by.Login, Password: password})
	if err == nil {
		h.cookies[role] = by.Division + "." + o.Secret
	}
}

// pages are all addresses that are answered by a page, for every role.
func (h *harm) pages(lang string, f func(path string, role staff.Role, root *html.Node)) {
	h.t.Helper()
	for _, role := range slices.Sorted(maps.Keys(h.cookies)) {
		h.again(role)
		paths := []string{}
		for _, r := range routes {
			if path := h.address(r.pattern); strings.HasPrefix(r.pattern, "GET ") && !strings.Contains(path, "nobodys") && !file(r.pattern) {
				paths = append(paths, path)
			}
		}
		list, err := h.work.ListReports(h.t.Context(), h.actors[staff.Supervisor], desk.ReportPage{Most: 20})
		if err != nil {
			h.t.Fatal(err)
		}
		for _, r := range list {
			paths = append(paths, "/reports/"+r.ID)
			if v, err := h.work.ReviewReport(h.t.Context(), h.actors[staff.Supervisor], r.ID); err == nil && len(v.Records) > 0 {
				paths = append(paths, "/reports/"+r.ID+"?at="+v.Records[0].ID)
			}
		}
		for i := 0; i < len(paths); i++ {
			root := h.get(paths[i], role, lang)
			if root == nil {
				continue
			}
			f(paths[i], role, root)
			if i > 400 {
				continue
			}
			// single units, persons and the like are found by their links
			for _, n := range elements(root) {
				if to, _ := attribute(n, "href"); n.Data == "a" && (strings.HasPrefix(to, "/units/") || strings.HasPrefix(to, "/ledger/") || strings.Contains(to, "?change=")) {
					if to, _, _ = strings.Cut(to, "#"); !slices.Contains(paths, to) && len(paths) < 80 {
						paths = append(paths, to)
					}
				}
			}
		}
	}
}

// lasting says that a form takes something away from who sends it or from
// another; they are sent last.
func lasting(s sheet) bool {
	return slices.ContainsFunc([]string{"sign-out", "end", "stop", "reset", "erase", "erasure", "remove", "unlock", "password", "session", "empower", "role", "requirement"}, func(w string) bool { return strings.Contains(s.action, w) })
}

func TestMarkupInAnyFieldOfAnyFormIsOnlyText(t *testing.T) {
	t.Parallel()
	h := &harm{town: settled(t), t: t, seen: map[string]bool{}}
	sheets := map[string]sheet{}
	h.pages("zh", func(path string, role staff.Role, root *html.Node) {
		for _, s := range sheetsOf(path, role, root) {
			sheets[s.shape()] = s
		}
	})
	all := slices.Collect(maps.Values(sheets))
	slices.SortFunc(all, func(a, b sheet) int {
		if lasting(a) != lasting(b) {
			if lasting(a) {
				return 1
			}
			return -1
		}
		return strings.Compare(a.shape(), b.shape())
	})
	written := 0
	for _, s := range all {
		if slices.ContainsFunc(s.fields, func(f field) bool { return f.kind == "file" }) && !strings.HasSuffix(s.action, "/rehearsal") {
			r := httptest.NewRequest(http.MethodPost, s.action, nil)
			r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
			if n := mostOf(r); n < desk.MostSheet {
				t.Errorf("%s takes files, but of %d bytes in all", s.action, n)
			}
		}
		h.again(s.role)
		h.fill(s, "")
		for _, f := range s.fields {
			if f.written {
				h.again(s.role)
				h.fill(s, f.name)
			}
		}
		if slices.ContainsFunc(s.fields, func(f field) bool { return f.written || f.kind == "file" }) {
			written++
		}
	}
	if _, err := h.work.ReadWaiting(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := len(h.seen)
	for _, lang := range []string{"zh", "en"} {
		h.pages(lang, func(string, staff.Role, *html.Node) {})
	}
	t.Logf("%d forms, %d of them with fields to write in, %d fields; %d shown in the answers, %d in all", len(all), written, h.tried, told, len(h.seen))
	if written < 30 || len(h.seen) < h.tried/3 {
		t.Errorf("too little was tried: %d forms, %d of %d fields were ever shown", written, len(h.seen), h.tried)
	}
}
