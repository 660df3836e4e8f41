package webhook

import "time"

// State (推送状态) is how far a telling has come.
type State string

// The states.
const (
	Waiting   State = "waiting"
	Delivered State = "delivered"
	Failed    State = "failed" // tried as often as is sensible; a person may try again
)

// Delivery (推送) is the telling of one event to one address.
type Delivery struct {
	Division  string
	ID        string
	Webhook   string
	Event     string // its id, the same at every address and every try
	Kind      string
	Object    string
	Body      string
	State     State
	Tries     int64
	NextAt    int64
	Trouble   string // of the last try, in words
	CreatedAt int64
	Version   int64
}

// waits are how long is waited after each failed try: about a day and a half in all.
var waits = []time.Duration{10 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour,
	2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 16 * time.Hour}

// MostTries is how often a delivery is tried before a person must see to it.
const MostTries = 11

// Wait is how long is waited after so many failed tries, a fifth longer or
// shorter by jitter (0 to 255), so that many senders do not return at once. At
// the end there is no next try.
func Wait(tries int64, jitter byte) (time.Duration, bool) {
	if tries < 1 || tries > int64(len(waits)) {
		return 0, false
	}
	w := waits[tries-1]
	return w*4/5 + w*2/5*time.Duration(jitter)/255, true
}

// Answer (接收方的答复) is what one try came to.
type Answer struct {
	Status  int    // of HTTP, 0 where none came
	Trouble string // in words for the administrator; "" for success
	Refused bool   // by us: the address lies where it may not; or by a robot's product for good
	Body    []byte // what the receiver said, where its words are asked for
}

// OK says that the receiver took the event.
func (a Answer) OK() bool { return a.Trouble == "" }

// Gone says that trying again is of no use until a person changes something:
// the receiver said 410 (RFC 9110 §15.5.11), or we may not call the address.
func (a Answer) Gone() bool { return a.Refused || a.Status == 410 }
