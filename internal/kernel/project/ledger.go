package project

import (
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/base/table"
)

// Heading (栏名) is what a ledger of projects may have a column of: a fact, a
// stage's day or a figure of a month, with the names that others give it.
type Heading struct {
	Key   string
	Title string
	Names []string
	Sense Sense
}

var (
	synonymRows = table.Rows(data, "data/synonyms.tsv")
	meaningRows = table.Rows(data, "data/meanings.tsv")
)

// Headings are all columns that a ledger may have; year is that of a plan whose
// title names none.
func Headings(c Choices, year int) []Heading {
	names := map[string][]string{}
	for _, r := range synonymRows {
		names[r[0]] = strings.Split(r[1], "|")
	}
	var all []Heading
	for _, f := range Fields(c, year-1, year, year+1) {
		h := Heading{f.Key, f.Title, names[f.Key], f.Sense}
		switch {
		case strings.HasPrefix(f.Key, "list.") || strings.HasPrefix(f.Key, "need.") && names[f.Key] == nil || strings.HasPrefix(f.Key, "permit.") && names[f.Key] == nil && !strings.HasSuffix(f.Key, ".state"):
			continue // lists have one column together; the rest is written on the page
		case f.Key == "plan."+strconv.Itoa(year):
			h.Names = append(slices.Clone(names["plan"]), strconv.Itoa(year)+"年度计划投资", strconv.Itoa(year)+"年投资计划", strconv.Itoa(year)+"年计划完成投资")
		case strings.HasPrefix(f.Key, "plan."):
			y := strings.TrimPrefix(f.Key, "plan.")
			h.Names = []string{y + "年度计划投资", y + "年投资计划", y + "年计划完成投资"}
		}
		all = append(all, h)
	}
	for _, k := range []struct {
		key   string
		sense Sense
	}{{"stage", Choice}, {"reached.signed.on", Day}, {"reached.started.on", Day}, {"reached.completed.on", Day}, {"lists", Words}, {"month.invested", Wan}, {"month.year", Wan}, {"month.total", Wan}, {"month.visual", Words}, {"month.problem", Words}, {"month.next", Words}, {"month.why", Words}} {
		h := Heading{k.key, Title(k.key), names[k.key], k.sense}
		switch {
		case k.key == "lists":
			h.Title = "清单"
		case strings.HasPrefix(k.key, "month."):
			h.Title = monthTitles[strings.TrimPrefix(k.key, "month.")]
		}
		all = append(all, h)
	}
	return all
}

// Meaning is what a ledger's word for a choice means to us: our own, or one of
// those that others use; "" is none.
func Meaning(key, word string, choices []string) string {
	word = strings.TrimSpace(word)
	if slices.Contains(choices, word) {
		return word
	}
	of := key
	switch {
	case strings.HasPrefix(key, "permit."):
		of = "permit"
	case key == "stage":
		if s := StageOf(word); s != NoStage {
			return s.ID()
		}
	}
	for _, r := range meaningRows {
		if r[0] == of && (r[1] == word || len([]rune(r[1])) >= 2 && strings.Contains(word, r[1])) {
			return r[2]
		}
	}
	return ""
}

// Migrate is a project as a ledger from elsewhere tells of it: the facts laid
// over what is known, its stage taken as it stands. A stage never falls that way.
func Migrate(known Facts, written Facts, c *Choices) (Project, error) {
	f := known.Over(written)
	stage := StageOf(f["stage"])
	to := StageOf(written["stage"])
	for _, s := range Stages() {
		on := written["reached."+s.ID()+".on"]
		if on == "" {
			continue
		}
		f["reached."+s.ID()+".on"] = on
		if written["stage"] == "" && s > to {
			to = s
		}
	}
	switch {
	case to == NoStage && stage == NoStage:
		to = Planned
	case to == NoStage:
		to = stage
	case to < stage && written["stage"] != "":
		return Project{}, fault.New(fault.Refused, "“"+f["name"]+"”表里写的是"+to.String()+"，这里已经到了"+stage.String()+"。", "要退回，请在项目页上退回并写明理由；表里写错的改表。").At("stage")
	}
	f["stage"] = max(to, stage).ID()
	return Read(f, c)
}
