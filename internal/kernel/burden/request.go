package burden

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
)

// RequestState (报数要求状态) is how far a data request has come.
type RequestState string

// The states.
const (
	Open    RequestState = "open"    // 在报
	Closed  RequestState = "closed"  // 报齐了
	Stopped RequestState = "stopped" // 不要了
)

// Request (报数要求) is something that somebody wants to know from units once,
// and that the system does not hold.
type Request struct {
	ID      string
	Number  string
	State   RequestState
	Office  string // code of the unit that asks
	AskedOn civil.Date
	DueOn   civil.Date
	Content
}

// Content (报数要求内容) is what a request says.
type Content struct {
	Title   string        `json:"title"`
	Why     string        `json:"why"`
	Sort    Sort          `json:"sort"`              // Number, Lines or File
	Measure string        `json:"measure,omitempty"` // the unit of a number
	Differs string        `json:"differs,omitempty"` // how it differs from what the system holds that is like it
	Near    []string      `json:"near,omitempty"`    // what that is
	Minutes int64         `json:"minutes"`           // that each unit needs for it
	Person  string        `json:"person"`
	Post    string        `json:"post"`
	Entered civil.Instant `json:"entered"`
	Stop    string        `json:"stop,omitempty"` // why it is not wanted any more
}

// Bounds of what a request says.
const (
	mostTitle = 60
	mostWhy   = 500
	MostUnits = 200
	mostDays  = 92
)

// Check says what is wrong with a request as it is made on a day.
func (r *Request) Check(units []string) error {
	r.Title, r.Why, r.Measure, r.Differs = strings.TrimSpace(r.Title), strings.TrimSpace(r.Why), strings.TrimSpace(r.Measure), strings.TrimSpace(r.Differs)
	switch {
	case r.Title == "":
		return fault.New(fault.Invalid, "没有写要什么数。", "写清一个数或一件材料，例：各镇办独居老人人数。").At("title")
	case utf8.RuneCountInString(r.Title) > mostTitle:
		return fault.New(fault.Invalid, fmt.Sprintf("要什么数写了 %d 字，至多 %d 字。", utf8.RuneCountInString(r.Title), mostTitle), "一次只要一个数；口径写在用途里。").At("title")
	case len(plain(r.Title)) < 2:
		return fault.New(fault.Invalid, "“"+r.Title+"”看不出要什么数。", "写出这个数叫什么。").At("title")
	case r.Why == "":
		return fault.New(fault.Invalid, "没有写为什么要。", "写用在哪里、依据哪份文件；说不清用处的不要。").At("why")
	case utf8.RuneCountInString(r.Why) > mostWhy || utf8.RuneCountInString(r.Differs) > mostWhy:
		return fault.New(fault.Invalid, fmt.Sprintf("说明至多 %d 字。", mostWhy), "请写短一些。").At("why")
	case r.Sort != Number && r.Sort != Lines && r.Sort != File:
		return fault.New(fault.Invalid, "没有选要的是数、文字还是材料。", "请从列表里选。").At("sort")
	case r.Sort == Number && r.Measure == "":
		return fault.New(fault.Invalid, "要的是数，没有写单位。", "例：人、公里、万元。").At("measure")
	case r.DueOn.Zero():
		return fault.New(fault.Invalid, "没有写哪天前报。", "例：2026-06-30。").At("due_on")
	case !r.AskedOn.Before(r.DueOn):
		return fault.New(fault.Invalid, fmt.Sprintf("哪天前报写的 %s，留不出一天。", r.DueOn), "至少留到明天。").At("due_on")
	case r.DueOn.Days()-r.AskedOn.Days() > mostDays:
		return fault.New(fault.Invalid, fmt.Sprintf("哪天前报写的 %s，太远了。", r.DueOn), "三个月以内要的才登记。").At("due_on")
	case len(units) == 0:
		return fault.New(fault.Invalid, "没有选向谁要。", "至少选一个单位。").At("units")
	case len(units) > MostUnits:
		return fault.New(fault.Invalid, fmt.Sprintf("选了 %d 个单位，至多 %d 个。", len(units), MostUnits), "请分批。").At("units")
	}
	return nil
}

// Refused is the reason not to ask: the system holds it. What is like it does
// not bar a request that says how it differs.
func (r Request) Refused(found []Match) error {
	if len(found) == 0 {
		return nil
	}
	m := found[0]
	where := fmt.Sprintf("“%s”在%s里已经有", m.Title, m.Of)
	if m.Latest != "" {
		where += "，最近的是 " + m.Latest
	}
	switch {
	case m.Held():
		return fault.New(fault.Refused, "不用要：“"+r.Title+"”系统里有了。"+where+"。", "直接到那里看、导出；要的确实是另一个数，换一个说得清的名称。").At("title")
	case r.Differs == "":
		return fault.New(fault.Refused, "“"+r.Title+"”和系统里有的像是同一个数。"+where+"。", "是同一个数就直接看；不是，写明差在哪里再要。").At("differs")
	}
	return nil
}

// Parts of the form by which a request is answered.
func (c Content) Parts() []string {
	switch c.Sort {
	case Number:
		return []string{"number"}
	case File:
		return []string{"file"}
	}
	return []string{"text"}
}

// Answer (报数答复) is what a unit says.
type Answer struct {
	Unit    string        `json:"-"`
	Value   string        `json:"value,omitempty"` // a number as it was written
	Words   string        `json:"words,omitempty"`
	File    string        `json:"file,omitempty"` // name and title of a file that was handed in
	Title   string        `json:"title,omitempty"`
	Person  string        `json:"person,omitempty"`
	Post    string        `json:"post,omitempty"`
	Entered civil.Instant `json:"entered,omitempty"`
}

// Given says that the unit has answered.
func (a Answer) Given() bool { return a.Entered != 0 }

// Answering is an answer to the request, as it may be kept.
func (r Request) Answering(a Answer) (Answer, error) {
	a.Value, a.Words = strings.TrimSpace(a.Value), strings.TrimSpace(a.Words)
	switch {
	case r.State != Open:
		return a, fault.New(fault.Refused, "“"+r.Title+"”已经不收了。", "有要紧的更正，找"+r.Number+"的发起单位。")
	case utf8.RuneCountInString(a.Words) > 2*mostWhy:
		return a, fault.New(fault.Invalid, fmt.Sprintf("说明至多 %d 字。", 2*mostWhy), "请写短一些。").At("words")
	case r.Sort == Number:
		d, err := quantity.Parse(a.Value)
		if err != nil {
			return a, fault.New(fault.Invalid, "“"+a.Value+"”不是数。", "写一个数，单位是"+r.Measure+"；没有的写 0。").At("value")
		}
		a.Value = d.String()
	case r.Sort == Lines && a.Words == "":
		return a, fault.New(fault.Invalid, "没有写情况。", "照要求写；没有的写“无”。").At("words")
	case r.Sort == File && a.File == "":
		return a, fault.New(fault.Invalid, "没有附材料。", "请选文件传上来。").At("file")
	}
	if r.Sort != Number {
		a.Value = ""
	}
	return a, nil
}

// Complete says that all units have answered.
func Complete(all []Answer) bool {
	return !slices.ContainsFunc(all, func(a Answer) bool { return !a.Given() })
}
