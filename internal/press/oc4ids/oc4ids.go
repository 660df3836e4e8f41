// Package oc4ids writes the projects that the public may see as a package of the
// Open Contracting for Infrastructure Data Standard, version 0.9
// (standard.open-contracting.org/infrastructure/0.9). It refuses to know where
// the file goes.
package oc4ids

import (
	"encoding/json"
	"io"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/project"
	"duban/internal/kernel/snapshot"
)

// Version is the version of the standard that is written.
const Version = "0.9"

type projectPackage struct {
	URI       string  `json:"uri"`
	Published string  `json:"publishedDate"`
	Version   string  `json:"version"`
	License   string  `json:"license,omitempty"`
	Publisher name    `json:"publisher"`
	Projects  []entry `json:"projects"`
}

type name struct {
	Name string `json:"name"`
	ID   string `json:"id,omitempty"`
}

type entry struct {
	ID          string       `json:"id"`
	Identifiers []identifier `json:"identifiers,omitempty"`
	Updated     string       `json:"updated"`
	Title       string       `json:"title"`
	Status      string       `json:"status,omitempty"`
	Period      *period      `json:"period,omitempty"`
	Locations   []location   `json:"locations,omitempty"`
	Budget      *budget      `json:"budget,omitempty"`
	Parties     []party      `json:"parties,omitempty"`
	Authority   *name        `json:"publicAuthority,omitempty"`
	Metrics     []metric     `json:"metrics,omitempty"`
	Milestones  []milestone  `json:"milestones,omitempty"`
}

type identifier struct {
	ID     string `json:"id"`
	Scheme string `json:"scheme"`
}

type period struct {
	Start string `json:"startDate,omitempty"`
	End   string `json:"endDate,omitempty"`
}

type location struct {
	ID          string    `json:"id"`
	Description string    `json:"description,omitempty"`
	Geometry    *geometry `json:"geometry,omitempty"`
	Address     *address  `json:"address,omitempty"`
}

type geometry struct {
	Type        string              `json:"type"`
	Coordinates [2]quantity.Decimal `json:"coordinates"`
}

type address struct {
	Locality string `json:"locality,omitempty"`
	Region   string `json:"region,omitempty"`
	Country  string `json:"countryName"`
}

type value struct {
	Amount   quantity.Decimal `json:"amount"`
	Currency string           `json:"currency"`
}

type budget struct {
	Amount value `json:"amount"`
}

type party struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Roles []string `json:"roles"`
}

type metric struct {
	ID           string        `json:"id"`
	Title        string        `json:"title"`
	Observations []observation `json:"observations"`
}

type observation struct {
	ID     string `json:"id"`
	Period period `json:"period"`
	Value  value  `json:"value"`
}

type milestone struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Met    string `json:"dateMet"`
	Status string `json:"status"`
}

// statusOf is what the standard's codelist projectStatus calls a stage.
var statusOf = map[project.Stage]string{
	project.Planned: "identification", project.Signed: "preparation", project.Landed: "preparation",
	project.Started: "implementation", project.Enrolled: "implementation", project.Building: "implementation",
	project.Completed: "completion", project.Producing: "completed", project.Capacity: "completed",
}

// Write writes the projects of a snapshot as a package. Money is in yuan. uri names the package for
// ever. A package without projects is none: the standard asks for one at least,
// and ok is false.
func Write(w io.Writer, s *snapshot.Snapshot, uri, licence string) (ok bool, err error) {
	at := s.TakenAt
	out := projectPackage{URI: uri, Published: time.UnixMicro(int64(at)).UTC().Format(time.RFC3339), Version: Version, License: licence, Publisher: name{Name: s.Place}}
	for _, p := range s.Projects {
		x, err := entryOf(s, p, out.Published)
		if err != nil {
			return false, err
		}
		out.Projects = append(out.Projects, x)
	}
	if len(out.Projects) == 0 {
		return false, nil
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return true, enc.Encode(out)
}

func entryOf(s *snapshot.Snapshot, p snapshot.Project, updated string) (entry, error) {
	x := entry{ID: s.Division + "-" + p.ID, Updated: updated, Title: p.Name, Status: statusOf[project.StageOf(p.Stage)]}
	if p.Code != "" {
		x.Identifiers = []identifier{{p.Code, "全国投资项目在线审批监管平台"}}
	}
	if !p.StartsOn.Zero() || !p.EndsOn.Zero() {
		x.Period = &period{moment(p.StartsOn, false), moment(p.EndsOn, true)}
	}
	if p.Place != "" || p.Town != "" || p.Lon != nil {
		l := location{ID: "1", Description: p.Place, Address: &address{Locality: p.Town, Region: s.Place, Country: "中国"}}
		if p.Lon != nil && p.Lat != nil {
			l.Geometry = &geometry{"Point", [2]quantity.Decimal{p.Lon.Decimal, p.Lat.Decimal}}
		}
		x.Locations = []location{l}
	}
	var err error
	money := func(n *snapshot.Number) value {
		d, e := n.Times10(4)
		if e != nil {
			err = e
		}
		return value{d, "CNY"}
	}
	if p.Investment != nil {
		x.Budget = &budget{money(p.Investment)}
	}
	if p.Unit != "" {
		x.Parties = []party{{"authority", p.Unit, []string{"publicAuthority"}}}
		x.Authority = &name{p.Unit, "authority"}
	}
	year := period{moment(civil.Date{Year: s.Year, Month: 1, Day: 1}, false), moment(civil.Date{Year: s.Year, Month: 12, Day: 31}, true)}
	if p.Plan != nil {
		x.Metrics = append(x.Metrics, metric{"plan", "年度计划投资", []observation{{"1", year, money(p.Plan)}}})
	}
	if p.Done != nil {
		m, e := project.ReadMonth(p.Through)
		if e != nil {
			return x, e
		}
		to := period{year.Start, moment(civil.Month{Year: m.Year(), Month: m.Number()}.Last(), true)}
		x.Metrics = append(x.Metrics, metric{"done", "本年完成投资", []observation{{"1", to, money(p.Done)}}})
	}
	for _, r := range p.Reached {
		x.Milestones = append(x.Milestones, milestone{r.Stage, project.StageOf(r.Stage).String(), moment(r.On, false), "met"})
	}
	return x, err
}

// moment is the beginning or the end of a civil day, "" for none.
func moment(d civil.Date, end bool) string {
	if d.Zero() {
		return ""
	}
	if end {
		return d.String() + "T23:59:59+08:00"
	}
	return d.String() + "T00:00:00+08:00"
}
