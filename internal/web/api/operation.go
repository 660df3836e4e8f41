package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/web/say"
)

// Operation is one thing the API does: the address, the act of the table of
// permission, and what it says of itself.
type Operation struct {
	Method, Path string
	Act          string
	Noun         say.Text // heading in the document
	Says         say.Text // what it does, in a few words
	About        string   // what else a caller should know
	Existing     bool     // it changes something that is there: If-Match

	id      string
	creates bool
	streams bool   // it reads the body itself
	most    int64  // the largest body in bytes, 0 for mostBody
	within  string // part of the body that the act's fields stand in
}

// ID is the operation's name in the document.
func (o *Operation) ID() string { return o.id }

// tagged is what has an ETag.
type tagged interface{ tag() string }

// tagOf writes a version as an ETag.
func tagOf(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// answer is what huma sends.
type answer[T any] struct{ Body T }

// versioned is an answer with the version of what it gives.
type versioned[T any] struct {
	Tag  string `header:"ETag" doc:"写进 If-Match 或 If-None-Match"`
	Body T
}

// made is an answer that says where the new thing is.
type made[T any] struct {
	Tag      string `header:"ETag" doc:"有就写进 If-Match"`
	Location string `header:"Location" doc:"新的对象的地址"`
	Body     T
}

// stretch is an answer that says where the list goes on.
type stretch[T any] struct {
	Link string `header:"Link" doc:"下一页的地址，rel=next"`
	Body Page[T]
}

// bare is an answer without a body.
type bare struct{}

// add describes an operation to huma and keeps it for the gate.
func add[In, Out any](a *API, o Operation, status int, about func(*huma.Operation), f func(*call, *In) (*Out, error)) {
	verb := strings.ToLower(o.Method)
	o.id = strings.Trim(strings.NewReplacer("/", "-", "{", "", "}", "").Replace(verb+o.Path), "-")
	act, ok := staff.Named(o.Act)
	if !ok {
		panic("api: no act is called " + o.Act)
	}
	if a.operations[o.id] != nil {
		panic("api: two operations are called " + o.id)
	}
	h := huma.Operation{OperationID: o.id, Method: o.Method, Path: o.Path, Summary: string(o.Says), Description: strings.TrimSpace(o.About + "\n\n行为：" + act.Title + "（" + o.Act + "）。"),
		Tags: []string{string(o.Noun)}, DefaultStatus: status, MaxBodyBytes: -1, BodyReadTimeout: -1, Security: []map[string][]string{{"token": {o.Act}}},
		Errors: []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable}}
	if strings.Contains(o.Path, "{") {
		h.Errors = append(h.Errors, http.StatusNotFound)
	}
	if o.Method != http.MethodGet {
		h.Errors = append(h.Errors, http.StatusConflict, http.StatusRequestEntityTooLarge)
		h.Parameters = append(h.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header", Required: o.Method == http.MethodPost,
			Description: "这次行为的编号；重试用原来的，得到第一次的结果", Schema: &huma.Schema{Type: "string", MinLength: number(1), MaxLength: number(130)}})
	}
	if o.Existing {
		h.Errors = append(h.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
		h.Parameters = append(h.Parameters, &huma.Param{Name: "If-Match", In: "header", Required: true, Description: "看过的 ETag", Schema: &huma.Schema{Type: "string"}})
	}
	if about != nil {
		about(&h)
	}
	op := &o
	a.operations[o.id] = op
	a.order = append(a.order, op)
	huma.Register(a.huma, h, func(ctx context.Context, in *In) (*Out, error) {
		c := ctx.Value(callKey{}).(*call)
		c.Context = ctx
		if c.act.ActID != "" {
			c.act.Asked = fingerprint(op.id, in)
		}
		out, err := f(c, in)
		if err != nil {
			return nil, a.problem(c.r.URL.Path, op, err)
		}
		return out, nil
	})
}

func number(n int) *int { return &n }

// fingerprint is what a request was, so that its key is not used for another.
func fingerprint(id string, in any) string {
	b, err := json.Marshal(in)
	if err != nil {
		panic("api: a request cannot be written: " + err.Error())
	}
	sum := sha256.Sum256(append([]byte(id+"\x00"), b...))
	return hex.EncodeToString(sum[:])
}

// one registers an operation that gives one thing, with its ETag.
func one[In any, Out tagged](a *API, o Operation, f func(*call, *In) (Out, error)) {
	o.Method = http.MethodGet
	add(a, o, http.StatusOK, func(h *huma.Operation) {
		h.Parameters = append(h.Parameters, &huma.Param{Name: "If-None-Match", In: "header", Description: "已有的 ETag；没有变就答 304", Schema: &huma.Schema{Type: "string"}})
		h.Errors = append(h.Errors, http.StatusNotModified)
	}, func(c *call, in *In) (*versioned[Out], error) {
		out, err := f(c, in)
		if err != nil {
			return nil, err
		}
		if c.r.Header.Get("If-None-Match") == out.tag() {
			return nil, unchanged(out.tag())
		}
		return &versioned[Out]{Tag: out.tag(), Body: out}, nil
	})
}

func unchanged(tag string) *Problem {
	return &Problem{Status: http.StatusNotModified, header: http.Header{"Etag": {tag}}}
}

