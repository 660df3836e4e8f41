package proofread

import (
	"fmt"
	"regexp"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

// slipsLimit: what occurs more often is a habit of the writer, not a slip.
const slipsLimit = 3

// places: 我县 in a city's report, or another county acting in it, is a
// sentence carried over from elsewhere.
func places(r *statement.Report, k Knowledge, name string) []Alarm {
	place := r.Outline.Place
	var foreign []string
	switch {
	case strings.HasSuffix(place, "县"):
		foreign = []string{"我区"}
	case strings.HasSuffix(place, "区") && !strings.HasSuffix(place, "自治区"):
		foreign = []string{"我县", "全县"}
	case strings.HasSuffix(place, "市"):
		foreign = []string{"我县", "我区", "全县"}
	}
	var own, others []Alarm
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Role != statement.BodyLine && l.Role != statement.HeadingLine {
			continue
		}
		for _, w := range foreign {
			for j := 0; j+2 <= len(l.Runes); j++ {
				if l.Words(j, j+2) == w && !belongs(l.Runes, j) {
					own = append(own, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{l.Place(j, j+2)}, Sentence: fmt.Sprintf("这是%s的报告，这里写“%s”，请核是否照搬了别处的话。", place, w)})
				}
			}
		}
		others = append(others, strangers(l, r, k, name)...)
	}
	if len(own) > slipsLimit {
		own = nil
	}
	return append(own, others...)
}

// belongs says that 全县 or 我区 at j is part of a longer word: 安全县, 自我区分, 全县域.
func belongs(rs []rune, j int) bool {
	if j > 0 && strings.ContainsRune("安健完齐自", rs[j-1]) {
		return true
	}
	return j+2 < len(rs) && strings.ContainsRune("域级分别间块", rs[j+2])
}

// acting is what a sentence about the place itself goes on with.
var acting = regexp.MustCompile(`^(?:县委|市委|区委|县政府|市政府|区政府|人民政府|坚持|深入|全面|大力|持续|扎实|积极|着力|将|要)`)

// strangers: another county acting as if the report were its own.
func strangers(l *statement.Line, r *statement.Report, k Knowledge, name string) []Alarm {
	if k.Divisions == nil || r.Outline.Division == "" {
		return nil
	}
	known := k.Divisions()
	var out []Alarm
	rs := l.Runes
	for end := 2; end < len(rs); end++ {
		if !strings.ContainsRune("县市区旗", rs[end]) || !acting.MatchString(string(rs[end+1:min(len(rs), end+6)])) {
			continue
		}
		for n := 5; n >= 2; n-- {
			from := end - n + 1
			if from < 0 || n < 3 && rs[end] != '县' {
				continue
			}
			code, listed := known[string(rs[from:end+1])]
			if !listed {
				continue
			}
			named := string(rs[from : end+1])
			if !above(code, named, r) && !helped(rs, from) && clauseHead(rs, from) {
				out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{l.Place(from, end+1)}, Sentence: fmt.Sprintf("“%s”不是%s，请核是否照搬了别处的话。", named, r.Outline.Place)})
			}
			break
		}
	}
	return out
}

// above says that a place is ours, holds ours, or lies in ours.
func above(code, named string, r *statement.Report) bool {
	division := r.Outline.Division
	trimmed := strings.TrimRight(code, "0")
	return strings.Contains(r.Outline.Place, named) || strings.HasPrefix(division, trimmed) || strings.HasPrefix(code, strings.TrimRight(division, "0")) ||
		len(code) == 6 && len(division) == 6 && code[:4] == division[:4] && strings.HasSuffix(code, "00")
}

// helped says that the sentence speaks of work with another place.
func helped(rs []rune, at int) bool {
	s := string(rs[max(0, at-20):min(len(rs), at+30)])
	return containsAny(s, "帮扶", "协作", "支援", "对口", "结对", "合作", "学习", "考察", "签订", "联合", "相邻", "毗邻", "一体", "与", "和", "同")
}

// clauseHead says that a name opens its clause.
func clauseHead(rs []rune, at int) bool {
	return at == 0 || strings.ContainsRune("，。；：", rs[at-1])
}

// clauseFrom is a text up to its next stop.
func clauseFrom(s string) string {
	if i := strings.IndexAny(s, "，。；："); i >= 0 {
		return s[:i]
	}
	return s
}
