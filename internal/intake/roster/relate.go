package roster

import (
	"fmt"
	"slices"
	"strings"

	"duban/internal/intake/grid"
	form "duban/internal/kernel/roster"
)

// relate finds what is wrong between rows, and with what the database holds.
func (r *reading) relate() {
	units, posts := r.ownUnits(), r.ownPosts()
	r.parents(units)
	r.circles()
	for _, p := range r.out.Posts {
		r.refers(p.Place, "单位代码", p.Unit, "单位", units, r.known.Units)
	}
	logins := map[string]int{}
	for _, p := range r.out.People {
		r.refers(p.Place, "岗位代码", p.Post, "岗位", posts, r.known.Posts)
		// A login that is known stands for the one who has it; under another name it is a slip more often than a new name.
		if r.once(logins, p.Place, "登录名", p.Login, "登录名", "请改一个；一人兼任两个岗位的，先留一行，导入后在人员页上加。") && p.Name != "" {
			if name, ok := r.known.People[p.Login]; ok && name != p.Name {
				r.at(p.Place, "登录名", fmt.Sprintf("登录名“%s”已经是%s的。", p.Login, grid.Short(name)), "另一个人的，请换一个登录名；同一个人改了姓名的，请先在人员页上改姓名。")
			}
		}
		if !p.From.Zero() && !p.Until.Zero() && p.Until.Before(p.From) {
			r.at(p.Place, "止", fmt.Sprintf("止（%s）在起（%s）之前。", p.Until, p.From), "请核对两个日期。")
		}
	}
}

// at tells of a cell with what was written in it.
func (r *reading) at(place Place, column, sentence, hint string) {
	r.problem(form.Problem{Sheet: place.Sheet, Row: place.Row, Column: column, Value: r.cells[place.Sheet][column][place.Row], Sentence: sentence, Hint: hint})
}

// amend says better what has been told of a cell.
func (r *reading) amend(place Place, column, sentence, hint string) {
	for i := range r.out.Problems {
		if p := &r.out.Problems[i]; p.Sheet == place.Sheet && p.Row == place.Row && p.Column == column {
			p.Sentence, p.Hint = sentence, hint
		}
	}
}

// once says that a code stands here for the first time, and tells where it does not.
func (r *reading) once(seen map[string]int, place Place, column, code, what, hint string) bool {
	if code == "" {
		return false
	}
	key := strings.ToLower(code)
	if first, twice := seen[key]; twice {
		r.at(place, column, fmt.Sprintf("%s“%s”和第 %d 行重复。", what, grid.Short(code), first), hint)
		return false
	}
	seen[key] = place.Row
	return true
}

// ownUnits are the units of the file by code. A row that is wrong otherwise
// still counts: what refers to it is right.
func (r *reading) ownUnits() map[string]string {
	own, seen, names := map[string]string{}, map[string]int{}, map[[2]string]int{}
	for _, u := range r.out.Units {
		if r.once(seen, u.Place, "代码", u.Code, "单位代码", "请另编一个代码，或删去重复的一行。") {
			own[u.Code] = u.Name
		}
		key := [2]string{u.Parent, u.Name}
		if first, twice := names[key]; twice && u.Name != "" {
			r.remark(form.Problem{Sheet: u.Sheet, Row: u.Row, Column: "名称", Value: u.Name, Sentence: fmt.Sprintf("“%s”和第 %d 行同名，上级也相同。", grid.Short(u.Name), first), Hint: "请核对是不是同一个单位。"})
		} else {
			names[key] = u.Row
		}
	}
	return own
}

func (r *reading) ownPosts() map[string]string {
	own, seen := map[string]string{}, map[string]int{}
	for _, p := range r.out.Posts {
		if r.once(seen, p.Place, "岗位代码", p.Code, "岗位代码", "请另编一个代码，或删去重复的一行。") {
			own[p.Code] = p.Name
		}
	}
	return own
}

