package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/scorecard"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// EnterFact is a fact that people enter with the document that says so.
type EnterFact struct {
	Year     int
	Subject  string // code of the unit, or id of the project
	Fact     string
	Value    string // a number, 是 or 否; "" takes back what was entered
	Document string
	Reason   string
}

// FactKept is an entered fact after an act.
type FactKept struct {
	Seq int64 `json:"seq"`
}

// EnterableFacts are the facts of units, towns and projects that people enter.
func EnterableFacts() (fields []scorecard.Field) {
	for _, f := range scorecard.Facts {
		if f.Entered {
			fields = append(fields, f)
		}
	}
	return fields
}

// hundredths are facts that are per cent.
var hundredths = []string{"社会评价得分", "领导评价得分", "招商基础工作"}

// EnterFact keeps a fact; what was entered before stays with it. call.Version
// is how many entries of the fact the person saw.
func (w *Workspace) EnterFact(ctx context.Context, by staff.Actor, call Call, in EnterFact) (FactKept, error) {
	return perform(ctx, w, by, "fact.enter", call, func(d *deed) (FactKept, error) {
		if in.Year < 1990 || in.Year > 2200 {
			return FactKept{}, fault.New(fault.Invalid, fmt.Sprintf("年度“%d”不对。", in.Year), "写四位年份，例 2026。").At("year")
		}
		fields := EnterableFacts()
		i := slices.IndexFunc(fields, func(f scorecard.Field) bool { return f.Name == in.Fact })
		if i < 0 {
			return FactKept{}, fault.New(fault.Invalid, "没有“"+in.Fact+"”这项要人录入的事实。", "从列表里选；别的事实由台账给出。").At("fact")
		}
		name, err := d.factSubject(fields[i], in.Subject)
		if err != nil {
			return FactKept{}, err
		}
		row := store.FactRow{Division: by.Division, Year: in.Year, Subject: in.Subject, Fact: in.Fact, Person: by.Person, Post: by.Post, RecordedAt: d.now}
		if row.Document, row.Reason, err = ground(in.Document, in.Reason); err != nil {
			return FactKept{}, err
		}
		story, err := d.tx.FactStory(by.Division, in.Year, in.Subject, in.Fact)
		if err != nil {
			return FactKept{}, err
		}
		if err := call.current(int64(len(story)), "“"+name+"”的“"+in.Fact+"”"); err != nil {
			return FactKept{}, err
		}
		row.Seq = int64(len(story)) + 1
		if row.Value, err = enteredValue(fields[i], in.Value, story); err != nil {
			return FactKept{}, err
		}
		d.reason = row.Reason
		object, bytes := canonFact(row)
		d.object = object
		row.Seal = d.seal(object, nil, bytes)
		return FactKept{row.Seq}, d.tx.AddFact(row)
	})
}

// factSubject is the name of whom a fact is entered of: a unit, or a project
// where the fact is one of projects.
func (d *deed) factSubject(f scorecard.Field, id string) (string, error) {
	u, err := d.tx.Unit(d.by.Division, id)
	of := slices.Contains(f.Of, scorecard.Project)
	switch {
	case err == nil && !u.Closed && of:
		return "", fault.New(fault.Invalid, fmt.Sprintf("“%s”是项目的事实，“%s”是单位。", f.Name, u.Name), "请从列表里选项目。").At("subject")
	case err == nil && !u.Closed:
		return u.Name, nil
	case err != nil && !missing(err):
		return "", err
	case err == nil:
		return "", fault.New(fault.Invalid, fmt.Sprintf("没有代码是“%s”的单位，或它已经撤销。", id), "请从列表里选单位。").At("subject")
	}
	p, err := d.tx.ProjectOf(d.by.Division, id)
	switch {
	case missing(err):
		return "", fault.New(fault.Invalid, fmt.Sprintf("没有代码是“%s”的单位，或它已经撤销。", id), "请从列表里选单位。").At("subject")
	case err == nil && !of:
		return "", fault.New(fault.Invalid, fmt.Sprintf("“%s”是单位的事实，“%s”是项目。", f.Name, p.Name), "请从列表里选单位。").At("subject")
	}
	return p.Name, err
}

