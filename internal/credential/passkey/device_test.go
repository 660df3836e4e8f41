package passkey

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// device is an authenticator and a browser in software, as the standard has
// them; what a test turns is what a forger would.
type device struct {
	t      *testing.T
	key    *ecdsa.PrivateKey
	id     []byte
	handle []byte
	count  uint32

	origin, host string
	flags        byte
}

const (
	present  = 1
	verified = 4
	backupOK = 8
	attested = 64
)

func newDevice(t *testing.T) *device {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id, _ := draw(rand.Reader, 16)
	return &device{t: t, key: key, id: id, count: 1, origin: "https://duban.example", host: "duban.example", flags: present | verified}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

type asked struct {
	PublicKey struct {
		Challenge string
		RPID      string `json:"rpId"`
		User      struct{ ID string }
		Exclude   []struct{ ID string } `json:"excludeCredentials"`
		Allow     []struct{ ID string } `json:"allowCredentials"`
	}
}

func (d *device) read(options []byte) asked {
	d.t.Helper()
	var a asked
	if err := json.Unmarshal(options, &a); err != nil {
		d.t.Fatal(err)
	}
	return a
}

func (d *device) client(kind, challenge string) []byte {
	c, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
	return c
}

func (d *device) authData(flags byte) []byte {
	host := sha256.Sum256([]byte(d.host))
	return binary.BigEndian.AppendUint32(append(host[:], flags), d.count)
}

func (d *device) register(options []byte) []byte {
	d.t.Helper()
	a := d.read(options)
	d.handle, _ = base64.RawURLEncoding.DecodeString(a.PublicKey.User.ID)
	point, err := d.key.PublicKey.Bytes()
	if err != nil {
		d.t.Fatal(err)
	}
	strict, _ := cbor.CTAP2EncOptions().EncMode()
	cose, _ := strict.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	data := append(d.authData(d.flags|attested), make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(append(data, d.id...), cose...)
	object, _ := strict.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})
	reply, _ := json.Marshal(map[string]any{
		"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": b64(d.client("webauthn.create", a.PublicKey.Challenge)),
			"attestationObject": b64(object), "transports": []string{"internal"}},
	})
	return reply
}

func (d *device) sign(options []byte) []byte {
	d.t.Helper()
	d.count++
	data, client := d.authData(d.flags), d.client("webauthn.get", d.read(options).PublicKey.Challenge)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	if err != nil {
		d.t.Fatal(err)
	}
	reply, _ := json.Marshal(map[string]any{
		"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(data),
			"signature": b64(signature), "userHandle": b64(d.handle)},
	})
	return reply
}
