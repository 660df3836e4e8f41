package task

import (
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/statement"
)

// Clause (分句) is a part of a sentence between its commas, with its place in runes.
type Clause struct {
	Words    string
	From, To int
}

// Clauses parts a sentence at its commas, semicolons and full stops; what stands
// in quotes or brackets stays together.
func Clauses(words string) (list []Clause) {
	rs := []rune(words)
	from, depth := 0, 0
	end := func(to int) {
		if s := strings.TrimSpace(string(rs[from:to])); s != "" {
			list = append(list, Clause{s, from, to})
		}
		from = to + 1
	}
	for i, r := range rs {
		switch r {
		case '“', '（', '《', '(', '「':
			depth++
		case '”', '）', '》', ')', '」':
			depth = max(0, depth-1)
		case '，', '；', '。', ',', ';':
			if depth == 0 {
				end(i)
			}
		}
	}
	end(len(rs))
	return list
}

// concrete are verbs of something that is there or not on a day, so that it is a
// task of its own beside the figures of its sentence; 深化, 推进 and their like
// only lead up to them.
var concrete = strings.Fields("制定 出台 编制 印发 修订 起草 组建 成立 设立 启动 开工 建成 竣工 投用 召开 举办 承办 签约")

// Concrete says that a clause promises something that is there or not on a day.
func Concrete(clause string) bool {
	clause = undated(clause)
	for _, v := range concrete {
		if strings.HasPrefix(clause, v) {
			return true
		}
	}
	return false
}

// undated is a clause without the words of its deadline: 一季度前建立清单 is 建立清单.
func undated(clause string) string {
	if d := statement.DeadlineOf(clause, 0); d.Text != "" {
		if rest := strings.TrimSpace(strings.Replace(clause, d.Text, "", 1)); rest != "" {
			return rest
		}
	}
	return clause
}

// dated are the deliverables of a sentence whose clauses have days of their own,
// two at least: 一季度前建立清单，年底前全部销号.
func dated(words string, year int) (list []Deliverable) {
	for _, c := range Clauses(words) {
		d := statement.DeadlineOf(c.Words, year)
		if d.On.Year != year {
			continue
		}
		rest := undated(c.Words)
		list = append(list, Deliverable{N: len(list) + 1, Words: rest, Evidence: evidenceOf("", rest), DueOn: d.On, Weight: 1})
	}
	if len(list) < 2 {
		return nil
	}
	return list
}

// lastOf is the last day of deliverables.
func lastOf(list []Deliverable) (last civil.Date) {
	for _, d := range list {
		if last.Before(d.DueOn) {
			last = d.DueOn
		}
	}
	return last
}
