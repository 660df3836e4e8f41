package desk

import (
	"crypto/sha256"

	"duban/internal/base/civil"
	"duban/internal/kernel/notice"
	"duban/internal/kernel/webhook"
)

// announce puts what units are told into the outboxes of their robots, each
// once by its key. The item names nobody.
func (d *deed) announce(units map[string]bool, item notice.Item, key string, urgent bool) error {
	if !d.robotsRead {
		robots, err := d.tx.Robots(d.by.Division)
		if err != nil {
			return err
		}
		d.robots, d.robotsRead = robots, true
	}
	for _, r := range d.robots {
		if !units[r.Unit] || r.Stopped { // one that the program paused says it later
			continue
		}
		next := d.now
		if r.How != string(notice.AtOnce) && !urgent {
			cal, err := d.calendar()
			if err != nil {
				return err
			}
			next = int64(settingOf(r).Next(cal, civil.Instant(d.now)))
		}
		if err := d.tx.AddRobotMessage(webhook.RobotMessage{Division: r.Division, ID: messageID(r.ID, key), Robot: r.ID, Item: item, NextAt: next, CreatedAt: d.now}); err != nil {
			return err
		}
	}
	return nil
}

func settingOf(r webhook.Robot) notice.Setting {
	return notice.Setting{How: notice.How(r.How), Minute: r.Minute}
}

func messageID(robot, key string) string {
	sum := sha256.Sum256([]byte(robot + "\x00" + key))
	return lower32.EncodeToString(sum[:15])
}
