package web

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
)

var (
	formTag  = regexp.MustCompile(`(?s)<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>`)
	fieldTag = regexp.MustCompile(`<(?:input|textarea|select|button)[^>]*>`)
	nameOf   = regexp.MustCompile(` name="([^"]*)"`)
	idle     = regexp.MustCompile(` type="(?:hidden|submit)"`)
)

// asked are the fields of a form whose address fits, as the page shows them.
func asked(text string, address *regexp.Regexp) (names []string) {
	for _, f := range formTag.FindAllStringSubmatch(text, -1) {
		if !address.MatchString(f[1]) {
			continue
		}
		for _, tag := range fieldTag.FindAllString(f[2], -1) {
			if n := nameOf.FindStringSubmatch(tag); n != nil && !idle.MatchString(tag) {
				names = append(names, n[1])
			}
		}
	}
	return names
}

// What a unit is asked for is counted field by field; a field that a page asks
// for and nobody counts, or that is counted and asked nowhere, is a wrong burden.
func TestTheBurdenCountsWhatTheFormsAskFor(t *testing.T) {
	tn := settled(t)
	clerk, day := tn.actors[staff.Clerk], civil.Instant(time.Now().UnixMicro()).Date()
	pages := map[string][]string{burden.TaskMonth: {}, burden.ProjectMonth: {}, burden.Reply: {}}
	for sort, title := range map[burden.Sort]string{burden.Number: "本单位在用的电动汽车充电桩", burden.Lines: "本单位值班制度怎样执行", burden.File: "本单位应急预案的原文"} {
		k, err := tn.work.AskForData(t.Context(), tn.actors[staff.Supervisor], desk.Call{}, desk.AskRequest{Title: title, Why: "编制规划", Sort: sort, Measure: map[burden.Sort]string{burden.Number: "个"}[sort], DueOn: civil.OfDays(day.Days() + 20), Units: []string{clerk.Unit}})
		if err != nil {
			t.Fatal(err)
		}
		_, text, _ := tn.ask(t, "GET /requests/"+k.ID, tn.cookies[staff.Clerk])
		pages[burden.Reply] = append(pages[burden.Reply], text)
	}
	for _, r := range routes {
		if r.pattern[:3] != "GET" {
			continue
		}
		form := burden.TaskMonth
		if regexp.MustCompile(`^GET /projects/`).MatchString(r.pattern) {
			form = burden.ProjectMonth
		}
		if regexp.MustCompile(`^GET /(tasks|projects)/.*progress`).MatchString(r.pattern) {
			for _, role := range []staff.Role{staff.Clerk, staff.Head} {
				_, text, _ := tn.ask(t, r.pattern, tn.cookies[role])
				pages[form] = append(pages[form], text)
			}
		}
	}
	// a task of the unit whose project has a signed month, which may be chosen as proof
	period, sup, head := project.DueMonth(day), tn.actors[staff.Supervisor], clerk
	head.Role = staff.Head
	terms := task.Annual(period.Year())
	terms.Title, terms.Lead = "青年路排水管网投资", clerk.Unit
	terms.Figure = &task.Figure{Subject: "排水管网完成投资", Unit: "万元", Target: quantity.Must("6000"), Course: task.Line}
	k, err := tn.work.DraftTask(t.Context(), sup, desk.Call{}, task.Origin{}, terms)
	if err == nil {
		_, err = tn.work.IssueTasks(t.Context(), sup, desk.Call{}, task.Issuance{Number: "云政办发〔2026〕88号", Title: "通知", Issuer: "云泽市人民政府办公室", To: "各单位", Words: "现印发给你们。", Tasks: []string{k.ID}})
	}
	if err == nil {
		_, err = tn.work.SignForTask(t.Context(), clerk, desk.Call{}, k.ID)
	}
	if err == nil {
		_, err = tn.work.SignProject(t.Context(), head, desk.Call{}, tn.paths["project"], period)
	}
	if err != nil {
		t.Fatal(err)
	}
	tn.paths["task-invested"] = k.ID
	for name, id := range tn.paths {
		if strings.HasPrefix(name, "task") {
			for _, role := range []staff.Role{staff.Clerk, staff.Head} {
				for _, query := range []string{"", "?month=" + period.String(), "?month=" + civil.MonthOf(day).String()} {
					_, text, _ := tn.ask(t, "GET /tasks/"+id+"/progress"+query, tn.cookies[role])
					pages[burden.TaskMonth] = append(pages[burden.TaskMonth], text)
				}
			}
		}
	}
	address := map[string]*regexp.Regexp{burden.TaskMonth: regexp.MustCompile(`^/tasks/[^/]+/progress$`), burden.ProjectMonth: regexp.MustCompile(`^/projects/[^/]+/progress/[^/]+$`), burden.Reply: regexp.MustCompile(`^/requests/[^/]+/answer$`)}
	for form, texts := range pages {
		shown, counted := map[string]bool{}, map[string]bool{}
		for _, text := range texts {
			for _, name := range asked(text, address[form]) {
				shown[name] = true
			}
		}
		for _, f := range burden.FixedForm(form).Fields {
			counted[f.Name] = true
		}
		t.Logf("%s: %v", form, slices.Sorted(maps.Keys(shown)))
		for name := range shown {
			if !counted[name] {
				t.Errorf("%s asks for %s, which nobody counts", form, name)
			}
		}
		for name := range counted {
			if !shown[name] {
				t.Errorf("%s counts %s, which no page asks for", form, name)
			}
		}
	}
}
