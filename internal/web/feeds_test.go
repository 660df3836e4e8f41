package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"duban/internal/kernel/staff"
)

func TestACalendarIsAnsweredWithoutSigningInAndItsAddressStaysOutOfTheLog(t *testing.T) {
	tn := settled(t)
	code, text := tn.post(t, staff.Head, "/me/feed", nil)
	address := regexp.MustCompile(`http://[^<]*/feeds/[^<]*\.ics`).FindString(text)
	if code != http.StatusOK || address == "" {
		t.Fatalf("no address was given: %d", code)
	}
	ask := func(tag string) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("If-None-Match", tag)
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		a.Body.Close()
		return a
	}
	first := ask("")
	if first.StatusCode != http.StatusOK || !strings.HasPrefix(first.Header.Get("Content-Type"), "text/calendar") || !strings.HasPrefix(first.Header.Get("Cache-Control"), "private") {
		t.Fatalf("%d %v", first.StatusCode, first.Header)
	}
	if again := ask(first.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("what has not changed is sent again: %d", again.StatusCode)
	}
	if code, _ := tn.post(t, staff.Head, "/me/feed/revoke", nil); code != http.StatusSeeOther {
		t.Errorf("revoking: %d", code)
	}
	if gone := ask(""); gone.StatusCode != http.StatusNotFound {
		t.Errorf("a revoked address answers %d", gone.StatusCode)
	}
	if log := tn.log.String(); strings.Contains(log, "duban_cal_") || !strings.Contains(log, "/feeds/…") {
		t.Error("the log holds the address")
	}
}
