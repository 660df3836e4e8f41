package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/rate"
)

// mostBody is the largest JSON that is taken, in bytes.
const mostBody = 256 << 10

// call is one request that has come through the gate.
type call struct {
	context.Context
	desk *desk.Workspace
	by   staff.Actor
	act  desk.Call // its id and the version the caller saw
	w    http.ResponseWriter
	r    *http.Request
}

type callKey struct{}

// gate lets a request through to its operation: who calls, how often, whether
// they may, whether id and version are there, and what was sent.
func (a *API) gate(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	op := a.operations[ctx.Operation().OperationID]
	c := &call{Context: r.Context(), desk: a.house.Desk, w: w, r: r}
	if p := a.admit(c, op); p != nil {
		write(w, r, p)
		return
	}
	next(huma.WithValue(ctx, callKey{}, c))
}

func (a *API) admit(c *call, op *Operation) *Problem {
	r := c.r
	division, secret, shown := bearer(r)
	var err error = errNoToken
	if shown {
		c.by, err = a.house.Desk.Bearer(r.Context(), division, secret)
	}
	if f, ok := fault.As(err); errors.Is(err, errNoToken) || ok && f.Kind == fault.Forbidden {
		if s := a.addresses.Take(rate.Address(r)); !s.Granted {
			return tooMany(c.w.Header(), "address", s)
		}
		p := problem("unauthorized", "没有令牌。", "写 Authorization: Bearer 加令牌；令牌在“我的”里发。")
		p.header.Set("WWW-Authenticate", `Bearer realm="duban"`)
		if ok {
			p.Detail, p.Hint = f.Sentence, f.Hint
			p.header.Set("WWW-Authenticate", `Bearer realm="duban", error="invalid_token"`)
		}
		return p
	}
	if err != nil {
		return a.problem(r.URL.Path, op, err)
	}
	s := a.tokens.Take(c.by.Division + "/" + c.by.Token)
	if !s.Granted {
		return tooMany(c.w.Header(), "token", s)
	}
	counted(c.w.Header(), "token", s)
	if err := staff.Permit(c.by, op.Act, ""); err != nil {
		return a.problem(r.URL.Path, op, err)
	}
	if p := c.preconditions(op); p != nil {
		return p
	}
	if p := plain(r); p != nil {
		return p
	}
	if op.streams {
		return nil
	}
	return take(r, cmp.Or(op.most, mostBody))
}

var errNoToken = errors.New("api: no token is shown")

// bearer is the token of a request: the division and the secret with a point between.
func bearer(r *http.Request) (division, secret string, ok bool) {
	scheme, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", "", false
	}
	return strings.Cut(strings.TrimSpace(text), ".")
}

// keyForm is how an act's id may look from outside; RFC 8941's quotes may stand around it.
var keyForm = regexp.MustCompile(`^[!#-~]{1,128}$`)

// preconditions reads the act's id and the version the caller saw.
func (c *call) preconditions(op *Operation) *Problem {
	if key := c.r.Header.Get("Idempotency-Key"); key != "" && op.Method != http.MethodGet {
		if len(key) > 2 && key[0] == '"' && key[len(key)-1] == '"' {
			key = key[1 : len(key)-1]
		}
		if !keyForm.MatchString(key) {
			return wrongHeader("malformed", "Idempotency-Key", "Idempotency-Key 写法不对。", "用 1 到 128 个可见的 ASCII 字符，例如一个 UUID。")
		}
		c.act.ActID = key
	} else if op.Method == http.MethodPost {
		return wrongHeader("malformed", "Idempotency-Key", "没有写 Idempotency-Key。", "一件事一个新的编号，重试用原来的。")
	}
	if !op.Existing {
		if op.creates {
			c.act.Version = desk.Fresh
		}
		return nil
	}
	match := strings.TrimSpace(c.r.Header.Get("If-Match"))
	switch {
	case match == "":
		return wrongHeader("precondition-required", "If-Match", "没有写 If-Match。", "先取它，把 ETag 写进 If-Match。")
	case match == "*" || strings.Contains(match, ","):
		return wrongHeader("malformed", "If-Match", "If-Match 要写一个 ETag。", "不能写 *，也不能写几个：改之前要看过现在的样子。")
	}
	c.act.Version = versionOf(match)
	return nil
}

func wrongHeader(code, name, detail, hint string) *Problem {
	p := problem(code, detail, hint)
	p.Errors = []Wrong{{Parameter: name, Detail: detail}}
	return p
}

// never is a version that no object has.
const never = -1 << 63

// versionOf reads an ETag; one that is not ours, or a weak one, matches nothing.
func versionOf(tag string) int64 {
	if len(tag) < 3 || tag[0] != '"' || tag[len(tag)-1] != '"' {
		return never
	}
	n, err := strconv.ParseInt(tag[1:len(tag)-1], 10, 64)
	if err != nil || n < 1 {
		return never
	}
	return n
}

// plain refuses addresses that hold what no name of ours holds.
func plain(r *http.Request) *Problem {
	query, err := url.QueryUnescape(r.URL.RawQuery)
	if err != nil || unkept(query) || unkept(r.URL.Path) {
		return problem("malformed", "地址里有不能用的字符。", "用 UTF-8，不含空字符。")
	}
	return nil
}

// unkept says that a text cannot be kept by either database.
func unkept(s string) bool { return !utf8.ValidString(s) || strings.ContainsRune(s, 0) }

// take reads the body, at most so much, before the operation looks at it.
func take(r *http.Request, most int64) *Problem {
	b, err := io.ReadAll(io.LimitReader(r.Body, most+1))
	var over *http.MaxBytesError
	switch {
	case int64(len(b)) > most || errors.As(err, &over):
		return problem("too-large", fmt.Sprintf("正文超过 %d KB。", most>>10), "请分几次办。")
	case err != nil:
		return problem("malformed", "正文没有传完。", "请用同一个 Idempotency-Key 再试。")
	case !utf8.Valid(b) || holdsNull(b):
		return problem("malformed", "正文里有不能用的字符。", "用 UTF-8，不含空字符。")
	}
	r.Body = io.NopCloser(bytes.NewReader(b))
	return nil
}

// holdsNull says that a text in JSON holds the character that PostgreSQL
// cannot keep.
func holdsNull(b []byte) bool {
	if !bytes.Contains(b, []byte(`\u0000`)) {
		return false
	}
	d := json.NewDecoder(bytes.NewReader(b))
	for {
		t, err := d.Token()
		if err != nil {
			return false
		}
		if s, ok := t.(string); ok && strings.ContainsRune(s, 0) {
			return true
		}
	}
}

// counted tells a caller what is left (RateLimit header fields for HTTP).
func counted(h http.Header, name string, s rate.State) {
	if s.Most < 1 {
		return
	}
	h.Set("RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%d", name, s.Most, seconds(s.Every)))
	h.Set("RateLimit", fmt.Sprintf("%q;r=%d;t=%d", name, s.Left, seconds(s.Full)))
}

func tooMany(h http.Header, name string, s rate.State) *Problem {
	counted(h, name, s)
	wait := max(1, seconds(s.Retry))
	h.Set("Retry-After", strconv.FormatInt(wait, 10))
	return problem("too-many-requests", "请求太频繁，先歇一歇。", fmt.Sprintf("过 %d 秒再试。", wait))
}

// seconds rounds up.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }
