package passkey

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"duban/internal/base/fault"
)

// BeginAssertion asks for one of the holder's passkeys: the second step after a
// password, or a fresh confirmation. The member publicKey of the options goes
// to PublicKeyCredential.parseRequestOptionsFromJSON.
func (p *Party) BeginAssertion(h Holder, now time.Time) (options, kept []byte, err error) {
	if len(h.Passkeys) == 0 {
		return nil, nil, fault.New(fault.NotFound, "这个账号还没有登记通行密钥。", "用口令登录，再到“账号安全”里登记。")
	}
	return p.beginAssertion(func(challenge []byte) (*protocol.CredentialAssertion, *webauthn.SessionData, error) {
		return p.lib.BeginLogin(user{h}, webauthn.WithChallenge(challenge))
	}, now)
}

// BeginSignIn asks for any passkey of this site; the reply says whose it is.
func (p *Party) BeginSignIn(now time.Time) (options, kept []byte, err error) {
	return p.beginAssertion(func(challenge []byte) (*protocol.CredentialAssertion, *webauthn.SessionData, error) {
		return p.lib.BeginDiscoverableLogin(webauthn.WithChallenge(challenge))
	}, now)
}

func (p *Party) beginAssertion(begin func([]byte) (*protocol.CredentialAssertion, *webauthn.SessionData, error), now time.Time) (options, kept []byte, err error) {
	challenge, err := draw(p.random, challengeBytes)
	if err != nil {
		return nil, nil, err
	}
	assertion, session, err := begin(challenge)
	if err != nil {
		return nil, nil, fmt.Errorf("passkey: begin a sign-in: %w", err)
	}
	if options, err = json.Marshal(assertion); err != nil {
		return nil, nil, err
	}
	kept, err = p.keep(false, session, now)
	return options, kept, err
}

// FinishAssertion ends either beginning. find gives the holder of a handle with
// all his passkeys, or a fault. What comes back is the holder's handle and the
// passkey with its new counter, to be stored.
func (p *Party) FinishAssertion(kept, reply []byte, find func(handle []byte) (Holder, error), now time.Time) (handle []byte, used Passkey, err error) {
	session, err := resume(kept, false, now)
	if err != nil {
		return nil, Passkey{}, err
	}
	if err := tooLarge(reply); err != nil {
		return nil, Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(reply)
	if err != nil {
		return nil, Passkey{}, malformed(err)
	}
	asked := session.UserID // empty when anybody might answer
	if len(asked) == 0 {
		asked = parsed.Response.UserHandle
	}
	if len(asked) == 0 {
		return nil, Passkey{}, refused(fmt.Errorf("passkey: the reply names no holder"))
	}
	h, err := find(asked)
	if err != nil {
		return nil, Passkey{}, err
	}
	if !bytes.Equal(h.Handle, asked) {
		return nil, Passkey{}, fmt.Errorf("passkey: asked for one holder and was given another")
	}
	known := false
	for _, k := range h.Passkeys {
		known = known || bytes.Equal(k.ID, parsed.RawID)
	}
	if !known {
		return nil, Passkey{}, fault.New(fault.Refused, "这把通行密钥没有登记，或已经停用。", "换一把登记过的，或用口令登录后重新登记。")
	}
	var c *webauthn.Credential
	if len(session.UserID) > 0 {
		c, err = p.lib.ValidateLogin(user{h}, session, parsed)
	} else {
		_, c, err = p.lib.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return user{h}, nil }, session, parsed)
	}
	if err != nil {
		return nil, Passkey{}, refused(err)
	}
	if c.Authenticator.CloneWarning {
		return nil, Passkey{}, fault.New(fault.Refused, "这把通行密钥的使用次数比上次还少，可能被复制过。", "请管理员停用这把密钥，再重新登记。")
	}
	return h.Handle, passkeyOf(c), nil
}
