package desk

import (
	"context"

	"duban/internal/kernel/staff"
	"duban/internal/kernel/webhook"
	"duban/internal/store"
)

// ListedRobot is a robot with how its messages stand. It holds no secret.
type ListedRobot struct {
	webhook.Robot
	UnitName                   string
	Signs                      bool // it has a secret to sign with
	Waiting, Failed, Delivered int64
}

// RobotList is the robots that the actor looks after.
type RobotList struct {
	Robots []ListedRobot
	Units  []staff.Unit // whose notices he may have sent to a group
}

// ListRobots are the robots of the division, or of the actor's own unit.
func (w *Workspace) ListRobots(ctx context.Context, by staff.Actor) (RobotList, error) {
	var out RobotList
	scope, err := staff.ScopeOf(by, "robot.list")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		out = RobotList{}
		units, err := tx.Units(scope.Division())
		if err != nil {
			return err
		}
		for _, u := range units {
			if !u.Closed && staff.Permit(by, "robot.set", u.Code) == nil {
				out.Units = append(out.Units, u)
			}
		}
		all, err := tx.Robots(scope.Division())
		if err != nil {
			return err
		}
		tallies, err := tx.RobotTallies(scope.Division())
		if err != nil {
			return err
		}
		for _, r := range all {
			if !scope.Sees(r.Unit) {
				continue
			}
			l := ListedRobot{Robot: r, UnitName: shortName(units, r.Unit), Signs: len(r.Secret) > 0}
			l.Address, l.Secret = nil, nil
			for _, t := range tallies {
				if t.Webhook != r.ID {
					continue
				}
				switch t.State {
				case webhook.Waiting:
					l.Waiting = t.Count
				case webhook.Failed:
					l.Failed = t.Count
				case webhook.Delivered:
					l.Delivered = t.Count
				}
			}
			out.Robots = append(out.Robots, l)
		}
		return nil
	})
	return out, faulted(err)
}
