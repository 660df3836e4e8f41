package api

import (
	"net/http"

	"duban/internal/desk"
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

func practice(a *API) {
	noun := say.Text("督办口径")
	one(a, Operation{Path: "/practice", Act: "task.list", Noun: noun, Says: say.Text("督办口径：报送日、颜色口径、填报预算")}, func(c *call, _ *struct{}) (KeptPractice, error) {
		p, version, err := c.desk.ReadPractice(c, c.by)
		// what nobody set has no version, and yet is seen before it is changed
		return KeptPractice{Practice(p), tagOf(version + 1)}, err
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