func enteredValue(f scorecard.Field, text string, story []store.FactRow) (string, error) {
	text = strings.TrimSpace(text)
	last := ""
	if n := len(story); n > 0 {
		last = story[n-1].Value
	}
	if text == "" {
		if last == "" {
			return "", fault.New(fault.Invalid, "“"+f.Name+"”没有写值。", "写上值；要收回录入过的，才留空。").At("value")
		}
		return "", nil
	}
	v, err := factValue(f, text)
	if err != nil {
		return "", err
	}
	if n, ok := v.Decimal(); ok {
		switch {
		case n.Sign() < 0:
			return "", fault.New(fault.Invalid, "“"+f.Name+"”写的 "+text+" 比 0 小。", "请看看数。").At("value")
		case slices.Contains(hundredths, f.Name) && n.Cmp(quantity.Int(100)) > 0:
			return "", fault.New(fault.Invalid, "“"+f.Name+"”写的 "+text+" 超过 100。", "折成百分数，0 到 100。").At("value")
		}
	}
	b, err := json.Marshal(v)
	if err == nil && string(b) == last {
		err = fault.New(fault.Conflict, "“"+f.Name+"”已经是 "+v.String()+"。", "没有变就不用再录。").At("value")
	}
	return string(b), err
}

// ListedFact is an entered fact with all that was entered of it, the earliest first.
type ListedFact struct {
	Subject string
	Name    string // of the unit or the project
	Fact    string
	Story   []ToldFact
}

// ToldFact is one entry of a fact.
type ToldFact struct {
	store.FactRow
	Value  scorecard.Value // says nothing where it was taken back
	Person string          // the name
}

// FactList is the facts that were entered for a year.
type FactList struct {
	Year  int
	Years []int64
	Facts []ListedFact
	Units []staff.Unit // that facts may be entered of, in official order
	// the projects that facts may be entered of, by name
	Projects []ProjectNamed
}

// ProjectNamed is a project to choose from.
type ProjectNamed struct{ ID, Name string }

// ListFacts lists the facts that were entered for a year; 0 is this one.
func (w *Workspace) ListFacts(ctx context.Context, by staff.Actor, year int) (FactList, error) {
	out := FactList{Year: year}
	if year == 0 {
		out.Year = civil.Instant(w.now()).Date().Year
	}
	if err := staff.Permit(by, "fact.list", ""); err != nil {
		return out, err
	}
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		var err error
		if out.Years, err = tx.FactYears(by.Division); err != nil {
			return err
		}
		units, err := tx.Units(by.Division)
		if err != nil {
			return err
		}
		g := &accounts{units: map[string]staff.Unit{}}
		rank := map[string]int{}
		for i, u := range units {
			g.units[u.Code], rank[u.Code] = u, i
		}
		for _, u := range units {
			if g.subject(scorecard.Unit, u) || g.subject(scorecard.Town, u) {
				out.Units = append(out.Units, u)
			}
		}
		rows, err := tx.EveryProject(by.Division)
		if err != nil {
			return err
		}
		called := map[string]string{}
		for _, p := range rows {
			called[p.ID] = p.Name
			out.Projects = append(out.Projects, ProjectNamed{p.ID, p.Name})
		}
		slices.SortStableFunc(out.Projects, func(a, b ProjectNamed) int { return cmp.Compare(a.Name, b.Name) })
		all, err := tx.Facts(by.Division, out.Year)
		if err != nil {
			return err
		}
		names := map[string]string{}
		for _, f := range all {
			var v scorecard.Value
			if f.Value != "" {
				if err := json.Unmarshal([]byte(f.Value), &v); err != nil {
					return err
				}
			}
			if names[f.Person], err = personName(tx, by.Division, f.Person, names); err != nil {
				return err
			}
			if n := len(out.Facts); n == 0 || out.Facts[n-1].Subject != f.Subject || out.Facts[n-1].Fact != f.Fact {
				out.Facts = append(out.Facts, ListedFact{f.Subject, cmp.Or(g.units[f.Subject].Name, called[f.Subject]), f.Fact, nil})
			}
			last := &out.Facts[len(out.Facts)-1]
			last.Story = append(last.Story, ToldFact{f, v, names[f.Person]})
		}
		for i, p := range out.Projects { // behind the units
			rank[p.ID] = len(units) + i
		}
		slices.SortStableFunc(out.Facts, func(a, b ListedFact) int { return rank[a.Subject] - rank[b.Subject] })
		return nil
	})
	return out, faulted(err)
}

// personName is a person's name, looked up once.
func personName(tx *store.Tx, division, person string, known map[string]string) (string, error) {
	if n, ok := known[person]; ok || person == "" {
		return n, nil
	}
	p, err := tx.Person(division, person)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return p.Name, err
}
