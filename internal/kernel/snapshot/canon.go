package snapshot

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"duban/internal/base/fault"
)

// Canonical is the snapshot as JSON in its one form: keys sorted, numbers as
// texts, nothing between.
func (s *Snapshot) Canonical() []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic("snapshot: " + err.Error()) // no type here can fail
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		panic("snapshot: " + err.Error())
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(tree); err != nil {
		panic("snapshot: " + err.Error())
	}
	return bytes.TrimRight(out.Bytes(), "\n")
}

// Digest is the SHA-256 of a canonical form, in hexadecimal digits.
func Digest(canonical []byte) string {
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}

// Read reads what Canonical writes, and nothing else. That no word was changed, the
// digest shows.
func Read(b []byte) (*Snapshot, error) {
	s := &Snapshot{}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(s)
	switch {
	case err == nil && s.Format != Format:
		err = fmt.Errorf("snapshot: format %q", s.Format)
	case err == nil && !bytes.Equal(s.Canonical(), b):
		err = errors.New("snapshot: not in its canonical form")
	}
	if err != nil {
		return nil, fault.New(fault.Unreadable, "这不是一份公开快照，或者被改过。", "请用 duban publish 写出的 data/snapshot.json。").Because(err)
	}
	return s, nil
}
