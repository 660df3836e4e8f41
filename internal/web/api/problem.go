package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

// Problem is trouble as a caller gets it (RFC 9457).
type Problem struct {
	Type     string  `json:"type" format:"uri-reference" doc:"哪一种问题；# 后面是机器认的代码" example:"/api/v1#problem-invalid"`
	Title    string  `json:"title" doc:"这一种问题的名称" example:"内容不对"`
	Status   int     `json:"status" doc:"HTTP 状态" example:"422"`
	Detail   string  `json:"detail" doc:"这一次出了什么事，一句话"`
	Hint     string  `json:"hint,omitempty" doc:"接着怎么办"`
	Incident string  `json:"incident,omitempty" doc:"内部差错的编号，告诉系统管理员"`
	Errors   []Wrong `json:"errors,omitempty" doc:"错在哪里"`

	header http.Header
}

// Wrong is one place of a request that is wrong.
type Wrong struct {
	Pointer   string `json:"pointer,omitempty" doc:"正文里的位置（RFC 6901，#/ 开头）" example:"#/content/value"`
	Parameter string `json:"parameter,omitempty" doc:"路径、查询或请求头里的参数名"`
	Detail    string `json:"detail" doc:"怎么错了"`
}

// Error is the sentence.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders are further headers of the answer.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType is that of problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// in is the problem in the language of the context.
func (p *Problem) in(ctx context.Context) *Problem {
	if say.Lang(ctx) != say.English {
		return p
	}
	q := *p
	q.Title, q.Detail, q.Hint = say.Known(ctx, p.Title), say.Fault(ctx, p.Detail), say.Fault(ctx, p.Hint)
	q.Errors = slices.Clone(p.Errors)
	for i, w := range p.Errors {
		q.Errors[i].Detail = say.Fault(ctx, w.Detail)
	}
	if p.named() {
		q.Detail = "“" + p.Errors[0].where() + "”: " + q.Errors[0].Detail
	}
	return &q
}

// named says that the detail is the name of the one wrong place and its own.
func (p *Problem) named() bool {
	return len(p.Errors) == 1 && p.Detail == "“"+p.Errors[0].where()+"”"+p.Errors[0].Detail
}

// where is the name of the place.
func (w Wrong) where() string { return cmp.Or(w.Parameter, w.Pointer) }

// sorts of problems: the code in the type, and the title.
type sort struct {
	code   string
	title  say.Text
	status int
}

// sorts are the problems there are, in the order of the page of the API.
var sorts = []sort{
	{"malformed", say.Text("写法不对"), http.StatusBadRequest},
	{"unauthorized", say.Text("没有令牌"), http.StatusUnauthorized},
	{"forbidden", say.Text("无权"), http.StatusForbidden},
	{"refused", say.Text("不受理"), http.StatusForbidden},
	{"not-found", say.Text("没有"), http.StatusNotFound},
	{"method-not-allowed", say.Text("不能这样用"), http.StatusMethodNotAllowed},
	{"conflict", say.Text("冲突"), http.StatusConflict},
	{"stale", say.Text("已被别人改过"), http.StatusPreconditionFailed},
	{"too-large", say.Text("太大"), http.StatusRequestEntityTooLarge},
	{"unreadable", say.Text("读不出"), http.StatusUnsupportedMediaType},
	{"invalid", say.Text("内容不对"), http.StatusUnprocessableEntity},
	{"key-reused", say.Text("编号已用过"), http.StatusUnprocessableEntity},
	{"precondition-required", say.Text("没有写版本"), http.StatusPreconditionRequired},
	{"too-many-requests", say.Text("太频繁"), http.StatusTooManyRequests},
	{"internal", say.Text("系统差错"), http.StatusInternalServerError},
	{"unavailable", say.Text("暂不可用"), http.StatusServiceUnavailable},
}

func problem(code, detail, hint string) *Problem {
	for _, s := range sorts {
		if s.code == code {
			return &Problem{Type: Root + "#problem-" + s.code, Title: string(s.title), Status: s.status, Detail: detail, Hint: hint, header: http.Header{}}
		}
	}
	panic("api: no sort of problem is called " + code)
}

// codeOf names a fault's kind.
func codeOf(k fault.Kind) string {
	switch k {
	case fault.Unreadable:
		return "unreadable"
	case fault.TooLarge:
		return "too-large"
	case fault.NotFound:
		return "not-found"
	case fault.Forbidden:
		return "forbidden"
	case fault.Conflict:
		return "conflict"
	case fault.Unavailable:
		return "unavailable"
	case fault.Refused:
		return "refused"
	}
	return "invalid"
}

// problem tells an error to the caller of an operation. What is no fault stays
// in the log, under an incident's number.
func (a *API) problem(path string, op *Operation, err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	f, ok := fault.As(err)
	if !ok {
		incident := frame.NewAct()[14:]
		a.house.Log.Error("internal error", "incident", incident, "path", path, "error", err.Error())
		p := problem("internal", "系统出了差错，这次没有办成。", "请把编号告诉系统管理员；同一个 Idempotency-Key 可以再试。")
		p.Incident = incident
		return p
	}
	switch {
	case desk.Stale(err):
		p = problem("stale", f.Sentence, "重新取它，看看现在的样子和 ETag，再决定怎么改。")
	case desk.Reused(err):
		p = problem("key-reused", "这个 Idempotency-Key 已经用在别的事上。", "一件事用一个新的编号；重试才用原来的。")
	default:
		p = problem(codeOf(f.Kind), f.Sentence, f.Hint)
		p.Status = frame.StatusOf(f.Kind)
	}
	if f.Field != "" && op != nil {
		w := Wrong{Detail: f.Sentence}
		if op.Method == http.MethodGet {
			w.Parameter = f.Field
		} else {
			field := strings.ReplaceAll(f.Field, ".", "/")
			if op.within != "" && field != "reason" {
				field = op.within + "/" + field
			}
			w.Pointer = "#/" + field
		}
		p.Errors = []Wrong{w}
	}
	return p
}

// indices are places in lists as the validator writes them: items[3].
var indices = regexp.MustCompile(`\[(\d+)\]`)

// refusal is a request that does not fit the operation's own description.
func refusal(status int, message string, errs ...error) huma.StatusError {
	var p *Problem
	switch {
	case len(errs) == 1 && errors.As(errs[0], &p):
		return p
	case status == http.StatusUnsupportedMediaType:
		return problem("unreadable", "正文不是 JSON。", "写 Content-Type: application/json。")
	case status == http.StatusBadRequest:
		return problem("malformed", "正文不是完整的 JSON。", "看看是不是没有正文、缺了引号或括号。")
	case status >= 500:
		return problem("internal", "系统出了差错，这次没有办成。", "过一会儿再试。")
	}
	p = problem("invalid", "请求和这个接口的说明不符。", "照 "+Root+"/openapi.json 里的说明改。")
	for _, err := range errs {
		d, ok := err.(huma.ErrorDetailer)
		if !ok {
			continue
		}
		e := d.ErrorDetail()
		in, rest, _ := strings.Cut(e.Location, ".")
		w := Wrong{Detail: said(e.Message)}
		if in == "body" {
			w.Pointer = "#/" + strings.ReplaceAll(indices.ReplaceAllString(rest, ".$1"), ".", "/")
		} else {
			w.Parameter = rest
		}
		p.Errors = append(p.Errors, w)
	}
	if len(p.Errors) == 1 {
		p.Detail = "“" + p.Errors[0].where() + "”" + p.Errors[0].Detail
	}
	return p
}
