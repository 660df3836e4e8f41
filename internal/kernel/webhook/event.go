package webhook

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// All as a kind stands for every kind of event.
const All = "*"

// Tested is the kind of an event that says nothing but that the way is open.
const Tested = "webhook.tested"

// Kind (事件种类) is what may have happened: the act of the table of permission
// and what it is called afterwards.
type Kind struct {
	Act   string
	Name  string // noun and past participle
	Title string // Chinese
}

// Kinds are the events that other systems can be told of.
var Kinds = []Kind{
	{"report.upload", "report.uploaded", "报告上传了"},
	{"report.read", "report.read", "报告读完了"},
	{"report.fail", "report.failed", "报告读不出"},
	{"report.enter", "report.entered", "报告入册了"},
	{"report.erase", "report.erased", "报告删除了"},
	{"rereading.settle", "rereading.settled", "重读有了结论"},
	{"record.add", "record.added", "记录新加了"},
	{"record.accept", "record.accepted", "记录采纳了"},
	{"record.correct", "record.corrected", "记录改了"},
	{"record.reject", "record.rejected", "记录没有采用"},
	{"record.reopen", "record.reopened", "记录撤回了"},
	{"record.split", "record.split", "记录拆开了"},
	{"record.merge", "record.merged", "记录合并了"},
	{"alarm.settle", "alarm.settled", "疑点核过了"},
	{"unit.set", "unit.changed", "单位变了"},
	{"post.set", "post.changed", "岗位变了"},
	{"post.empower", "post.empowered", "岗位授权了"},
	{"person.set", "person.changed", "人员变了"},
	{"holding.confirm", "holding.confirmed", "任职生效了"},
	{"holding.end", "holding.ended", "任职结束了"},
}

// KindOf is the event that an act is, if other systems can be told of it.
func KindOf(act string) (string, bool) {
	i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.Act == act })
	if i < 0 {
		return "", false
	}
	return Kinds[i].Name, true
}

// Event (事件) is what is told: that something happened to an object, and
// where to read of it. What the object says is not told; whoever may see it
// reads it from the interface with a token of their own.
type Event struct {
	Division string
	ActID    string
	Kind     string
	Object   string // as the ledger names it: "report/…"
	At       int64  // microseconds since 1970 UTC
}

// ID names the event: the same act always gives the same one, so that a
// receiver can tell a second telling from a second event. An act id may be any
// text of a client's; the name is 40 hexadecimal digits.
func (e Event) ID() string {
	sum := sha256.Sum256([]byte(e.Division + "\x00" + e.ActID))
	return hex.EncodeToString(sum[:20])
}

// Body is the event in the structured JSON mode of CloudEvents 1.0
// (https://github.com/cloudevents/spec, v1.0.2, JSON event format).
func (e Event) Body() []byte {
	type data struct {
		Object string `json:"object"`
		Href   string `json:"href,omitempty"`
	}
	b, err := json.Marshal(struct {
		SpecVersion     string `json:"specversion"`
		ID              string `json:"id"`
		Source          string `json:"source"`
		Type            string `json:"type"`
		Subject         string `json:"subject"`
		Time            string `json:"time"`
		DataContentType string `json:"datacontenttype"`
		Data            data   `json:"data"`
	}{"1.0", e.ID(), "/divisions/" + e.Division, "duban." + e.Kind, e.Object,
		time.UnixMicro(e.At).UTC().Format("2006-01-02T15:04:05.000000Z"), "application/json", data{e.Object, Href(e.Object)}})
	if err != nil {
		panic("webhook: " + err.Error()) // strings only
	}
	return b
}

// ContentType is that of Body.
const ContentType = "application/cloudevents+json; charset=utf-8"

// Href is where the interface shows an object, "" where it shows none.
func Href(object string) string {
	noun, rest, _ := strings.Cut(object, "/")
	one, two, nested := strings.Cut(rest, "/")
	if one == "" {
		return ""
	}
	switch noun {
	case "report", "unit", "post", "person", "holding":
		if !nested {
			return "/api/v1/" + noun + "s/" + one
		}
	case "record", "alarm":
		if nested && two != "" {
			return "/api/v1/reports/" + one + "/" + noun + "s/" + two
		}
	}
	return ""
}
