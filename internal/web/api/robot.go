package api

import (
	"net/http"
	"time"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/notice"
	"duban/internal/kernel/webhook"
	"duban/internal/web/say"
)

// Robot speaks in a group of a chat product. It holds no secret.
type Robot struct {
	ID string `json:"id"`
	RobotFacts
	Hint      string     `json:"hint" doc:"地址的主机和最后四位"`
	Signs     bool       `json:"signs" doc:"登记了签名密钥"`
	PausedAt  *time.Time `json:"paused_at,omitempty" doc:"系统停发的时间；没有就是没有停"`
	PausedFor string     `json:"paused_for,omitempty" doc:"为什么停发"`
	Waiting   int64      `json:"waiting" doc:"等着发的"`
	Delivered int64      `json:"delivered" doc:"发出的"`
	ETag      string     `json:"etag"`
}

// RobotFacts are what is seen of a robot and can be set.
type RobotFacts struct {
	Label    string   `json:"label" minLength:"1" maxLength:"60" doc:"群的名称"`
	Unit     string   `json:"unit" maxLength:"60" doc:"谁的通知发到这个群，单位代码"`
	Format   string   `json:"format" enum:"wecom,dingtalk,feishu" doc:"企业微信、钉钉、飞书"`
	How      string   `json:"how" enum:"at_once,daily,weekly" doc:"随时、每个工作日一份摘要、每周一份摘要"`
	Minute   int64    `json:"minute" minimum:"360" maximum:"1260" doc:"摘要在一天的第几分钟发；510 是 8:30"`
	Networks []string `json:"networks,omitempty" maxItems:"8" nullable:"false" doc:"许可的内网网段"`
	Stopped  bool     `json:"stopped,omitempty" doc:"停用"`
}

// RobotBody is what can be set of a robot.
type RobotBody struct {
	RobotFacts
	Address  string `json:"address,omitempty" maxLength:"500" doc:"机器人的地址；改的时候不写就不换"`
	Secret   string `json:"secret,omitempty" maxLength:"200" doc:"签名密钥；改的时候不写就不换"`
	Unsigned bool   `json:"unsigned,omitempty" doc:"不再签名"`
}

func (b RobotBody) set(id string) desk.SetRobot {
	return desk.SetRobot{ID: id, Unit: b.Unit, Label: b.Label, Format: webhook.Format(b.Format), Address: b.Address, Secret: b.Secret, NoSecret: b.Unsigned, Networks: b.Networks,
		Setting: notice.Setting{How: notice.How(b.How), Minute: b.Minute}, Stopped: b.Stopped}
}

func (r Robot) tag() string { return r.ETag }

func ofRobot(r desk.ListedRobot) Robot {
	return Robot{r.ID, RobotFacts{r.Label, r.Unit, string(r.Format), r.How, r.Minute, r.Networks, r.Stopped}, r.Hint, r.Signs, moment(r.PausedAt), r.PausedFor, r.Waiting, r.Delivered, tagOf(r.Version)}
}

// RobotAt names a robot in the path.
type RobotAt struct {
	Robot string `path:"robot" doc:"群机器人代码"`
}

func robots(a *API) {
	noun := say.Text("群机器人")
	list(a, Operation{Path: "/robots", Act: "robot.list", Noun: noun, Says: say.Text("群机器人")}, func(c *call, in *struct{ Paging }) ([]Robot, func(int) cursor, error) {
		found, err := c.desk.ListRobots(c, c.by)
		if err != nil {
			return nil, nil, err
		}
		var all []Robot
		for _, r := range found.Robots {
			all = append(all, ofRobot(r))
		}
		return rest(&in.Paging, all, func(r Robot) string { return r.ID })
	})
	one(a, Operation{Path: "/robots/{robot}", Act: "robot.list", Noun: noun, Says: say.Text("一个群机器人")}, func(c *call, in *RobotAt) (Robot, error) {
		found, err := c.desk.ListRobots(c, c.by)
		for _, r := range found.Robots {
			if r.ID == in.Robot {
				return ofRobot(r), err
			}
		}
		if err == nil {
			err = fault.New(fault.NotFound, "没有这个群机器人。", "重新取列表看看。")
		}
		return Robot{}, err
	})
	create(a, Operation{Path: "/robots", Act: "robot.set", Noun: noun, Says: say.Text("登记群机器人")}, func(c *call, in *struct{ Body RobotBody }) (desk.RobotKept, string, error) {
		x, err := c.desk.SetRobot(c, c.by, c.act, in.Body.set(""))
		return x, place("robots", x.ID), err
	})
	done(a, Operation{Method: http.MethodPut, Path: "/robots/{robot}", Act: "robot.set", Noun: noun, Says: say.Text("改群机器人"), About: "整个换掉；地址和密钥不写就不换。", Existing: true}, func(c *call, in *struct {
		RobotAt
		Body RobotBody
	}) error {
		_, err := c.desk.SetRobot(c, c.by, c.act, in.Body.set(in.Robot))
		return err
	})
	done(a, Operation{Path: "/robots/{robot}/resume", Act: "robot.set", Noun: noun, Says: say.Text("恢复系统停了的群机器人"), Existing: true}, func(c *call, in *RobotAt) error {
		return c.desk.ResumeRobot(c, c.by, c.act, in.Robot)
	})
	done(a, Operation{Path: "/robots/{robot}/try", Act: "robot.set", Noun: noun, Says: say.Text("试发一条"), Existing: true}, func(c *call, in *RobotAt) error {
		return c.desk.TryRobot(c, c.by, c.act, in.Robot)
	})
}