// whole registers an operation that gives something that has no version.
func whole[In, Out any](a *API, o Operation, f func(*call, *In) (Out, error)) {
	o.Method = http.MethodGet
	add(a, o, http.StatusOK, nil, func(c *call, in *In) (*answer[Out], error) {
		out, err := f(c, in)
		return &answer[Out]{Body: out}, err
	})
}

// Page is a stretch of a list.
type Page[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"下一页的地址；没有就是到底了"`
}

// Paging is what every list is asked with.
type Paging struct {
	Limit  int    `query:"limit" json:"-" minimum:"1" maximum:"200" default:"50" doc:"一页几条"`
	Cursor string `query:"cursor" json:"-" maxLength:"800" doc:"上一页给的记号"`
}

func (p *Paging) page() *Paging { return p }

type paged[In any] interface {
	*In
	page() *Paging
}

// from gives the parts of the cursor that an operation wrote, "" each at the beginning.
func (p *Paging) from(parts int) ([]string, error) {
	list := make([]string, parts)
	if p.Cursor == "" {
		return list, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	got := strings.Split(string(b), "\x1f")
	if err != nil || unkept(string(b)) || len(got) != parts {
		return nil, fault.New(fault.Invalid, "翻页的记号不对。", "用上一页给的 next，不要自己拼。").At("cursor")
	}
	return got, nil
}

// at is a number of a cursor, 0 at the beginning.
func at(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, fault.New(fault.Invalid, "翻页的记号不对。", "用上一页给的 next，不要自己拼。").At("cursor")
	}
	return n, nil
}

// cursor says where the next page begins.
type cursor []any

func (c cursor) text() string {
	parts := make([]string, len(c))
	for i, p := range c {
		parts[i] = fmt.Sprint(p)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "\x1f")))
}

// list registers an operation that gives a list, page by page. f gives one
// item more than the limit where there are more, and says where the page after
// an item begins.
func list[In any, P paged[In], Out any](a *API, o Operation, f func(*call, P) ([]Out, func(i int) cursor, error)) {
	o.Method = http.MethodGet
	add(a, o, http.StatusOK, nil, func(c *call, in *In) (*stretch[Out], error) {
		p := P(in).page()
		items, after, err := f(c, P(in))
		if err != nil {
			return nil, err
		}
		out := &stretch[Out]{Body: Page[Out]{Items: items}}
		if items == nil {
			out.Body.Items = []Out{}
		}
		if len(items) > p.Limit {
			out.Body.Items = items[:p.Limit]
			q := c.r.URL.Query()
			q.Set("cursor", after(p.Limit-1).text())
			out.Body.Next = (&url.URL{Path: c.r.URL.Path, RawQuery: q.Encode()}).String()
			out.Link = "<" + out.Body.Next + `>; rel="next"`
		}
		return out, nil
	})
}

// rest is a list that is held whole, from the page's cursor on.
func rest[T any](p *Paging, all []T, name func(T) string) ([]T, func(int) cursor, error) {
	from, err := p.from(1)
	if err != nil {
		return nil, nil, err
	}
	if from[0] != "" {
		found := false
		for i := range all {
			if name(all[i]) == from[0] {
				all, found = all[i+1:], true
				break
			}
		}
		if !found {
			return nil, nil, fault.New(fault.Conflict, "列表变了，接不上这一页。", "从第一页重新取。")
		}
	}
	all = all[:min(len(all), p.Limit+1)]
	return all, func(i int) cursor { return cursor{name(all[i])} }, nil
}

// act registers an operation that changes something and answers what became of it.
func act[In, Out any](a *API, o Operation, f func(*call, *In) (Out, error)) {
	if o.Method == "" {
		o.Method = http.MethodPost
	}
	add(a, o, http.StatusOK, nil, func(c *call, in *In) (*versioned[Out], error) {
		body, err := f(c, in)
		if err != nil {
			return nil, err
		}
		out := &versioned[Out]{Body: body}
		if t, ok := any(body).(tagged); ok {
			out.Tag = t.tag()
		}
		return out, nil
	})
}

// done registers an operation that changes something and has nothing to tell.
func done[In any](a *API, o Operation, f func(*call, *In) error) {
	if o.Method == "" {
		o.Method = http.MethodPost
	}
	add(a, o, http.StatusNoContent, nil, func(c *call, in *In) (*bare, error) { return &bare{}, f(c, in) })
}

// create registers an operation that makes something new and says where it is.
func create[In, Out any](a *API, o Operation, f func(*call, *In) (Out, string, error)) {
	o.Method, o.creates = http.MethodPost, true
	add(a, o, http.StatusCreated, nil, func(c *call, in *In) (*made[Out], error) {
		body, place, err := f(c, in)
		if err != nil {
			return nil, err
		}
		out := &made[Out]{Body: body, Location: Root + place}
		if t, ok := any(body).(tagged); ok {
			out.Tag = t.tag()
		}
		return out, nil
	})
}

// Named says what was made.
type Named struct {
	ID string `json:"id" doc:"新的对象的代码"`
}

// place writes a path of names.
func place(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("/" + url.PathEscape(p))
	}
	return b.String()
}
