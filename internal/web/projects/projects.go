// Package projects is the pages of projects: the register with what it comes
// to, one project with its stages, months and story, the forms that change it,
// and the progress of a month. What is computed is the kernel's; the pages say it.
package projects

import (
	"context"
	_ "embed"
	"strings"

	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/project"
	"duban/internal/web/asset"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

//go:embed projects.css
var css []byte

var style = asset.Add("projects.css", css)

const pageSize = 50

func sheet(title string, wrong bool) frame.Sheet {
	return frame.Sheet{Title: title, At: "/projects", Styles: []string{style}, Wrong: wrong}
}

// listed is a page of the register.
type listed struct {
	desk.ProjectListing
	query desk.ProjectQuery
	next  string
	files []part.Link
}

func queryOf(v *frame.Visit) desk.ProjectQuery {
	return desk.ProjectQuery{Stage: project.StageOf(v.Text("stage")), Category: v.Text("category"), List: v.Text("list"), Town: v.Text("town"), Unit: v.Text("unit"), Colour: v.Text("colour"),
		Over: v.Text("over") != "", Owed: v.Text("owed") != ""}
}

// List is the register of projects.
func List(v *frame.Visit) error {
	q := queryOf(v)
	q.Most = pageSize
	if amount, id, ok := strings.Cut(v.Text("after"), "-"); ok {
		if d, err := quantity.Parse(amount); err == nil {
			q.After.Investment, q.After.ID = d, id
		}
	}
	l, err := v.House.Desk.ListProjects(v.Ctx, v.Actor, q)
	if err != nil {
		return err
	}
	x := listed{ProjectListing: l, query: q, files: frame.Files(v, "/projects/file")}
	if l.More {
		last := l.Projects[len(l.Projects)-1]
		x.next = frame.With(v.R, "after", last.Investment.String()+"-"+last.ID)
	}
	return v.Show(sheet(say.T(v.Ctx, "项目"), false), page(v, x))
}

// File hands the register out.
func File(v *frame.Visit) error {
	q := queryOf(v)
	var said []string
	for _, s := range []string{q.Stage.String(), q.Category, q.List, q.Town, q.Unit, q.Colour} {
		if s != "" {
			said = append(said, s)
		}
	}
	return v.HandOut("projects", strings.Join(said, " "), func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportProjects(ctx, v.Actor, q, h)
	})
}

var stageWord = map[project.Stage]say.Text{
	project.Planned: say.Text("谋划"), project.Signed: say.Text("签约"), project.Landed: say.Text("落地"), project.Started: say.Text("开工"), project.Enrolled: say.Text("入库"),
	project.Building: say.Text("在建"), project.Completed: say.Text("竣工"), project.Producing: say.Text("投产"), project.Capacity: say.Text("达产"),
}

func stageOf(ctx context.Context, s project.Stage) string { return say.T(ctx, stageWord[s]) }

var stateOf = map[project.Colour]part.State{project.NoColour: part.NotDue, project.Green: part.Green, project.Yellow: part.Yellow, project.Red: part.Red}

// wan is money in 万元 as tables have it: two places, thousands apart.
func wan(d quantity.Decimal) string {
	whole, places, _ := strings.Cut(d.String(), ".")
	return grouped(whole + "." + (places + "00")[:2])
}

// yi is money in 亿元 as sentences have it, to two places.
func yi(d quantity.Decimal) string {
	return grouped(project.Plain(quantity.FromRat(quantity.New(1, 4).Rat().Mul(quantity.New(1, 4).Rat(), d.Rat()), 2)).String())
}

func grouped(s string) string {
	sign, digits := "", s
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		sign, digits = "-", rest
	}
	whole, fraction, has := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if has {
		whole += "." + fraction
	}
	return sign + whole
}

func wanOf(d *quantity.Decimal) string {
	if d == nil {
		return ""
	}
	return wan(*d)
}

// lead says by how many points a project is ahead or behind.
func lead(ctx context.Context, p project.Pace) string {
	switch {
	case p.Colour == project.NoColour:
		return ""
	case p.Lead.Sign() < 0:
		return say.T(ctx, "落后 %s 个百分点", p.Lead.Neg())
	case p.Lead.Sign() == 0:
		return say.T(ctx, "和时间进度一样")
	}
	return say.T(ctx, "领先 %s 个百分点", p.Lead)
}
