package snapshot

import (
	"duban/internal/base/civil"
	"duban/internal/kernel/project"
)

// ProjectOf draws a project with its months; only signed months count.
func ProjectOf(id string, p project.Project, months []project.Progress, year int, on civil.Date, unit func(string) string) Project {
	out := Project{ID: id, Code: p.Code, Name: p.Name, Category: p.Category, Industry: p.Industry, Unit: unit(p.Unit), Town: unit(p.Town), Place: p.Place,
		Lon: Of(p.Lon), Lat: Of(p.Lat), Stage: p.Stage.ID(), StartsOn: p.StartsOn, EndsOn: p.EndsOn, Investment: Of(p.Investment), Plan: Of(p.Plan(year))}
	if p.Lon == nil || p.Lat == nil {
		out.Lon, out.Lat = nil, nil
	}
	for _, r := range p.Reached {
		if r.Skipped == "" {
			out.Reached = append(out.Reached, Reached{r.Stage.ID(), r.On})
		}
	}
	done, through := project.DoneIn(year, months)
	if through != 0 {
		out.Done, out.Through = &Number{done}, through.String()
	}
	newest := project.Month(0)
	for _, g := range months {
		if g.State == project.Endorsed && g.Month > newest {
			newest, out.Total = g.Month, &Number{g.Total}
		}
	}
	out.Colour = project.PaceIn(year, p.Plan(year), done, through, on).Colour.Name()
	return out
}

// Texts are all words of a project that somebody wrote.
func (p Project) Texts() []string { return []string{p.Name, p.Place} }
