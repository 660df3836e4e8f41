// Package api is what the pages can do, for programs: JSON under /api/v1, each
// operation the same desk act as the page, described by an OpenAPI document
// that is made of the same types. One file a noun; nouns lists them.
//
// Who calls shows a token (Authorization: Bearer); cookies are not looked at,
// so no other site can act through somebody's browser. The room refuses to
// decide who may do what, and to know the store.
package api

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"duban/internal/web/frame"
	"duban/internal/web/rate"
	"duban/internal/web/say"
)

// Root is where the API begins.
const Root = "/api/v1"

// nouns register their operations, in the order of the document.
var nouns = []func(*API){own, tokens, oversight, reports, rereadings, erasures, records, alarms, register, indicators, search, units, posts, persons, holdings, rosters, invitations, webhooks, deliveries, robots, cases, rates, calendars, documents, photos, files, notices, mechanisms, rehearsals, registers, imports, projects, dispatching, tours, settlements, tasks, sheets, progress, issuances, directives, accounts, practice, burdens, requests, snapshots, polls, ledger}

// API serves the operations.
type API struct {
	house      *frame.House
	huma       huma.API
	mux        *http.ServeMux
	operations map[string]*Operation
	order      []*Operation
	document   []byte
	tokens     *rate.Counter
	addresses  *rate.Counter
}

// New puts the operations over a workspace.
func New(h *frame.House) *API {
	limits := limitsOf(h)
	a := &API{house: h, mux: http.NewServeMux(), operations: map[string]*Operation{},
		tokens: rate.NewCounter(limits.Token, time.Now), addresses: rate.NewCounter(limits.Address, time.Now)}
	a.huma = humago.NewWithPrefix(a.mux, Root, settings())
	a.huma.UseMiddleware(a.gate)
	for _, register := range nouns {
		register(a)
	}
	document, err := json.MarshalIndent(a.huma.OpenAPI(), "", "  ")
	if err != nil {
		panic("api: the document cannot be written: " + err.Error())
	}
	a.document = append(document, '\n')
	a.mux.HandleFunc("GET "+Root+"/openapi.json", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		http.ServeContent(w, r, "openapi.json", time.Time{}, bytes.NewReader(a.document))
	})
	a.mux.HandleFunc("/", a.nowhere)
	return a
}

func limitsOf(h *frame.House) rate.Limits {
	if h.Rates != nil {
		return *h.Rates
	}
	return rate.Standard
}

// settings are huma's: no page from another host, no schema links, JSON alone.
func settings() huma.Config {
	c := huma.DefaultConfig("督办 API", "1")
	c.Info.Description = about
	c.OpenAPIPath, c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", "", nil
	c.RejectUnknownQueryParameters = true
	c.Servers = []*huma.Server{{URL: Root}}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer", BearerFormat: "区划代码.duban_pat_…", Description: "在“我的”里发的令牌；它只能做它的范围里、岗位也能做的事。"}}
	// what an operation returns as trouble is said in the caller's language
	c.Transformers = append(c.Transformers, func(ctx huma.Context, _ string, v any) (any, error) {
		if p, ok := v.(*Problem); ok {
			ctx.SetHeader("Content-Language", say.Lang(ctx.Context()).Tag())
			return p.in(ctx.Context()), nil
		}
		return v, nil
	})
	format := huma.Format{Unmarshal: json.Unmarshal, Marshal: func(w io.Writer, v any) error {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			return err
		}
		_, _ = w.Write(b.Bytes()) // a caller who is gone is no trouble of ours
		return nil
	}}
	c.Formats = map[string]huma.Format{"application/json": format, "json": format}
	return c
}

const about = `“督办”工作台的接口。页面能办的，这里都能办，办的是同一个行为，记同一本账。

**令牌** 每个请求写 Authorization: Bearer，令牌在“我的”里发，写明区划和期限；不认 cookie。令牌只能做它的范围里、岗位也能做的事。
**编号** 每个 POST 要写 Idempotency-Key，它就是这次行为的编号。重试用原来的编号，得到第一次的结果，不会办两遍。
**版本** 取一个对象会得到 ETag；改它要在 If-Match 里写这个 ETag。没写是 428，别人先改了是 412。
**翻页** 列表一次至多 200 条，下一页的地址在 Link 头（rel="next"）和正文的 next 里；记号不要自己拼。
**限速** 每个令牌每分钟 600 次，可以一次用完，用掉的均匀补回；没有令牌的请求按地址每分钟 60 次。余量在 RateLimit 头里，超了是 429 和 Retry-After。数字可由部署的人改，几个进程各算各的。
**出错** 是 application/problem+json（RFC 9457）：type 的 # 后面是机器认的代码，detail 是一句话，hint 是接着怎么办；Accept-Language 写 en 就用英文说。
**时间** 是 UTC 的 RFC 3339；数是十进制的文字。`

// Operations are all operations in the order of the document.
func (a *API) Operations() []*Operation { return a.order }

// Document is the OpenAPI document.
func (a *API) Document() []byte { return a.document }

// ServeHTTP answers what is asked under Root.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	w.Header().Add("Vary", "Accept-Language")
	ctx := say.In(r.Context(), say.Accepted(r.Header.Get("Accept-Language")))
	a.mux.ServeHTTP(w, r.WithContext(ctx))
}

// nowhere answers what no operation does.
func (a *API) nowhere(w http.ResponseWriter, r *http.Request) {
	if s := a.addresses.Take(rate.Address(r)); !s.Granted {
		write(w, r, tooMany(w.Header(), "address", s))
		return
	}
	var allowed []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch} {
		other := r.Clone(r.Context())
		other.Method = m
		if _, pattern := a.mux.Handler(other); pattern != "/" && pattern != "" && m != r.Method {
			allowed = append(allowed, m)
		}
	}
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		write(w, r, problem("method-not-allowed", "这个地址不能用 "+r.Method+"。", "能用："+strings.Join(allowed, "、")+"。"))
		return
	}
	write(w, r, problem("not-found", "没有这个接口。", "看看 "+Root+" 里的目录。"))
}

// write sends a problem.
func write(w http.ResponseWriter, r *http.Request, p *Problem) {
	p = p.in(r.Context())
	b, err := json.Marshal(p)
	if err != nil {
		panic("api: a problem cannot be written: " + err.Error())
	}
	for k, v := range p.header {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Content-Language", say.Lang(r.Context()).Tag())
	w.WriteHeader(p.Status)
	_, _ = w.Write(b) // a caller who is gone is no trouble of ours
}