// parents checks that every unit but the government has one.
func (r *reading) parents(units map[string]string) {
	for _, u := range r.out.Units {
		switch {
		case u.Parent == "":
			_, stands := r.known.Units[u.Code] // what stands keeps its parent
			if r.has(u.Sheet, "上级代码") && r.cells[u.Sheet]["上级代码"][u.Row] == "" && u.Kind != "government" && u.Kind != "" && !stands {
				r.at(u.Place, "上级代码", "上级代码没有填。", "只有政府本级不填；别的单位请填上级单位的代码。")
			}
		case u.Parent == u.Code:
			r.at(u.Place, "上级代码", fmt.Sprintf("单位“%s”的上级是它自己。", grid.Short(u.Name)), "请另填上级。")
		default:
			r.refers(u.Place, "上级代码", u.Parent, "单位", units, r.known.Units)
		}
	}
}

// refers checks that a code is one of the file or of the database.
func (r *reading) refers(place Place, column, code, what string, own, known map[string]string) {
	if code == "" || !codeForm.MatchString(code) {
		if written := r.cells[place.Sheet][column][place.Row]; code != "" {
			// A name where a code should stand was told of as a bad code; say which code it has.
			if right := codeNamed(nameOf(written), own, known); right != "" {
				r.amend(place, column, fmt.Sprintf("%s要填代码，不是名称。", column), fmt.Sprintf("“%s”的代码是“%s”。", grid.Short(written), right))
			}
		}
		return
	}
	if _, ok := own[code]; ok {
		return
	}
	if _, ok := known[code]; ok {
		return
	}
	hint := fmt.Sprintf("请先在“%s”表里加上它，或改成已有的代码。", what)
	if like := alike(code, own, known); len(like) == 1 {
		hint = "是不是“" + like[0] + "”？" + hint
	}
	r.at(place, column, fmt.Sprintf("没有代码为“%s”的%s。", code, what), hint)
}

// alike are the codes that differ from one in a single character, or in case.
func alike(code string, maps ...map[string]string) (like []string) {
	for _, m := range maps {
		for c := range m {
			if (strings.EqualFold(c, code) || distance([]rune(c), []rune(code)) == 1) && !slices.Contains(like, c) {
				like = append(like, c)
			}
		}
	}
	return like
}

// codeNamed is the one code that has a name, "" for none or several.
func codeNamed(name string, maps ...map[string]string) (code string) {
	if name == "" {
		return ""
	}
	for _, m := range maps {
		for c, n := range m {
			if n == name && c != code {
				if code != "" {
					return ""
				}
				code = c
			}
		}
	}
	return code
}

// circles finds units that stand above themselves. Each circle is told of
// once, at its first row.
func (r *reading) circles() {
	at := map[string]int{} // by code, the first row that has it
	for i, u := range r.out.Units {
		if _, twice := at[u.Code]; u.Code != "" && !twice {
			at[u.Code] = i
		}
	}
	const walking, done = 1, 2
	state := make([]int, len(r.out.Units))
	for start := range r.out.Units {
		var way []int
		i, ok := start, true
		for ok && state[i] == 0 {
			state[i] = walking
			way = append(way, i)
			i, ok = at[r.out.Units[i].Parent]
		}
		if ok && state[i] == walking && r.out.Units[i].Parent != r.out.Units[i].Code {
			if k := slices.Index(way, i); k >= 0 {
				r.circle(way[k:])
			}
		}
		for _, w := range way {
			state[w] = done
		}
	}
}

func (r *reading) circle(members []int) {
	members = slices.Clone(members)
	first := slices.Index(members, slices.Min(members))
	members = append(members[first:], members[:first]...)
	var names []string
	for k, i := range members {
		if k == 6 {
			names = append(names, fmt.Sprintf("等 %d 个单位", len(members)))
			break
		}
		u := r.out.Units[i]
		names = append(names, fmt.Sprintf("“%s”（第 %d 行）", grid.Short(u.Code), u.Row))
	}
	r.at(r.out.Units[members[0]].Place, "上级代码", "上级绕成了一圈："+strings.Join(names, "→")+"→又回到开头。", "请核对其中哪一个的上级填错了。")
}
