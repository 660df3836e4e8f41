package passkey

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// BeginRegistration gives the options for the browser, whose member publicKey
// goes to PublicKeyCredential.parseCreationOptionsFromJSON, and what to keep on
// the server until FinishRegistration. Devices that hold a passkey of the
// holder already are left out.
func (p *Party) BeginRegistration(h Holder, now time.Time) (options, kept []byte, err error) {
	challenge, err := draw(p.random, challengeBytes)
	if err != nil {
		return nil, nil, err
	}
	var have []protocol.CredentialDescriptor
	for _, c := range (user{h}).WebAuthnCredentials() {
		have = append(have, c.Descriptor())
	}
	creation, session, err := p.lib.BeginRegistration(user{h}, webauthn.WithExclusions(have),
		func(o *protocol.PublicKeyCredentialCreationOptions) error { o.Challenge = challenge; return nil })
	if err != nil {
		return nil, nil, fmt.Errorf("passkey: begin a registration: %w", err)
	}
	if options, err = json.Marshal(creation); err != nil {
		return nil, nil, err
	}
	kept, err = p.keep(true, session, now)
	return options, kept, err
}

// FinishRegistration checks the browser's reply (PublicKeyCredential.toJSON) and
// gives the passkey to store. The store must refuse an id that anybody holds
// already.
func (p *Party) FinishRegistration(h Holder, kept, reply []byte, now time.Time) (Passkey, error) {
	session, err := resume(kept, true, now)
	if err != nil {
		return Passkey{}, err
	}
	if err := tooLarge(reply); err != nil {
		return Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(reply)
	if err != nil {
		return Passkey{}, malformed(err)
	}
	c, err := p.lib.CreateCredential(user{h}, session, parsed)
	if err != nil {
		return Passkey{}, refused(err)
	}
	return passkeyOf(c), nil
}
