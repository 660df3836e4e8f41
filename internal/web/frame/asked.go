package frame

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// secret are the fields that no digest is made of: it is kept with the act, and
// a password could be guessed back from it. Codes are spent once an act is kept.
var secret = []string{"password", "old", "new", "again", "secret"}

// asked is a digest of an address and a form with its files, whatever their
// order; of the act's id it says nothing, since that is what it stands beside.
func asked(r *http.Request) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %q\n", r.Method, r.URL.Path)
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		if name != "act" && !slices.Contains(secret, name[strings.LastIndexByte(name, '.')+1:]) {
			fmt.Fprintf(sum, "%q %q\n", name, r.PostForm[name])
		}
	}
	if r.MultipartForm != nil {
		for _, name := range slices.Sorted(maps.Keys(r.MultipartForm.File)) {
			for _, h := range r.MultipartForm.File[name] {
				fmt.Fprintf(sum, "%q %q %d\n", name, h.Filename, h.Size)
				f, err := h.Open()
				if err != nil {
					continue // whoever reads it says so
				}
				_, err = io.Copy(sum, f)
				if err = closing(f, err); err != nil {
					fmt.Fprintf(sum, "unread\n")
				}
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func closing(c io.Closer, err error) error {
	if e := c.Close(); err == nil {
		err = e
	}
	return err
}
