package desk

import (
	"context"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/notice"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/webhook"
)

// SetRobot is a robot of a group as an administrator registers it. An address or
// a secret that is left empty stays as it is.
type SetRobot struct {
	ID       string // "" for a new one
	Unit     string // whose notices go to it; "" for the actor's own
	Label    string
	Format   webhook.Format
	Address  string
	Secret   string
	NoSecret bool // the robot asks for no signature any more
	Networks []string
	notice.Setting
	Stopped bool
}

// RobotKept is a registered robot.
type RobotKept struct {
	ID string `json:"id"`
}

// SetRobot registers a robot or changes one. The security administrator does so
// for every unit, the supervision office for its own.
func (w *Workspace) SetRobot(ctx context.Context, by staff.Actor, call Call, in SetRobot) (RobotKept, error) {
	return perform(ctx, w, by, "robot.set", call, func(d *deed) (RobotKept, error) {
		r := webhook.Robot{Division: by.Division, ID: in.ID}
		if in.ID != "" {
			var err error
			if r, err = d.robot(call, in.ID); err != nil {
				return RobotKept{}, err
			}
		} else if err := call.absent(); err != nil {
			return RobotKept{}, err
		}
		if in.Unit == "" {
			in.Unit = by.Unit
		}
		if err := staff.Permit(by, "robot.set", in.Unit); err != nil {
			return RobotKept{}, err
		}
		if u, err := d.tx.Unit(by.Division, in.Unit); missing(err) || err == nil && u.Closed {
			return RobotKept{}, fault.New(fault.Invalid, "没有代码是“"+in.Unit+"”的单位，或它已经撤销。", "请从列表里选单位。").At("unit")
		} else if err != nil {
			return RobotKept{}, err
		}
		if in.How == "" {
			in.Setting = notice.Standard
		}
		if err := in.Check(); err != nil {
			return RobotKept{}, err
		}
		if in.ID != "" && r.Format != in.Format && in.Address == "" {
			return RobotKept{}, fault.New(fault.Invalid, "换了群机器人的产品，要重新写地址。", "从新的群机器人那里复制地址。").At("address")
		}
		was := settingOf(r)
		r.Unit, r.Label, r.Format, r.Networks, r.Stopped = in.Unit, strings.TrimSpace(in.Label), in.Format, in.Networks, in.Stopped
		r.How, r.Minute = string(in.How), in.Minute
		if err := d.sealRobot(&r, strings.TrimSpace(in.Address), strings.TrimSpace(in.Secret), in.NoSecret); err != nil {
			return RobotKept{}, err
		}
		if in.ID != "" {
			if was != in.Setting {
				cal, err := d.calendar()
				if err != nil {
					return RobotKept{}, err
				}
				if err := d.tx.RetimeRobot(by.Division, r.ID, max(d.now, int64(in.Next(cal, civil.Instant(d.now))))); err != nil {
					return RobotKept{}, err
				}
			}
			return RobotKept{r.ID}, d.saveRobot(r)
		}
		d.object = "robot/" + r.ID
		_, bytes := canonRobot(r)
		r.Seal = d.seal(d.object, nil, bytes)
		return RobotKept{r.ID}, d.tx.AddRobot(r)
	})
}

// sealRobot seals the address and the secret into the row, once they were looked at.
func (d *deed) sealRobot(r *webhook.Robot, address, secret string, none bool) error {
	if d.w.means.Keys == nil {
		return fault.New(fault.Unavailable, "没有密封密钥，不能登记群机器人。", "请系统管理员从备份取回 keys 文件夹，再重新启动。")
	}
	fresh := r.ID == ""
	if fresh {
		r.ID = d.newID()
	}
	open := address
	if open == "" && !fresh {
		text, err := d.w.means.Keys.Open(r.Address, aboutRobot(*r, "address"))
		if err != nil {
			return err
		}
		open = string(text)
	}
	if none || !r.Format.Signs() && secret == "" {
		r.Secret = []byte{}
	}
	if err := r.CheckRobot(open, secret); err != nil {
		return err
	}
	var err error
	if address != "" {
		r.Hint = webhook.AddressHint(address)
		if r.Address, err = d.w.means.Keys.Seal(d.w.means.Random, []byte(address), aboutRobot(*r, "address")); err != nil {
			return err
		}
	}
	if secret != "" {
		r.Secret, err = d.w.means.Keys.Seal(d.w.means.Random, []byte(secret), aboutRobot(*r, "secret"))
	}
	return err
}

