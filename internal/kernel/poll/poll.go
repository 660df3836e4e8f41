// Package poll is how the public is asked whether it is satisfied with what was
// promised to it (民生实事满意度测评): what may be asked, when, which answers
// count, and from how many on a share is told.
//
// It knows votes by their numbers alone. The room refuses to know who votes and
// how somebody is kept from voting twice; the desk does that.
package poll

import (
	"embed"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/base/table"
)

// Item (测评事项) is something that is asked about: a published livelihood promise.
type Item struct {
	Number string `json:"number"`
	Title  string `json:"title"`
}

// Poll (满意度测评) asks the public about published livelihood promises, from a
// day to a day, both included.
type Poll struct {
	Year     int
	Snapshot int64 // the publication that the items stand in
	Items    []Item
	OpensOn  civil.Date
	ClosesOn civil.Date
}

// Answer (满意程度) is how satisfied somebody says he is.
type Answer string

// The answers, from the best.
const (
	Satisfied    Answer = "satisfied"
	Fair         Answer = "fair"
	Dissatisfied Answer = "dissatisfied"
)

// Answers are all answers, from the best.
var Answers = []Answer{Satisfied, Fair, Dissatisfied}

// MostRemark is how many characters a remark may have.
const MostRemark = 200

//go:embed data/*.tsv
var data embed.FS

var parameters = table.Rows(data, "data/parameters.tsv")

func parameter(key string, on civil.Date) (n int64) {
	for _, r := range parameters {
		from, err := civil.ParseDate(r[1])
		if r[0] == key && err == nil && !on.Before(from) {
			n, _ = strconv.ParseInt(r[2], 10, 64)
		}
	}
	return n
}

// Least is from how many answers on a share is told.
func Least(on civil.Date) int64 { return parameter("least", on) }

// Plan makes a poll of what was published, or says why it cannot be held. No
// items chosen are all of them.
func Plan(year int, snapshot int64, published []Item, chosen []string, opens, closes, today civil.Date) (Poll, error) {
	p := Poll{Year: year, Snapshot: snapshot, OpensOn: opens, ClosesOn: closes}
	if snapshot == 0 || len(published) == 0 {
		return p, fault.New(fault.Refused, fmt.Sprintf("%d 年还没有公布过民生实事，不能开始测评。", year), "先在“公布进展”页公布，公众看得到的才能评。").At("items")
	}
	for _, x := range published {
		if len(chosen) == 0 || slices.Contains(chosen, x.Number) {
			p.Items = append(p.Items, x)
		}
	}
	for _, n := range chosen {
		if !slices.ContainsFunc(published, func(x Item) bool { return x.Number == n }) {
			return p, fault.New(fault.Invalid, "“"+n+"”不在最近一次公布的民生实事里。", "从列表里选；没有公布的先公布。").At("items")
		}
	}
	switch longest := parameter("longest", today); {
	case opens.Zero():
		return p, fault.New(fault.Invalid, "没有写从哪天开始评。", "写成 2026-11-01。").At("opens")
	case closes.Zero():
		return p, fault.New(fault.Invalid, "没有写评到哪天。", "写成 2026-11-30，当天还可以评。").At("closes")
	case opens.Before(today):
		return p, fault.New(fault.Invalid, "开始评的 "+opens.String()+" 已经过去。", "从今天或以后的日子开始。").At("opens")
	case closes.Before(opens):
		return p, fault.New(fault.Invalid, "评到 "+closes.String()+"，比开始的 "+opens.String()+" 早。", "请看看两个日子。").At("closes")
	case closes.Days()-opens.Days() >= longest:
		return p, fault.New(fault.Invalid, fmt.Sprintf("一次测评至多开 %d 天。", longest), "请把截止日提前。").At("closes")
	}
	return p, nil
}

// Open says that answers are taken on a day.
func (p Poll) Open(on civil.Date) bool { return !on.Before(p.OpensOn) && !p.ClosesOn.Before(on) }

// Item finds an item by its number.
func (p Poll) Item(number string) (Item, bool) {
	i := slices.IndexFunc(p.Items, func(x Item) bool { return x.Number == number })
	if i < 0 {
		return Item{}, false
	}
	return p.Items[i], true
}

// Check says what is wrong with somebody's answers and remarks on a day. All are
// taken or none.
func (p Poll) Check(answers map[string]Answer, remarks map[string]string, on civil.Date) error {
	if on.Before(p.OpensOn) {
		return fault.New(fault.Conflict, "要到 "+p.OpensOn.String()+" 才开始评。", "到时候再来。")
	}
	if !p.Open(on) {
		return Over(p.ClosesOn)
	}
	for number, a := range answers {
		if _, ok := p.Item(number); !ok {
			return fault.New(fault.Invalid, "“"+number+"”不在这次测评里。", "请刷新页面，评列出来的。")
		}
		if !slices.Contains(Answers, a) {
			return fault.New(fault.Invalid, "没有“"+string(a)+"”这种评价。", "选满意、基本满意或不满意。").At("a." + number)
		}
	}
	for number, words := range remarks {
		if _, ok := answers[number]; !ok {
			return fault.New(fault.Invalid, "写了意见的“"+number+"”没有选满意不满意。", "选一个再交。").At("a." + number)
		}
		if n := utf8.RuneCountInString(words); n > MostRemark {
			return fault.New(fault.Invalid, fmt.Sprintf("意见写了 %d 字，至多 %d 字。", n, MostRemark), "请写短些。").At("r." + number)
		}
	}
	if len(answers) == 0 {
		return fault.New(fault.Invalid, "一件也没有评。", "给知道的评一评，不知道的空着。")
	}
	return nil
}

// Over says that a poll takes no answers any more.
func Over(on civil.Date) error {
	return fault.New(fault.Conflict, "这次测评到 "+on.String()+" 已经截止。", "结果在下一次公布里。")
}

// Tally (测评票数) is how many gave which answer about an item.
type Tally struct {
	Item         string `json:"item"`
	Satisfied    int64  `json:"satisfied"`
	Fair         int64  `json:"fair"`
	Dissatisfied int64  `json:"dissatisfied"`
}

// Add counts votes for an answer.
func (t *Tally) Add(a Answer, n int64) {
	switch a {
	case Satisfied:
		t.Satisfied += n
	case Fair:
		t.Fair += n
	case Dissatisfied:
		t.Dissatisfied += n
	}
}

// N is how many answered.
func (t Tally) N() int64 { return t.Satisfied + t.Fair + t.Dissatisfied }

// Share is how many of a hundred are satisfied, wholly or on the whole, with one
// place; false where fewer answered than a share can be told of.
func (t Tally) Share(on civil.Date) (quantity.Decimal, bool) {
	n := t.N()
	if n == 0 || n < Least(on) {
		return quantity.Decimal{}, false
	}
	return quantity.FromRat(big.NewRat((t.Satisfied+t.Fair)*100, n), 1), true
}

// Words are the words of a remark as they are kept: numbers that may be
// somebody's are left out before anybody reads them.
func Words(s string) string { return Redact(strings.Join(strings.Fields(s), " ")) }
