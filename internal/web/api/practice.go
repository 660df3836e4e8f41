package api

import (
	"bytes"
	"encoding/json"
	"net/http"

	"duban/internal/desk"
	"duban/internal/kernel/basemap"
	"duban/internal/kernel/task"
	"duban/internal/web/say"
)

// Practice is how the office does things.
type Practice struct {
	ReportDay int    `json:"report_day" minimum:"1" maximum:"31" doc:"每月几日前报进展"`
	Profile   string `json:"profile" minLength:"1" maxLength:"60" doc:"颜色口径"`
	Minutes   int    `json:"minutes" minimum:"0" maximum:"10000" doc:"一个单位每月至多填多少分钟；0 是不设预算"`
}

// KeptPractice is the practice with its version.
type KeptPractice struct {
	Practice
	ETag string `json:"etag"`
}

func (p KeptPractice) tag() string { return p.ETag }

// NewBasemap is a map to be set.
type NewBasemap struct {
	Areas    map[string]any `json:"areas,omitempty" doc:"GeoJSON 的 FeatureCollection：面要素，经纬度坐标，每个要素有名称"`
	NameKey  string         `json:"name_key,omitempty" maxLength:"60" doc:"写名称的属性；不写就找常见的"`
	Approval string         `json:"approval,omitempty" maxLength:"60" doc:"这份边界的审图号；没有的只在内部用"`
	Remove   bool           `json:"remove,omitempty" doc:"撤下底图"`
}

// Basemap is the map of the division.
type Basemap struct {
	Areas    []string      `json:"areas" doc:"图上的片区"`
	Approval string        `json:"approval,omitempty" doc:"审图号"`
	Towns    []BasemapTown `json:"towns"`
	ETag     string        `json:"etag"`
}

// BasemapTown is a town of the roster with its area.
type BasemapTown struct {
	Unit string `json:"unit"`
	Area string `json:"area,omitempty" doc:"图上的名称；图上没有的不写"`
}

func (g Basemap) tag() string { return g.ETag }

func ofBasemap(g desk.Basemap) Basemap {
	out := Basemap{Areas: []string{}, Approval: g.Approval, Towns: []BasemapTown{}, ETag: tagOf(g.Version + 1)}
	for _, a := range g.Areas {
		out.Areas = append(out.Areas, a.Name)
	}
	for _, t := range g.Towns {
		x := BasemapTown{Unit: t.Unit.Code}
		if t.Area >= 0 {
			x.Area = g.Areas[t.Area].Name
		}
		out.Towns = append(out.Towns, x)
	}
	return out
}

func practice(a *API) {
	noun := say.Text("督办口径")
	one(a, Operation{Path: "/practice", Act: "task.list", Noun: noun, Says: say.Text("督办口径：报送日、颜色口径、填报预算")}, func(c *call, _ *struct{}) (KeptPractice, error) {
		p, version, err := c.desk.ReadPractice(c, c.by)
		// what nobody set has no version, and yet is seen before it is changed
		return KeptPractice{Practice(p), tagOf(version + 1)}, err
	})
	one(a, Operation{Path: "/basemap", Act: "basemap.read", Noun: say.Text("底图"), Says: say.Text("镇街的底图：边界、审图号、认出的镇街")}, func(c *call, _ *struct{}) (Basemap, error) {
		g, err := c.desk.ReadBasemap(c, c.by)
		return ofBasemap(g), err
	})
	act(a, Operation{Method: http.MethodPut, Path: "/basemap", Act: "basemap.set", Noun: say.Text("底图"), Says: say.Text("设镇街的底图"), About: "不写 areas，就只改现在这份的审图号；写 remove 就撤下。边界至多 16 MB，抽出来至多 2 MB。", Existing: true, most: basemap.MostBytes + mostBody}, func(c *call, in *struct{ Body NewBasemap }) (Basemap, error) {
		switch c.act.Version {
		case 1:
			c.act.Version = desk.Fresh
		case never:
		default:
			c.act.Version--
		}
		set := desk.SetBasemap{NameKey: in.Body.NameKey, Approval: in.Body.Approval, Remove: in.Body.Remove}
		if in.Body.Areas != nil {
			text, err := json.Marshal(in.Body.Areas)
			if err != nil {
				return Basemap{}, err
			}
			set.Data = bytes.NewReader(text)
		}
		if _, err := c.desk.SetBasemap(c, c.by, c.act, set); err != nil {
			return Basemap{}, err
		}
		g, err := c.desk.ReadBasemap(c, c.by)
		return ofBasemap(g), err
	})
	act(a, Operation{Method: http.MethodPut, Path: "/practice", Act: "practice.set", Noun: noun, Says: say.Text("设督办口径"), Existing: true}, func(c *call, in *struct{ Body Practice }) (Practice, error) {
		switch c.act.Version {
		case 1:
			c.act.Version = desk.Fresh
		case never:
		default:
			c.act.Version--
		}
		p, err := c.desk.SetPractice(c, c.by, c.act, task.Practice(in.Body))
		return Practice(p), err
	})
}
