package web

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	form "duban/internal/kernel/roster"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/web/frame"
)

// hand sends fields and files as a browser's form does, words before files.
func (tn *town) hand(t *testing.T, by staff.Role, path, accept string, fields map[string]string, files map[string]string) (int, string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range files {
		p, err := w.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(p, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tn.URL+path, &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Accept", accept)
	r.AddCookie(&http.Cookie{Name: frame.CookieName, Value: tn.cookies[by]})
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, string(text)
}

func TestABadFileAmongSeveralStopsNoOther(t *testing.T) {
	tn := settled(t)
	files := map[string]string{"好.txt": "云泽市政府工作报告\n今年粮食产量达到42万吨。\n", "空.txt": "", "又一份.txt": "云泽市政府工作报告\n完成投资8亿元。\n"}
	status, text := tn.hand(t, staff.Supervisor, "/reports", "application/json", map[string]string{"act": "three", "declared": "yes"}, files)
	var sent []struct {
		Name, Sentence string
		OK             bool
	}
	if err := json.Unmarshal([]byte(text), &sent); err != nil || status != http.StatusOK || len(sent) != 3 {
		t.Fatalf("status %d: %s", status, text)
	}
	for _, s := range sent {
		if s.OK != (s.Name != "空.txt") || s.Sentence == "" {
			t.Errorf("%+v", s)
		}
	}
	if _, text = tn.hand(t, staff.Supervisor, "/reports", "text/html", map[string]string{"declared": "yes"}, map[string]string{"空.txt": "", "好.txt": "报告\n"}); !strings.Contains(text, "“空.txt”是空的。") || !strings.Contains(text, "收下了") {
		t.Error("the page does not tell what became of each file")
	}
	if status, text = tn.hand(t, staff.Supervisor, "/reports", "text/html", nil, map[string]string{"好.txt": "报告\n"}); status != http.StatusUnprocessableEntity || !strings.Contains(text, "没有声明") {
		t.Errorf("without the declaration: %d", status)
	}
}

func TestARosterIsPreviewedAndTakenInByItsPages(t *testing.T) {
	tn := settled(t)
	book := func(kind string) map[string]string {
		table := form.Table{Sheet: "单位", HeadRow: 1, Numbers: []int{2}, Rows: [][]string{{"new-1", tn.actors[staff.SystemAdmin].Division, "新设的局", "", kind, ""}}}
		for _, c := range form.Units.Columns {
			table.Titles = append(table.Titles, c.Title)
		}
		table.Columns = table.Titles
		var b bytes.Buffer
		if err := press.RosterProblems(&b, []form.Table{table}, nil); err != nil {
			t.Fatal(err)
		}
		return map[string]string{"名册.xlsx": b.String()}
	}
	hidden := func(text, name string) string {
		m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("the page has no %s", name)
		}
		return m[1]
	}
	if status, _ := tn.hand(t, staff.Supervisor, "/units/import", "text/html", nil, book("部门")); status != http.StatusForbidden {
		t.Errorf("a supervisor hands a roster in: %d", status)
	}
	_, text := tn.hand(t, staff.SystemAdmin, "/units/import", "text/html", nil, book("厨房"))
	if !strings.Contains(text, "没有“厨房”这种类别。") || strings.Contains(text, `name="digest"`) {
		t.Error("a bad row is not told, or can be taken in")
	}
	if status, marked := tn.hand(t, staff.SystemAdmin, "/units/import/problems", "text/html", map[string]string{"files": hidden(text, "files")}, nil); status != http.StatusOK || !strings.HasPrefix(marked, "PK") {
		t.Errorf("the marked workbook: %d", status)
	}
	_, text = tn.hand(t, staff.SystemAdmin, "/units/import", "text/html", nil, book("部门"))
	word := map[string]string{"files": hidden(text, "files"), "digest": hidden(text, "digest"), "act": hidden(text, "act")}
	for range 2 { // sent twice, done once
		if status, _ := tn.hand(t, staff.SystemAdmin, "/units/import/take", "text/html", word, nil); status != http.StatusSeeOther {
			t.Fatalf("taking it in: %d", status)
		}
	}
	s, err := tn.work.ListStaff(t.Context(), tn.actors[staff.SystemAdmin])
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, u := range s.Units {
		if u.Name == "新设的局" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the unit is there %d times", n)
	}
}

func TestBytesThatAreNoTextAreRefusedBesideAFileToo(t *testing.T) {
	tn := settled(t)
	report := map[string]string{"好.txt": "云泽市政府工作报告\n"}
	for name, bad := range map[string]string{"a null byte": "a\x00b", "bytes that are no UTF-8": "a\xff\xfe"} {
		for path, by := range map[string]staff.Role{"/reports": staff.Supervisor, "/units/import": staff.SystemAdmin, "/units/import/take": staff.SystemAdmin} {
			status, text := tn.hand(t, by, path, "text/html", map[string]string{"act": bad, "declared": "yes", "digest": bad}, report)
			if status != http.StatusUnprocessableEntity || !strings.Contains(text, "不是文字的字节") {
				t.Errorf("%s to %s: %d", name, path, status)
			}
			// a null byte in a name is no part of a form at all to Go's reader
			status, text = tn.hand(t, by, path, "text/html", map[string]string{"declared": "yes"}, map[string]string{bad + ".txt": "报告\n"})
			if status != http.StatusUnprocessableEntity || !strings.Contains(bad, "\x00") && !strings.Contains(text, "不能用的字符") {
				t.Errorf("%s in a file's name to %s: %d", name, path, status)
			}
		}
	}
}
