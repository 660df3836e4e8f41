// Package open311 takes reports and gives out where they stand by Open311
// GeoReport v2, for programs of others that speak that standard: its addresses,
// its names, its errors, as XML and as JSON. What may be reported and what of a
// case is public is declared with its procedure, and decided by the desk.
//
// Whoever reports shows a token of ours as api_key; whoever reads shows
// nothing. The room refuses to know sessions and pages.
package open311

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
	"duban/internal/web/rate"
	"duban/internal/web/say"
)

// Root is where the standard's addresses begin.
const Root = "/open311/v2"

// standard is how the standard calls itself.
const standard = "http://wiki.open311.org/GeoReport_v2"

type site struct {
	house  *frame.House
	tokens *rate.Counter
}

// New serves everything under Root.
func New(h *frame.House) http.Handler {
	limits := rate.Standard
	if h.Rates != nil {
		limits = *h.Rates
	}
	return &site{h, rate.NewCounter(limits.Token, time.Now)}
}

// ask is one request: what is asked for, and in which format.
type ask struct {
	*http.Request
	w      http.ResponseWriter
	format string // json or xml
}

// at is a fault of another status than its kind has.
type at struct {
	status int
	*fault.Fault
}

func (a at) Unwrap() error { return a.Fault }

func refused(status int, err error) error {
	f, _ := fault.As(err)
	return at{status, f}
}

func nowhere() error {
	return refused(http.StatusNotFound, fault.New(fault.Invalid, "没有这个地址。", "从 "+Root+"/discovery.xml 开始；地址以 .xml 或 .json 结尾。"))
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = r.WithContext(say.In(r.Context(), say.Accepted(r.Header.Get("Accept-Language"))))
	path := strings.TrimPrefix(r.URL.Path, Root+"/")
	q := &ask{r, w, "xml"}
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		switch path[i+1:] {
		case "json", "xml":
			q.format, path = path[i+1:], path[:i]
		default:
			path = ""
		}
	} else {
		path = ""
	}
	said, err := s.answer(q, path)
	if err != nil {
		s.trouble(q, err)
		return
	}
	q.write(http.StatusOK, said)
}

func (s *site) answer(q *ask, path string) (any, error) {
	room, one, deep := strings.Cut(path, "/")
	post := room == "requests" && !deep && q.Method == http.MethodPost
	if q.Method != http.MethodGet && q.Method != http.MethodHead && !post {
		q.w.Header().Set("Allow", "GET, HEAD")
		return nil, refused(http.StatusMethodNotAllowed, fault.New(fault.Invalid, "这个地址不能用 "+q.Method+"。", "只有 requests 可以用 POST。"))
	}
	if query, err := url.QueryUnescape(q.URL.RawQuery); err != nil || unkept(query) || unkept(q.URL.Path) {
		return nil, refused(http.StatusBadRequest, fault.New(fault.Invalid, "地址里有不能用的字符。", "用 UTF-8，不含空字符。"))
	}
	if post {
		return s.report(q)
	}
	if err := s.count(q); err != nil {
		return nil, err
	}
	switch {
	case room == "discovery" && !deep:
		return s.discovery(q), nil
	case room == "services" && !deep:
		if _, err := s.division(q, ""); err != nil {
			return nil, err
		}
		return offered(s.house.Desk.Offerings(q.Context())), nil
	case room == "services" && one != "":
		if _, err := s.division(q, ""); err != nil {
			return nil, err
		}
		o, err := s.house.Desk.Offering(q.Context(), one)
		return defined(o), err
	case room == "requests" && !deep:
		return s.list(q)
	case room == "requests" && one != "":
		o, err := s.one(q, one)
		return told([]procedure.Outward{o}), err
	case room == "tokens" && one != "":
		o, err := s.one(q, one)
		return token(o), err
	}
	return nil, nowhere()
}

// unkept says that a text cannot be kept by either database.
func unkept(s string) bool { return !utf8.ValidString(s) || strings.ContainsRune(s, 0) }

// count counts who shows no token by his address, as the public pages do.
func (s *site) count(q *ask) error {
	if s.house.Inquiries == nil {
		return nil
	}
	return tooMany(q, s.house.Inquiries.Take(rate.Address(q.Request)))
}

func tooMany(q *ask, x rate.State) error {
	if x.Granted {
		return nil
	}
	wait := max(1, int((x.Retry+time.Second-1)/time.Second))
	q.w.Header().Set("Retry-After", frame.Itoa(wait))
	return refused(http.StatusTooManyRequests, fault.New(fault.Invalid, "请求太频繁，先歇一歇。", fmt.Sprintf("过 %d 秒再试。", wait)))
}

// division is the place that is asked about: the one there is, or the one said.
// Of is where the token is from, "" without one.
func (s *site) division(q *ask, of string) (string, error) {
	said := q.FormValue("jurisdiction_id")
	switch {
	case of != "" && (said == "" || said == of):
		return of, nil
	case of != "":
		return "", refused(http.StatusForbidden, fault.New(fault.Invalid, "api_key 不是 jurisdiction_id 这个地方的。", "去掉 jurisdiction_id，或换那个地方的令牌。"))
	}
	all, err := s.house.Desk.Divisions(q.Context())
	if err != nil {
		return "", err
	}
	for _, d := range all {
		if d.Code == said {
			return said, nil
		}
	}
	switch {
	case said == "" && len(all) == 1:
		return all[0].Code, nil
	case said == "":
		return "", refused(http.StatusBadRequest, fault.New(fault.Invalid, "没有写 jurisdiction_id。", "这里有几个地方，写区划代码。"))
	}
	return "", refused(http.StatusNotFound, fault.New(fault.Invalid, "没有 jurisdiction_id 是“"+said+"”的地方。", "写 6 位区划代码。"))
}

