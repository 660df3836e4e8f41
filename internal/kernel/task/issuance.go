package task

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// Issuance (印发) is the document under which tasks were given out.
type Issuance struct {
	ID       string     `json:"-"`
	Year     int        `json:"-"`
	Number   string     `json:"-"` // 文号
	Title    string     `json:"-"`
	IssuedOn civil.Date `json:"-"`
	Issuer   string     `json:"issuer"`           // whose header it bears
	To       string     `json:"to"`               // 主送
	Words    string     `json:"words"`            // the notice, before the table
	Copies   string     `json:"copies,omitempty"` // 抄送
	Tasks    []string   `json:"tasks"`            // ids, in the order of the table
}

// Content writes what the row keeps beside its columns.
func (i Issuance) Content() (string, error) {
	b, err := json.Marshal(i)
	return string(b), err
}

// Check says what is wrong with a document.
func (i *Issuance) Check() error {
	for _, f := range []struct {
		name, at string
		words    *string
		most     int
		needed   bool
	}{{"文号", "number", &i.Number, 60, true}, {"标题", "title", &i.Title, 120, true}, {"发文机关", "issuer", &i.Issuer, 60, true},
		{"主送", "to", &i.To, 600, true}, {"正文", "words", &i.Words, mostWords, true}, {"抄送", "copies", &i.Copies, 600, false}} {
		*f.words = strings.TrimSpace(*f.words)
		if n := utf8.RuneCountInString(*f.words); n == 0 && f.needed {
			return fault.New(fault.Invalid, "印发没有写"+f.name+"。", "请写上"+f.name+"。").At(f.at)
		} else if n > f.most {
			return fault.New(fault.Invalid, fmt.Sprintf("%s有 %d 字，至多 %d 字。", f.name, n, f.most), "请写短一些。").At(f.at)
		}
	}
	if !i.IssuedOn.Valid() {
		return fault.New(fault.Invalid, "没有写印发日期。", "例：2026-02-10。").At("issued_on")
	}
	if len(i.Tasks) == 0 {
		return fault.New(fault.Invalid, "没有选要印发的任务。", "请至少选一项。").At("tasks")
	}
	return nil
}

// Practice (督办口径) is how the office of a place does things.
type Practice struct {
	ReportDay int    `json:"report_day"` // of the month, by which its report is due
	Profile   string `json:"profile"`    // of the colours
	Minutes   int    `json:"minutes"`    // that a unit may be asked for in a month; 0 for no budget
}

// Usual is the practice of a place that set none: reports by the 28th, as 盘锦 asked for in 2021.
func Usual() Practice { return Practice{ReportDay: 28, Profile: Standard, Minutes: 240} }

// Content writes it for keeping.
func (p Practice) Content() (string, error) {
	b, err := json.Marshal(p)
	return string(b), err
}

// Check says what is wrong with a practice.
func (p Practice) Check() error {
	if p.ReportDay < 1 || p.ReportDay > 31 {
		return fault.New(fault.Invalid, fmt.Sprintf("报送日 %d 不在 1 到 31 之间。", p.ReportDay), "没有这一天的月份，按月末算。").At("report_day")
	}
	if !slices.ContainsFunc(Profiles(), func(x Profile) bool { return x.Name == p.Profile }) {
		return fault.New(fault.Invalid, fmt.Sprintf("没有“%s”这种颜色口径。", p.Profile), "请从列表里选。").At("profile")
	}
	if p.Minutes < 0 || p.Minutes > 10_000 {
		return fault.New(fault.Invalid, fmt.Sprintf("填报预算 %d 分钟不对。", p.Minutes), "写一个单位每月至多填多少分钟；不设预算写 0。").At("minutes")
	}
	return nil
}
