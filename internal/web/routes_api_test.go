package web

import (
	"testing"

	"duban/internal/web/api"
	"duban/internal/web/frame"
)

// pagesOnly are acts that have no operation, and why.
var pagesOnly = map[string]string{
	"factor.list":     "second factors are proved and changed by the person who is there",
	"factor.enrol":    "second factors are proved and changed by the person who is there",
	"factor.confirm":  "second factors are proved and changed by the person who is there",
	"factor.remove":   "second factors are proved and changed by the person who is there",
	"recovery.draw":   "second factors are proved and changed by the person who is there",
	"session.prove":   "second factors are proved and changed by the person who is there",
	"password.change": "a password is proved and changed in the browser; a token that leaked must not take the account over",
	"factor.require":  "asks for a fresh proof of who one is, which a token cannot give",
	"factor.reset":    "asks for a fresh proof of who one is, which a token cannot give",
	"reset.confirm":   "the second hand is a person's who is there, never a program's",
	"reset.decline":   "the second hand is a person's who is there, never a program's",
	"unit.move":       "the second hand is a person's who is there, never a program's",
	"identity.read":   "the identity service is set by the person who is there, and is seen where it is set",
	"identity.set":    "asks for a fresh proof of who one is, which a token cannot give",
	"session.switch":  "a token stays in the post it was issued for; another post has its own token",
	"feed.issue":      "a token that leaked must not beget an address that outlives it",
	"token.issue":     "a token that leaked must not beget another that outlives it",
}

func TestWhatThePagesCanDoTheAPICan(t *testing.T) {
	offered := map[string]bool{}
	for _, op := range api.New(&frame.House{}).Operations() {
		offered[op.Act] = true
	}
	used := map[string]bool{}
	for _, r := range routes {
		if r.act == open {
			continue
		}
		_, only := pagesOnly[r.act]
		used[r.act] = true
		switch {
		case !only && !offered[r.act]:
			t.Errorf("%s does %s, and no operation of the API does; add one in internal/web/api, or say here why not", r.pattern, r.act)
		case only && offered[r.act]:
			t.Errorf("%s has an operation and a reason why it has none", r.act)
		}
	}
	for act := range pagesOnly {
		if !used[act] {
			t.Errorf("%s is excused, and no page does it", act)
		}
	}
}