// bearer is who the api_key stands for.
func (s *site) bearer(q *ask) (staff.Actor, error) {
	division, secret, ok := strings.Cut(strings.TrimSpace(q.FormValue("api_key")), ".")
	var by staff.Actor
	err := refused(http.StatusForbidden, fault.New(fault.Invalid, "没有写 api_key。", "写“我的”里发的令牌：区划代码.duban_pat_…"))
	if ok {
		by, err = s.house.Desk.Bearer(q.Context(), division, secret)
	}
	if f, known := fault.As(err); !ok || known && f.Kind == fault.Forbidden {
		if over := s.count(q); over != nil {
			return by, over
		}
		return by, err
	}
	if err != nil {
		return by, err
	}
	return by, tooMany(q, s.tokens.Take(by.Division+"/"+by.Token))
}

// keyForm is how an act's id may look from outside.
var keyForm = regexp.MustCompile(`^[!#-~]{1,128}$`)

// report opens the case of what is told. The standard has no way to say that a
// request is sent again; who wants to, adds an Idempotency-Key.
func (s *site) report(q *ask) (any, error) {
	if err := q.ParseForm(); err != nil {
		return nil, refused(http.StatusBadRequest, fault.New(fault.Invalid, "表单读不出。", "用 application/x-www-form-urlencoded，UTF-8。"))
	}
	for name, values := range q.Form {
		if unkept(name + strings.Join(values, "")) {
			return nil, refused(http.StatusBadRequest, fault.New(fault.Invalid, "表单里有不能用的字符。", "用 UTF-8，不含空字符。"))
		}
	}
	by, err := s.bearer(q)
	if err != nil {
		return nil, err
	}
	if _, err := s.division(q, by.Division); err != nil {
		return nil, err
	}
	code := q.FormValue("service_code")
	if code == "" {
		return nil, refused(http.StatusBadRequest, fault.New(fault.Invalid, "没有写 service_code。", "代号在 services 里。"))
	}
	in := procedure.Report{Description: q.FormValue("description"), Address: q.FormValue("address_string"), Answers: map[string]string{}}
	if in.Address == "" {
		in.Address = q.FormValue("address_id")
	}
	if lat, long := q.FormValue("lat"), q.FormValue("long"); lat != "" || long != "" {
		spot, ok := procedure.ReadSpot(long + "," + lat)
		if !ok {
			return nil, refused(http.StatusBadRequest, fault.New(fault.Invalid, "lat 和 long 不是经纬度。", "两个都写，WGS 84 的度数，例：lat=30.3622，long=113.4543。"))
		}
		in.At = &spot
	}
	for name, values := range q.PostForm {
		if field, ok := strings.CutPrefix(name, "attribute["); ok && len(values) > 0 {
			in.Answers[strings.TrimSuffix(strings.TrimSuffix(field, "[]"), "]")] = values[0]
		}
	}
	call := desk.Call{Version: desk.Fresh}
	if key := strings.Trim(q.Header.Get("Idempotency-Key"), `"`); key != "" {
		if !keyForm.MatchString(key) {
			return nil, refused(http.StatusBadRequest, fault.New(fault.Invalid, "Idempotency-Key 写法不对。", "用 1 到 128 个可见的 ASCII 字符，例如一个 UUID。"))
		}
		call.ActID, call.Asked = key, code+"\n"+in.Description+"\n"+in.Address
	}
	k, err := s.house.Desk.OpenReported(q.Context(), by, call, code, in)
	return taken(k.Number), err
}

func (s *site) one(q *ask, number string) (procedure.Outward, error) {
	division, err := s.division(q, "")
	if err != nil {
		return procedure.Outward{}, err
	}
	return s.house.Desk.OutwardCase(q.Context(), division, number)
}

// trouble answers in the standard's shape.
func (s *site) trouble(q *ask, err error) {
	f, ok := fault.As(err)
	status := http.StatusBadRequest
	var known at
	switch {
	case errors.As(err, &known):
		status = known.status
	case !ok:
		incident := frame.NewAct()[14:]
		s.house.Log.Error("internal error", "incident", incident, "path", q.URL.Path, "error", err.Error())
		f, _ = fault.As(fault.New(fault.Unavailable, "系统出了差错，这次没有办成。", "请把编号告诉系统管理员："+incident))
		status = http.StatusInternalServerError
	case f.Kind == fault.NotFound:
		status = http.StatusNotFound
	case f.Kind == fault.Forbidden:
		status = http.StatusForbidden
	case f.Kind == fault.Unavailable:
		status = http.StatusServiceUnavailable
	}
	ctx := q.Context()
	q.write(status, wrong(status, strings.TrimSpace(say.Fault(ctx, f.Sentence)+" "+say.Fault(ctx, f.Hint))))
}
