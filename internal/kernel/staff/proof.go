package staff

import "strings"

// Proof (登录依据) is by what a session was proved: the first means, and the
// second with a plus between where one was shown. A passkey alone is both: a
// thing that one has, opened by what one knows or is.
type Proof string

// The first means.
const (
	ByPassword Proof = "password"
	ByIdentity Proof = "identity" // the city's identity service
	ByPasskey  Proof = "passkey"
)

// And is the proof with a second means beside it.
func (p Proof) And(second string) Proof {
	if p.Second() {
		return p
	}
	return p + "+" + Proof(second)
}

// Second says that a second factor was shown.
func (p Proof) Second() bool { return p == ByPasskey || strings.Contains(string(p), "+") }

// First is the first means.
func (p Proof) First() Proof {
	first, _, _ := strings.Cut(string(p), "+")
	return Proof(first)
}
