package api_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
	"duban/internal/web/api"
	"duban/internal/web/frame"
	"duban/internal/web/rate"
)

// strange are bytes that something may stumble over.
var strange = []string{
	"", "null", "[]", "{}", "1e400", "{\"a\":", "\x00", "\xff\xfe", "\u2028", "😀", "%", "%00", "..", "../..", "a/b", "'", "\"; drop table act; --", "-1", "9223372036854775808",
	"*", strings.Repeat("九", 500), strings.Repeat("[", 20_000), `{"name":"\u0000"}`, `{"code":"a","name":"\ud800","kind":"town","rank":1e300}`,
	`{"content":{"value":"NaN","period":"0-0"},"reason":"x"}`, `{"sort":"measure","start":0,"end":100000000,"content":{"subject":"甲","value":"1","bound":"=","kind":"level","status":"done"}}`,
	`{"at":100000}`, `{"with":"nowhere"}`, `{"reason":"\t"}`, `{"person":"x","post":"y","from_on":"9999-12-31","until_on":"0001-01-01"}`, `{"login":"a\\u0000b","name":"x"}`,
	"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nb", "--x\r\nContent-Disposition: form-data; name=\"declared\"\r\n\r\nyes\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\x00\"\r\n\r\nb\r\n--x--",
}

// patience bounds a request that is never answered; no test asserts a time.
const patience = 60 * time.Second

// raw sends what a client of ours would not, and gives the status; 0 where it
// is no request at all.
func (o *office) raw(token, method, path, query, body string, header map[string]string) int {
	ctx, cancel := context.WithTimeout(o.t.Context(), patience)
	defer cancel()
	u, err := url.Parse(o.server.URL)
	if err != nil {
		o.t.Fatal(err)
	}
	u.Opaque = "//" + u.Host + "/api/v1" + path
	u.RawQuery = query
	q := &http.Request{Method: method, URL: u, Host: u.Host, Header: http.Header{}, Body: http.NoBody}
	q = q.WithContext(ctx)
	if method != http.MethodGet {
		q, err = http.NewRequestWithContext(ctx, method, o.server.URL, bytes.NewReader([]byte(body)))
		if err != nil {
			return 0
		}
		q.URL = u
	}
	q.Header.Set("Authorization", "Bearer "+token)
	for k, v := range header {
		q.Header.Set(k, v)
	}
	r, err := http.DefaultTransport.RoundTrip(q)
	if errors.Is(err, context.DeadlineExceeded) {
		return 599 // no answer at all
	}
	if err != nil {
		return 0
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		o.t.Error(err)
	}
	r.Body.Close()
	return r.StatusCode
}

// may is a role that comes through the gate of an operation.
func may(op *api.Operation) staff.Role {
	act, _ := staff.Named(op.Act)
	for _, role := range []staff.Role{staff.Supervisor, staff.SystemAdmin, staff.SecurityAdmin, staff.AuditAdmin} {
		if act.Grants[role] != staff.Nowhere {
			return role
		}
	}
	return staff.Leader
}

func TestNothingStrangeBreaksAnOperation(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o := open(t, e, rate.Limits{})
		report := o.uploaded()
		n, answers := 0, map[int]int{}
		for _, op := range api.New(&frame.House{}).Operations() {
			token := o.tokens[may(op)]
			for i, s := range strange {
				n++
				key := "f" + frame.Itoa(n)
				at := strings.ReplaceAll(op.Path, "{report}", report.ID)
				paths := []string{wildcards.ReplaceAllLiteralString(op.Path, url.PathEscape(s)), wildcards.ReplaceAllLiteralString(at, url.PathEscape(s))}
				for _, path := range paths {
					query := ""
					if op.Method == http.MethodGet {
						query = "cursor=" + url.QueryEscape(s) + "&" + []string{"limit", "q", "state", "sort", "lead", "year", "person"}[i%7] + "=" + url.QueryEscape(s)
					}
					header := map[string]string{"Idempotency-Key": key, "If-Match": `"1"`, "Content-Type": "application/json"}
					if op.Path == "/reports" {
						header["Content-Type"] = "multipart/form-data; boundary=x"
					}
					status := o.raw(token, op.Method, path, query, s, header)
					answers[status]++
					if status >= 500 {
						t.Errorf("%s %s?%s with %.60q: %d", op.Method, path, query, s, status)
					}
					if op.Method == http.MethodGet {
						query = ""
						if op.Path == "/search" {
							query = "q=" + url.QueryEscape(s)
						}
						status := o.raw(token, op.Method, path, query, "", nil)
						answers[status]++
						if status >= 500 {
							t.Errorf("%s?%s: %d", path, query, status)
						}
					}
					if status := o.raw(token, op.Method, path, s, s, map[string]string{"Idempotency-Key": s, "If-Match": s, "Content-Type": s, "Accept": s}); status >= 500 {
						t.Errorf("%s %s with headers %.60q: %d", op.Method, path, s, status)
					}
				}
			}
		}
		// many come through the gate and past the description, to the act itself
		if answers[http.StatusOK] < 100 || answers[http.StatusNotFound] < 300 || answers[http.StatusUnprocessableEntity] < 300 {
			t.Errorf("the answers are %v", answers)
		}
		if bad := o.incidents(); bad != "" {
			t.Error(bad[:min(len(bad), 4000)])
		}
	})
}

func FuzzOperations(f *testing.F) {
	e := sqliteEngine(f)
	operations := api.New(&frame.House{}).Operations()
	for i, s := range strange {
		f.Add(uint8(i), "nowhere", "limit=3", []byte(s), "k")
		f.Add(uint8(i+30), s, "", []byte("{}"), s)
	}
	o := open(f, e, rate.Limits{})
	report := o.uploaded()
	f.Fuzz(func(t *testing.T, which uint8, name, query string, body []byte, key string) {
		o.t = t
		op := operations[int(which)%len(operations)]
		path := wildcards.ReplaceAllLiteralString(strings.ReplaceAll(op.Path, "{report}", report.ID), url.PathEscape(name))
		if status := o.raw(o.tokens[may(op)], op.Method, path, query, string(body), map[string]string{"Idempotency-Key": key, "If-Match": `"1"`, "Content-Type": "application/json"}); status >= 500 {
			t.Errorf("%s %s?%q with %q: %d\n%s", op.Method, path, query, body, status, o.incidents())
		}
	})
}
