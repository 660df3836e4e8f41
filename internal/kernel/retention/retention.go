// Package retention is how long each kind of record is kept (保存期限): dated
// rows with their basis, a division's own before the program's.
//
// What is kept for good has no row: reports, records, acts and the ledger go
// only by an approved erasure. The room refuses to know the clock and where
// records are kept; whoever sweeps asks it for a day.
package retention

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

// Kind (种类) is what a row is about.
type Kind string

// The kinds of records that are swept.
const (
	Session  Kind = "session"  // 登录
	Delivery Kind = "delivery" // 推送
	Outcome  Kind = "outcome"  // 办理结果，供重试
	Photo    Kind = "photo"    // 传上来、没有哪一步用到的照片
	// of the public
	Unconfirmed Kind = "unconfirmed" // 没有确认的邮件订阅
	Remark      Kind = "remark"      // 满意度测评里写的意见
)

// Kinds are all kinds, in the order of sweeping.
var Kinds = []Kind{Session, Delivery, Outcome, Photo, Unconfirmed, Remark}

// Rule (保存期限) says how many days a kind is kept, from a day on.
type Rule struct {
	staff.Mark
	Division string // "" for the program's own
	Kind     Kind
	FromOn   int64 // days since 1970-01-01
	Days     int64
	Basis    string
}

//go:embed data/retention.tsv
var data string

var standard, least = read()

func read() (rules []Rule, least map[Kind]Rule) {
	least = map[Kind]Rule{}
	for line := range strings.Lines(data) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(line, "\t")
		var on civil.Date
		_, err := fmt.Sscanf(c[1], "%d-%d-%d", &on.Year, &on.Month, &on.Day)
		days, err2 := strconv.ParseInt(c[2], 10, 64)
		most, err3 := strconv.ParseInt(c[3], 10, 64)
		if err != nil || err2 != nil || err3 != nil || !slices.Contains(Kinds, Kind(c[0])) {
			panic("retention: " + line)
		}
		r := Rule{Kind: Kind(c[0]), FromOn: on.Days(), Days: days, Basis: c[4]}
		rules = append(rules, r)
		r.Days = most
		least[r.Kind] = r
	}
	return rules, least
}

// Standard are the program's own rules.
func Standard() []Rule { return slices.Clone(standard) }

// InForce is the rule for a kind on a day: the latest of the division's own
// that has begun, else the latest of the program's.
func InForce(own []Rule, kind Kind, day int64) (Rule, bool) {
	for _, rules := range [][]Rule{own, standard} {
		var found Rule
		for _, r := range rules {
			if r.Kind == kind && r.FromOn <= day && (found.Kind == "" || r.FromOn > found.FromOn) {
				found = r
			}
		}
		if found.Kind != "" {
			return found, true
		}
	}
	return Rule{}, false
}

const mostDays = 36500

// Check says what is wrong with a rule that a division wants.
func (r Rule) Check(today int64) error {
	if !slices.Contains(Kinds, r.Kind) {
		return fault.New(fault.Invalid, fmt.Sprintf("没有“%s”这种保存期限。", r.Kind), "可设 session 登录、delivery 推送、outcome 办理结果、photo 没有用到的照片、unconfirmed 没有确认的邮件订阅、remark 测评里的意见。").At("kind")
	}
	if low := least[r.Kind]; r.Days < low.Days {
		return fault.New(fault.Refused, fmt.Sprintf("至少要留 %d 天（%s）。", low.Days, low.Basis), "请改大天数。").At("days")
	}
	if r.Days > mostDays {
		return fault.New(fault.Invalid, "保存期限超过一百年。", "请核对天数。").At("days")
	}
	if r.FromOn < today {
		return fault.New(fault.Invalid, "起算日已经过去。", "从今天或以后的日子起。").At("from")
	}
	if strings.TrimSpace(r.Basis) == "" {
		return fault.New(fault.Invalid, "没有写依据。", "写明文件或约定，例：市档案局 2026 年第 3 号通知。").At("basis")
	}
	return nil
}
