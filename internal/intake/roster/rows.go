package roster

import (
	"fmt"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/intake/grid"
	form "duban/internal/kernel/roster"
)

// rows reads the rows of a sheet, each by itself.
func (r *reading) rows(s form.Sheet, t *form.Table, date1904 bool) {
	r.cells[s.Name] = map[string]map[int]string{}
	for _, c := range s.Columns {
		r.cells[s.Name][c.Title] = map[int]string{}
	}
	for i, row := range t.Rows {
		number := t.Numbers[i]
		if explains, shows := marked(row); explains || shows {
			if shows {
				r.remark(form.Problem{Sheet: s.Name, Row: number, Sentence: fmt.Sprintf("第 %d 行是模板里的示例，没有读。", number)})
			}
			continue
		}
		if example(s, t.Columns, row) {
			r.problem(form.Problem{Sheet: s.Name, Row: number, Sentence: fmt.Sprintf("第 %d 行还是模板里示例的内容。", number), Hint: "请删去这一行，或换成实际的内容。"})
		}
		values := map[string]string{}
		for k, name := range t.Columns {
			c, ok := s.Column(name)
			if !ok {
				continue
			}
			r.cells[s.Name][name][number] = row[k]
			if row[k] == "" {
				if c.Required {
					r.problem(form.Problem{Sheet: s.Name, Row: number, Column: name, Sentence: fmt.Sprintf("%s没有填。", name), Hint: c.Meaning})
				}
				continue
			}
			value, sentence, hint := understood(c, row[k], date1904)
			if sentence != "" {
				r.problem(form.Problem{Sheet: s.Name, Row: number, Column: name, Value: row[k], Sentence: sentence, Hint: hint})
			} else if c.Sense != form.Choice {
				row[k] = value // the table that is given back shows what was understood
			}
			values[name] = value
		}
		r.keep(s, Place{s.Name, number}, values)
	}
}

// marked says that a row explains the sheet or shows how to fill it in.
func marked(row []string) (explains, shows bool) {
	for _, cell := range row {
		if cell == "" {
			continue
		}
		cell = strings.ReplaceAll(cell, ":", "：")
		explains = strings.HasPrefix(cell, form.Explains)
		shows = strings.HasPrefix(cell, form.Shows) || cell == strings.TrimSuffix(form.Shows, "：")
		if explains || shows {
			return explains, shows
		}
		return false, false
	}
	return false, false
}

// example says that a row is the template's example with its mark taken off.
func example(s form.Sheet, columns, row []string) bool {
	same := 0
	for k, name := range columns {
		if c, ok := s.Column(name); ok {
			if row[k] != c.Example {
				return false
			}
			same++
		}
	}
	return same == len(s.Columns)
}

func (r *reading) keep(s form.Sheet, at Place, v map[string]string) {
	switch s.Name {
	case form.Units.Name:
		order, _ := strconv.Atoi(v["排序"])
		r.out.Units = append(r.out.Units, Unit{at, v["代码"], v["上级代码"], v["名称"], v["简称"], v["类别"], order})
	case form.Posts.Name:
		r.out.Posts = append(r.out.Posts, Post{at, v["岗位代码"], v["单位代码"], v["名称"], v["角色"]})
	case form.People.Name:
		p := Person{Place: at, Login: v["登录名"], Name: v["姓名"], Mobile: v["手机"], Mail: v["邮箱"], Post: v["岗位代码"], Manner: v["任职方式"]}
		p.From, p.Until = kept(v["起"]), kept(v["止"])
		r.out.People = append(r.out.People, p)
	}
}

// kept is a day that has been understood.
func kept(s string) civil.Date {
	d, _ := grid.DayOf(s, false)
	return d
}
