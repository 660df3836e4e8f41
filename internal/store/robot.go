package store

import (
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/webhook"
)

func scanRobot(division string) func(row) (webhook.Robot, error) {
	return func(r row) (webhook.Robot, error) {
		x := webhook.Robot{Division: division}
		var networks string
		var stopped int64
		err := r.Scan(&x.ID, &x.Unit, &x.Label, &x.Format, &x.Address, &x.Hint, &x.Secret, &networks, &x.How, &x.Minute, &stopped, &x.PausedAt, &x.PausedFor, &x.Failures, &x.NextAt, &x.Version, &x.Seal)
		x.Networks, x.Stopped = strings.Fields(networks), stopped == 1
		return x, err
	}
}

// Robots are all robots of a division.
func (t *Tx) Robots(division string) ([]webhook.Robot, error) {
	return list(t, "robot_all", scanRobot(division), division)
}

// Robot finds a robot.
func (t *Tx) Robot(division, id string) (webhook.Robot, error) {
	return one(t, "robot_by_id", scanRobot(division), division, id)
}

// AddRobot keeps a new robot.
func (t *Tx) AddRobot(r webhook.Robot) error {
	return t.put("robot_insert", r.Division, r.ID, r.Unit, r.Label, string(r.Format), r.Address, r.Hint, r.Secret, strings.Join(r.Networks, " "), r.How, r.Minute, flag(r.Stopped), r.Seal)
}

// SetRobot changes a robot at its version.
func (t *Tx) SetRobot(r webhook.Robot) error {
	return t.versioned("robot_update", r.Division, r.ID, r.Unit, r.Label, string(r.Format), r.Address, r.Hint, r.Secret, strings.Join(r.Networks, " "), r.How, r.Minute, flag(r.Stopped),
		r.PausedAt, r.PausedFor, r.Failures, r.NextAt, r.Seal, r.Version)
}

// TriedRobot notes how often in a row a robot failed and when it may speak
// next. That is no change of the robot: its version stays.
func (t *Tx) TriedRobot(division, id string, failures, next int64) error {
	return t.versioned("robot_tried", division, id, failures, next)
}

// RobotAt names a robot with something to say.
type RobotAt struct{ Division, Robot string }

// DueRobots are the robots, of all divisions, that something is due for.
func (t *Tx) DueRobots(now int64) ([]RobotAt, error) {
	return list(t, "robot_waiting_due", func(r row) (x RobotAt, err error) { err = r.Scan(&x.Division, &x.Robot); return x, err }, now)
}

// AddRobotMessage puts a message into a robot's outbox; the same is never put twice.
func (t *Tx) AddRobotMessage(m webhook.RobotMessage) error {
	_, err := t.run("robot_message_insert", m.Division, m.ID, m.Robot, m.Item.Words, m.Item.Path, string(m.Item.Kind), m.Item.DueOn.Days(), m.NextAt, m.CreatedAt)
	return err
}

// DueRobotMessages are what a robot is to say next.
func (t *Tx) DueRobotMessages(at RobotAt, now int64, most int) ([]webhook.RobotMessage, error) {
	return list(t, "robot_message_due", func(r row) (webhook.RobotMessage, error) {
		m := webhook.RobotMessage{Division: at.Division}
		var due int64
		err := r.Scan(&m.ID, &m.Robot, &m.Item.Words, &m.Item.Path, &m.Item.Kind, &due, &m.State, &m.Tries, &m.NextAt, &m.Trouble, &m.CreatedAt, &m.Version)
		m.Item.DueOn = civil.OfDays(due)
		return m, err
	}, at.Division, at.Robot, now, most)
}

// SetRobotMessage changes a message at its version.
func (t *Tx) SetRobotMessage(m webhook.RobotMessage) error {
	return t.versioned("robot_message_update", m.Division, m.ID, string(m.State), m.Tries, m.NextAt, m.Trouble, m.Version)
}

// RetimeRobot moves what waits for a robot's digest to another moment.
func (t *Tx) RetimeRobot(division, robot string, next int64) error {
	_, err := t.run("robot_message_retime", division, robot, next)
	return err
}

// RobotTallies count what robots said and have to say; Webhook names the robot.
func (t *Tx) RobotTallies(division string) ([]DeliveryTally, error) {
	return list(t, "robot_message_tally", func(r row) (n DeliveryTally, err error) {
		err = r.Scan(&n.Webhook, &n.State, &n.Count, &n.Oldest)
		return n, err
	}, division)
}

// ForgetRobotMessages drops what was said, or given up, before an instant.
func (t *Tx) ForgetRobotMessages(division string, before int64) (int64, error) {
	return t.run("robot_message_forget", division, before)
}
