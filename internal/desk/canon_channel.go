package desk

import (
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// channels calls f for how notices and calendars reach people: robots,
// preferences, and addresses of calendars.
func channels(tx *store.Tx, division string, f func(object string, bytes []byte) error) error {
	robots, err := tx.Robots(division)
	if err := visit(robots, err, canonRobot, f); err != nil {
		return err
	}
	preferences, err := tx.EveryPreference(division)
	if err := visit(preferences, err, canonPreference, f); err != nil {
		return err
	}
	feeds, err := tx.EveryFeed(division)
	return visit(feeds, err, canonFeed, f)
}

func canonFeed(k store.Feed) (string, []byte) {
	return "feed/" + k.ID, canonical(struct {
		V         int        `json:"v"`
		Person    string     `json:"person"`
		Holding   string     `json:"holding"`
		Role      staff.Role `json:"role"`
		Hash      string     `json:"hash"`
		CreatedAt int64      `json:"created_at"`
		EndedAt   int64      `json:"ended_at"`
	}{1, k.Person, k.Holding, k.Role, k.Hash, k.CreatedAt, k.EndedAt})
}
