package desk

import (
	"context"

	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// IssuedFeed is a new address of a calendar. Secret is shown once and kept
// nowhere; a retry does not see it again.
type IssuedFeed struct {
	ID     string `json:"id"`
	Secret string `json:"-"` // division.secret, for the address
}

// IssueFeed gives the actor an address of his calendar, in the post he acts in.
// The one before ends with it.
func (w *Workspace) IssueFeed(ctx context.Context, by staff.Actor, call Call) (IssuedFeed, error) {
	secret, err := credential.NewSecret(credential.FeedSecret, w.means.Random)
	if err != nil {
		return IssuedFeed{}, err
	}
	fresh := false
	out, err := perform(ctx, w, by, "feed.issue", call, func(d *deed) (IssuedFeed, error) {
		fresh = true
		if err := d.endFeeds(by.Person); err != nil {
			return IssuedFeed{}, err
		}
		k := store.Feed{Division: by.Division, ID: d.newID(), Person: by.Person, Holding: by.Holding, Role: by.Role, Hash: hashOf(secret), CreatedAt: d.now}
		d.object = "feed/" + k.ID
		object, bytes := canonFeed(k)
		k.Seal = d.seal(object, nil, bytes)
		return IssuedFeed{ID: k.ID}, d.tx.AddFeed(k)
	})
	if err == nil && fresh {
		out.Secret = by.Division + "." + secret.Reveal()
	}
	return out, err
}

// RevokeFeed ends the address of the actor's calendar.
func (w *Workspace) RevokeFeed(ctx context.Context, by staff.Actor, call Call) error {
	_, err := perform(ctx, w, by, "feed.revoke", call, func(d *deed) (struct{}, error) {
		d.object = "person/" + by.Person
		all, err := d.tx.FeedsOf(by.Division, by.Person)
		if err != nil {
			return struct{}{}, err
		}
		if len(all) == 0 || all[0].EndedAt != 0 {
			return struct{}{}, fault.New(fault.Conflict, "没有在用的日历地址。", "请刷新看看。")
		}
		d.object = "feed/" + all[0].ID
		return struct{}{}, d.endFeeds(by.Person)
	})
	return err
}

// endFeeds ends every address of a person's calendar.
func (d *deed) endFeeds(person string) error {
	all, err := d.tx.FeedsOf(d.by.Division, person)
	for _, k := range all {
		if err == nil && k.EndedAt == 0 {
			k.EndedAt = d.now
			object, bytes := canonFeed(k)
			k.Seal = d.seal(object, k.Seal, bytes)
			err = d.tx.EndFeed(k)
		}
	}
	return err
}

// MyFeed is how the address of the actor's calendar stands.
type MyFeed struct {
	CreatedAt, UsedAt int64 // 0 for none
	Other             bool  // it was given in another post than the one he acts in
}

// ReadFeed is how the address of the actor's calendar stands.
func (w *Workspace) ReadFeed(ctx context.Context, by staff.Actor) (MyFeed, error) {
	var out MyFeed
	scope, err := staff.ScopeOf(by, "feed.list")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.FeedsOf(scope.Division(), scope.Person())
		if err == nil && len(all) > 0 && all[0].EndedAt == 0 {
			out = MyFeed{all[0].CreatedAt, all[0].UsedAt, all[0].Holding != by.Holding}
		}
		return err
	})
	return out, faulted(err)
}
