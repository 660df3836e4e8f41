package store

import "duban/internal/kernel/staff"

// Feed is the secret address of somebody's calendar, in the post it was given
// for. Hash is of its secret.
type Feed struct {
	staff.Mark
	Division, ID, Person, Holding string
	Role                          staff.Role // of the post when it was given
	Hash                          string
	CreatedAt, UsedAt             int64
	EndedAt                       int64 // 0 while it is good
}

func scanFeed(division string) func(row) (Feed, error) {
	return func(r row) (Feed, error) {
		f := Feed{Division: division}
		err := r.Scan(&f.ID, &f.Person, &f.Holding, &f.Role, &f.Hash, &f.CreatedAt, &f.UsedAt, &f.EndedAt, &f.Version, &f.Seal)
		return f, err
	}
}

// FeedByHash finds a feed by the hash of its secret.
func (t *Tx) FeedByHash(division, hash string) (Feed, error) {
	return one(t, "feed_by_hash", scanFeed(division), division, hash)
}

// FeedsOf are a person's feeds, newest first.
func (t *Tx) FeedsOf(division, person string) ([]Feed, error) {
	return list(t, "feed_by_person", scanFeed(division), division, person)
}

// EveryFeed is all feeds of a division, for the ledger.
func (t *Tx) EveryFeed(division string) ([]Feed, error) {
	return list(t, "feed_all", scanFeed(division), division)
}

// AddFeed keeps a new feed.
func (t *Tx) AddFeed(f Feed) error {
	return t.put("feed_insert", f.Division, f.ID, f.Person, f.Holding, string(f.Role), f.Hash, f.CreatedAt, f.Seal)
}

// TouchFeed says that a feed was used.
func (t *Tx) TouchFeed(division, id string, at int64) error {
	return t.put("feed_used", division, id, at)
}

// EndFeed ends a feed at its version.
func (t *Tx) EndFeed(f Feed) error {
	return t.versioned("feed_end", f.Division, f.ID, f.EndedAt, f.Seal, f.Version)
}
