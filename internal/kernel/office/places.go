package office

import (
	"slices"
	"strings"
)

// what a park calls itself, longest first, and the committee that runs it.
var parks = []struct{ word, committee string }{
	{"高新技术产业开发区", "高新区管委会"}, {"国家高新区", "高新区管委会"}, {"高新区", "高新区管委会"},
	{"经济技术开发区", "经开区管委会"}, {"经济开发区", "经济开发区管委会"}, {"经开区", "经开区管委会"},
	{"开发区", "开发区管委会"}, {"产业园区", "产业园区管委会"}, {"工业园区", "工业园区管委会"}, {"园区", "园区管委会"},
}

// places adds the units that the text itself names: the town in 以彭场镇为核心,
// the park in the heading 加快国家高新区建设.
func (c *Catalogue) places(own, heading []rune, near float64, votes []tally) {
	if !slices.ContainsFunc(own, placeMark) && !slices.ContainsFunc(heading, placeMark) {
		return
	}
	if n := road(own); n > 0 {
		votes[c.byCode["transport"]].add(1.5, string(own[n-2:n+1]), false)
		votes[c.byCode["housing"]].add(1.5, string(own[n-2:n+1]), false)
	}
	text, inner := string(own), string(heading)
	park, town, street := c.byCode["park_committee"], c.byCode["town"], c.byCode["street"]
	for _, p := range parks {
		if strings.Contains(text, p.word) || strings.Contains(inner, p.word) {
			votes[park].name = p.committee
			break
		}
	}
	if votes[park].name == "" {
		votes[park].name = "园区管委会"
	}
	for _, p := range parks {
		if strings.Contains(inner, p.word) {
			if p.word == "园区" && strings.Contains(inner, "项目") {
				near *= 0.55 // 聚焦项目园区: a section about projects as well
			}
			votes[park].add(4.5*near, p.word, true)
			break
		}
	}
	cottage := strings.Contains(text, "小镇") || strings.Contains(inner, "小镇")
	names := towns(own)
	if len(names) == 1 {
		t := names[0]
		at := town
		if strings.HasSuffix(t.name, "街道") {
			at = street
		}
		score := 1.6
		switch {
		case t.core && cottage:
			score = 8
		case t.core:
			score = 2.5
		case t.first:
			score = 2.2
		}
		votes[at].name = t.office()
		votes[at].add(score, t.name, false)
	}
	if names = towns(heading); len(names) == 1 && !strings.HasSuffix(names[0].name, "街道") {
		votes[town].name = names[0].office()
		votes[town].add(3*near, names[0].name, true)
	} else if cottage && len(names) == 0 {
		votes[town].add(1.5*near, "小镇", true)
	}
}

// placeMark says that a character may end the name of a town, street, road or park.
func placeMark(r rune) bool { return r == '镇' || r == '街' || r == '区' || r == '路' }

// road finds the end of the first named road (周蠡路修复), 0 if none. In town it
// is the housing bureau's, outside the transport bureau's; the rest decides.
func road(rs []rune) int {
	for i := 2; i < len(rs); i++ {
		if rs[i] != '路' || strings.ContainsRune("公铁道线思出网水电管高短回走一半之新老主支养筑修通的条丝套陆末马油门福富板洼坑", rs[i-1]) {
			continue
		}
		if strings.ContainsRune(beforeName, rs[i-2]) || strings.ContainsRune("、,;", rs[i-1]) {
			continue
		}
		if i+1 == len(rs) || strings.ContainsRune("、,;和及等与至到修改拓扩大提建工道绿亮东西南北延贯打通段项(", rs[i+1]) {
			return i
		}
	}
	return 0
}

func (v *tally) add(score float64, word string, heading bool) {
	v.sum += score
	v.reasons = append(v.reasons, reason{score, -1, word, heading})
}

// townName is a town or street that a text names.
type townName struct {
	name  string
	core  bool // 以彭场镇为核心
	first bool // opens the sentence or follows its first verb
}

func (t townName) office() string {
	if strings.HasSuffix(t.name, "街道") {
		return t.name + "办事处"
	}
	return t.name + "政府"
}

// not the last character of a place name: 城镇, 乡镇, 小镇, 名镇 are kinds.
const kindOfTown = "内外城乡小村集名强重各点心型制色范要品个座市县区镇级新老古业明和大的游是等批"

// not part of a place name: the word before it ends here.
const beforeName = "以在对和及与由将把到、,;。以推进快设持动成造抓好向为从是的与于给个至入各全经(（)）:：改的年"

// towns finds the names before 镇 and 街道. Three characters are taken where a
// boundary stands there, else two; a town written without 镇 is not seen.
func towns(rs []rune) []townName {
	var out []townName
	for i, r := range rs {
		tail := 1
		switch {
		case r == '街' && i+1 < len(rs) && rs[i+1] == '道':
			tail = 2
		case r != '镇':
			continue
		}
		if i < 2 || strings.ContainsRune(kindOfTown, rs[i-1]) {
			continue
		}
		start, bound := i, false
		for start > 0 && i-start < 4 {
			if strings.ContainsRune(beforeName, rs[start-1]) {
				bound = true
				break
			}
			start--
		}
		bound = bound || start == 0
		switch n := i - start; {
		case n < 2:
			continue
		case n > 3 || !bound:
			start = i - 2
		}
		name := string(rs[start : i+tail])
		dup := false
		for _, t := range out {
			dup = dup || t.name == name
		}
		if dup {
			continue
		}
		t := townName{name: name, first: start <= 4}
		t.core = start > 0 && rs[start-1] == '以' && i+tail < len(rs) && rs[i+tail] == '为'
		out = append(out, t)
	}
	return out
}
