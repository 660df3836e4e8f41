package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"strings"
)

// sealSize is how long the seal at the end of an archive is: the SHA-256 of all
// before it, as the zip's comment. So no byte changes unseen, not even one that
// a reader of zips passes over.
const sealSize = 2 * sha256.Size

// Unsealed is the comment that a zip is given, for Sealer to put the seal in its place.
var Unsealed = strings.Repeat("0", sealSize)

// Sealer writes an archive and, when it is closed, the seal over its last bytes.
type Sealer struct {
	w    io.Writer
	sum  hash.Hash
	held []byte
}

// NewSealer begins an archive.
func NewSealer(w io.Writer) *Sealer { return &Sealer{w: w, sum: sha256.New()} }

// Write holds back what the seal will stand for.
func (s *Sealer) Write(p []byte) (int, error) {
	s.held = append(s.held, p...)
	if n := len(s.held) - sealSize; n > 0 {
		s.sum.Write(s.held[:n])
		if _, err := s.w.Write(s.held[:n]); err != nil {
			return 0, err
		}
		s.held = append(s.held[:0], s.held[n:]...)
	}
	return len(p), nil
}

// Close writes the seal.
func (s *Sealer) Close() error {
	_, err := io.WriteString(s.w, hex.EncodeToString(s.sum.Sum(nil)))
	return err
}

// sealed says whether the seal at the end fits what stands before it.
func sealed(data io.ReaderAt, size int64) (bool, error) {
	if size < sealSize {
		return false, nil
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(data, 0, size-sealSize)); err != nil {
		return false, err
	}
	var told [sealSize]byte
	if _, err := data.ReadAt(told[:], size-sealSize); err != nil && err != io.EOF {
		return false, err
	}
	return hex.EncodeToString(sum.Sum(nil)) == string(told[:]), nil
}
