package proofread

import (
	"fmt"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/kernel/statement"
)

var pairs = map[rune]rune{'”': '“', '》': '《', '）': '（'}

// slips: brackets that do not pair, and marks or small words written twice.
func slips(r *statement.Report, _ Knowledge, name string) []Alarm {
	var out []Alarm
	text := []rune(r.Document.Text)
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Role != statement.BodyLine && l.Role != statement.HeadingLine {
			continue
		}
		for j := 1; j < len(l.Runes); j++ {
			if doubled(l.Runes, j) {
				out = append(out, Alarm{Rule: name, Grade: Wrong, Places: []cite.Span{l.Place(j-1, j+1)}, Sentence: fmt.Sprintf("“%c%c”重复。", l.Runes[j], l.Runes[j])})
			}
		}
		open, shut := unpaired(l, text)
		for _, j := range shut {
			if c := l.Runes[j]; !across(r, i, -1, pairs[c], text) {
				out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{l.Place(j, j+1)}, Sentence: fmt.Sprintf("%c 前面没有配对的 %c。", c, pairs[c])})
			}
		}
		for _, j := range open {
			if c := l.Runes[j]; !across(r, i, 1, c, text) {
				out = append(out, Alarm{Rule: name, Grade: Doubt, Places: []cite.Span{l.Place(j, j+1)}, Sentence: fmt.Sprintf("%c 后面没有配对。", c)})
			}
		}
	}
	return out
}

// doubled says that a mark or 的 stands at j a second time.
func doubled(rs []rune, j int) bool {
	c := rs[j]
	if c != rs[j-1] || !strings.ContainsRune("，。；、：的", c) {
		return false
	}
	if c == '。' && (j > 1 && rs[j-2] == '。' || j+1 < len(rs) && rs[j+1] == '。') {
		return false // 。。。 for an ellipsis
	}
	// 目的的, 的的确确, 的的士
	return c != '的' || (j < 2 || rs[j-2] != '目') && j+1 < len(rs) && rs[j+1] != '确' && rs[j+1] != '士'
}

// unpaired lists the brackets of a line that lack their other half. A straight
// quote looks the same on both sides: it may be the other half of a curled one,
// and is not judged itself.
func unpaired(l *statement.Line, text []rune) (open, shut []int) {
	straight := 0
	for j, c := range l.Runes {
		switch c {
		case '“', '”', '《', '》', '（', '）':
		default:
			continue
		}
		n := len(open)
		switch {
		case text[l.Place(j, j+1).Start] == '"':
			if n > 0 && l.Runes[open[n-1]] == '“' {
				open = open[:n-1]
			} else {
				straight++
			}
		case pairs[c] == 0:
			open = append(open, j)
		case n > 0 && l.Runes[open[n-1]] == pairs[c]:
			open = open[:n-1]
		case c == '”' && straight > 0:
			straight--
		case c == '）' && j <= 3: // 1）
		default:
			shut = append(shut, j)
		}
	}
	return open, shut
}

// across says that the other half stands in a neighbouring line: quotations
// run over paragraphs, and broken pages cut them.
func across(r *statement.Report, i, step int, opening rune, text []rune) bool {
	for k, n := i+step, 0; k >= 0 && k < len(r.Lines) && n < 3; k, n = k+step, n+1 {
		open, shut := unpaired(&r.Lines[k], text)
		other := open
		if step > 0 {
			other = shut
		}
		for _, j := range other {
			if c := r.Lines[k].Runes[j]; c == opening || pairs[c] == opening {
				return true
			}
		}
	}
	return false
}