// ResumeRobot lets a robot speak again that the program paused.
func (w *Workspace) ResumeRobot(ctx context.Context, by staff.Actor, call Call, id string) error {
	_, err := perform(ctx, w, by, "robot.set", call, func(d *deed) (struct{}, error) {
		r, err := d.robot(call, id)
		if err != nil {
			return struct{}{}, err
		}
		if r.PausedAt == 0 {
			return struct{}{}, fault.New(fault.Conflict, "“"+r.Label+"”没有暂停。", "请刷新看看现在的样子。")
		}
		r.PausedAt, r.PausedFor, r.Failures, r.NextAt = 0, "", 0, 0
		return struct{}{}, d.saveRobot(r)
	})
	return err
}

// TryRobot has a robot say that the way is open, and nothing else.
func (w *Workspace) TryRobot(ctx context.Context, by staff.Actor, call Call, id string) error {
	_, err := perform(ctx, w, by, "robot.set", call, func(d *deed) (struct{}, error) {
		r, err := d.robot(call, id)
		if err != nil {
			return struct{}{}, err
		}
		if !r.Open() {
			return struct{}{}, fault.New(fault.Conflict, "“"+r.Label+"”停着，试不了。", "先恢复，再试。")
		}
		item := notice.Item{Words: "这是一条试发的消息：督办的通知会发到这个群里。", Kind: notice.Inform, Path: "/"}
		return struct{}{}, d.tx.AddRobotMessage(webhook.RobotMessage{Division: r.Division, ID: messageID(r.ID, "try\x00"+d.id), Robot: r.ID, Item: item, NextAt: d.now, CreatedAt: d.now})
	})
	return err
}

// robot finds the robot that the deed is about; the supervision office only its own.
func (d *deed) robot(call Call, id string) (webhook.Robot, error) {
	d.object = "robot/" + id
	r, err := d.tx.Robot(d.by.Division, id)
	if err != nil {
		return r, err
	}
	if err := staff.Permit(d.by, "robot.set", r.Unit); err != nil {
		return r, err
	}
	return r, call.current(r.Version, "“"+r.Label+"”")
}

func (d *deed) saveRobot(r webhook.Robot) error {
	object, bytes := canonRobot(r)
	r.Seal = d.seal(object, r.Seal, bytes)
	return d.tx.SetRobot(r)
}

func aboutRobot(r webhook.Robot, what string) string {
	return r.Division + "/robot/" + r.ID + "/" + what
}

func canonRobot(r webhook.Robot) (string, []byte) {
	return "robot/" + r.ID, canonical(struct {
		V         int            `json:"v"`
		Unit      string         `json:"unit"`
		Label     string         `json:"label"`
		Format    webhook.Format `json:"format"`
		Address   string         `json:"address"`
		Secret    string         `json:"secret"`
		Networks  []string       `json:"networks"`
		How       string         `json:"how"`
		Minute    int64          `json:"minute"`
		Stopped   bool           `json:"stopped"`
		PausedAt  int64          `json:"paused_at"`
		PausedFor string         `json:"paused_for"`
	}{1, r.Unit, r.Label, r.Format, sealedDigest(r.Address), sealedDigest(r.Secret), append([]string{}, r.Networks...), r.How, r.Minute, r.Stopped, r.PausedAt, r.PausedFor})
}
