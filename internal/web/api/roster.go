package api

import (
	"time"

	"duban/internal/desk"
	"duban/internal/web/say"
)

// RosterFile is a workbook, or one of several files of a roster.
type RosterFile struct {
	Name string `json:"name" minLength:"1" maxLength:"200" doc:"文件名"`
	Data []byte `json:"data" doc:"文件的内容，Base64"`
}

// RosterBody is a roster to be looked at or taken in.
type RosterBody struct {
	Files  []RosterFile `json:"files" minItems:"1" maxItems:"8" nullable:"false"`
	Digest string       `json:"digest,omitempty" maxLength:"64" doc:"预览给的 digest；写了，预览之后有变就不导入"`
}

func (b RosterBody) files() []desk.RosterFile {
	var all []desk.RosterFile
	for _, f := range b.Files {
		all = append(all, desk.RosterFile(f))
	}
	return all
}

// RosterPlan is what a roster would do, or what must be mended in it first.
type RosterPlan struct {
	Digest   string           `json:"digest" doc:"导入时写上它，导入的就是看过的"`
	Refused  bool             `json:"refused" doc:"有要改的，导入不了"`
	Rows     []desk.RosterRow `json:"rows" nullable:"false"`
	Problems []RosterProblem  `json:"problems" nullable:"false"`
}

// RosterProblem is what must be mended at a place, or what is only remarked.
type RosterProblem struct {
	Sheet    string `json:"sheet,omitempty" doc:"没有就是整个文件"`
	Row      int    `json:"row,omitempty" doc:"表里的行号；没有就是整张表"`
	Column   string `json:"column,omitempty" doc:"没有就是整行"`
	Value    string `json:"value,omitempty" doc:"读到的"`
	Sentence string `json:"sentence"`
	Hint     string `json:"hint,omitempty"`
	Remark   bool   `json:"remark" doc:"只是提醒，不妨碍导入"`
}

// RosterTaken tells what came in.
type RosterTaken struct {
	Units    int `json:"units" doc:"新的单位"`
	Posts    int `json:"posts" doc:"新的岗位"`
	Persons  int `json:"persons" doc:"新的人员"`
	Holdings int `json:"holdings" doc:"报了的任职，等确认"`
	Changed  int `json:"changed" doc:"改了的"`
}

// mostRoster leaves room for a roster's files in Base64.
const mostRoster = desk.MostRoster*3/2 + mostBody

func rosters(a *API) {
	noun := say.Text("名册")
	act(a, Operation{Path: "/roster/preview", Act: "roster.import", Noun: noun, Says: say.Text("预览：名册会改什么、哪里要改"), About: "什么也不改。模板在“单位和人员”页上。", most: mostRoster}, func(c *call, in *struct{ Body RosterBody }) (RosterPlan, error) {
		plan, err := c.desk.PlanRoster(c, c.by, in.Body.files())
		if err != nil {
			return RosterPlan{}, err
		}
		out := RosterPlan{Digest: plan.Digest, Refused: plan.Refused(), Rows: plan.Rows, Problems: []RosterProblem{}}
		if out.Rows == nil {
			out.Rows = []desk.RosterRow{}
		}
		for _, p := range plan.Problems {
			out.Problems = append(out.Problems, RosterProblem(p))
		}
		return out, nil
	})
	act(a, Operation{Path: "/roster", Act: "roster.import", Noun: noun, Says: say.Text("导入名册，要么全部，要么一行也不"), About: "岗位的角色和任职都是待安全管理员授权、确认的。", most: mostRoster}, func(c *call, in *struct{ Body RosterBody }) (RosterTaken, error) {
		out, err := c.desk.ImportRoster(c, c.by, c.act, desk.ImportRoster{Files: in.Body.files(), Digest: in.Body.Digest})
		return RosterTaken(out), err
	})
}

// Slip is what a person sets the first password of their own with.
type Slip struct {
	Person string `json:"person" doc:"人员代码"`
	Login  string `json:"login"`
	Name   string `json:"name"`
	Unit   string `json:"unit"`
	Post   string `json:"post"`
	Code   string `json:"code,omitempty" doc:"开通码，只给这一次；重试时没有"`
}

// Slips are the slips of one act.
type Slips struct {
	Until *time.Time `json:"until" doc:"开通码用到什么时候"`
	Slips []Slip     `json:"slips" nullable:"false" doc:"按单位排"`
}

func invitations(a *API) {
	act(a, Operation{Path: "/invitations", Act: "invitation.issue", Noun: say.Text("人员"), Says: say.Text("发开通单"), About: "不写 persons，就给任着岗位、还没有口令的每一个人发。同一个人原来的开通单作废。"}, func(c *call, in *struct {
		Body struct {
			Persons []string `json:"persons,omitempty" minItems:"1" maxItems:"2000" nullable:"false" doc:"只给这几个人：人员代码"`
		} `nameHint:"Invitation"`
	}) (Slips, error) {
		x, err := c.desk.IssueInvitations(c, c.by, c.act, in.Body.Persons)
		out := Slips{moment(x.Until), []Slip{}}
		for _, s := range x.Slips {
			out.Slips = append(out.Slips, Slip(s))
		}
		return out, err
	})
}
