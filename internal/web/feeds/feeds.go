// Package feeds answers programs that look after somebody's calendar: whoever
// has the address sees the days, nobody signs in.
package feeds

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"duban/internal/press/ics"
	"duban/internal/web/frame"
)

// Root is where the addresses begin; what follows is a secret, and stays out of the log.
const Root = "/feeds/"

// Address is the whole address of a calendar.
func Address(origin, secret string) string { return origin + Root + secret + ".ics" }

// Serve gives a calendar, or nothing where it has not changed.
func Serve(v *frame.Visit) error {
	name, ok := strings.CutSuffix(v.At("feed"), ".ics")
	if !ok {
		name = ""
	}
	days, err := v.House.Desk.Feed(v.Ctx, name)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(days)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h := v.W.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, max-age=300")
	for _, t := range strings.Split(v.R.Header.Get("If-None-Match"), ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == tag || t == "*" {
			v.W.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	h.Set("Content-Type", ics.ContentType)
	h.Set("Content-Disposition", `inline; filename="duban.ics"`)
	_, err = v.W.Write(days)
	return err
}
