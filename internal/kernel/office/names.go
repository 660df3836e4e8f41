package office

import (
	"slices"
	"strings"
)

// rungs are the words before a unit's name that say whose it is.
var rungs = []string{
	"中共", "自治区", "自治州", "自治县", "地区", "市委市政府", "县委县政府", "区委区政府",
	"市政府", "县政府", "区政府", "省政府", "市人民政府", "县人民政府", "区人民政府", "省人民政府",
	"省", "市", "县", "区", "州", "旗", "盟", "委", "国家", "各",
}

// Unit (单位) finds a unit by any of its names: 市科技局, 科学技术局, 仙桃市科技局.
// A merged office answers with the first of its units.
func (c *Catalogue) Unit(name string) (Unit, bool) {
	for _, part := range parts(name) {
		if found := c.resolve(part); len(found) > 0 {
			return c.units[found[0]], true
		}
	}
	return Unit{}, false
}

// Same tells whether two names are one unit: 市委宣传部(市文明办) and 文明办,
// 仙桃高新区管委会 and 高新区管委会. A merged office (教体局) is the same as each
// of its parts. Two parks of one city are not told apart.
func (c *Catalogue) Same(a, b string) bool {
	x, y := c.keys(a), c.keys(b)
	for _, k := range x {
		if slices.Contains(y, k) {
			return true
		}
	}
	return false
}

// keys are what a name stands for: codes of units, or a named town or street.
func (c *Catalogue) keys(name string) []string {
	var out []string
	for _, part := range parts(name) {
		if t, ok := township(part); ok {
			out = append(out, "="+t)
			continue
		}
		found := c.resolve(part)
		for _, i := range found {
			out = append(out, c.units[i].Code)
		}
		if len(found) == 0 {
			out = append(out, "?"+bare(part))
		}
	}
	return out
}

// resolve finds the units of one plain name; the longest known tail decides,
// so that a place in front does no harm. A tail of two characters counts only
// after a word of rank (市, 县, 委): 舆台办 is not 台办.
func (c *Catalogue) resolve(name string) []int {
	rs := []rune(name)
	for i := range rs {
		tail := string(rs[i:])
		found, ok := c.byName[tail]
		if !ok {
			continue
		}
		if i == 0 || len(rs)-i > 2 || ranked(string(rs[:i])) {
			return found
		}
	}
	return nil
}

func ranked(head string) bool {
	return slices.ContainsFunc(rungs, func(r string) bool { return strings.HasSuffix(head, r) })
}

// bare takes the words of rank off the front: 市委宣传部 → 宣传部.
func bare(name string) string {
	for again := true; again; {
		again = false
		for _, r := range rungs {
			rest, ok := strings.CutPrefix(name, r)
			if ok && len([]rune(rest)) >= 2 && !strings.HasPrefix(name, "国家电网") {
				name, again = rest, true
				break
			}
		}
	}
	return name
}

// parts splits 市委宣传部(市文明办) into its names and drops blanks.
func parts(name string) []string {
	name = strings.Join(strings.Fields(name), "")
	return strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("()（）、,，/／;；", r) })
}

// townTails are the ways a town, township or street ends; the value is how its name is kept.
var townTails = []struct{ tail, kind string }{
	{"镇人民政府", "镇"}, {"镇政府", "镇"}, {"乡人民政府", "乡"}, {"乡政府", "乡"},
	{"街道办事处", "街道"}, {"街道办", "街道"}, {"街道", "街道"}, {"办事处", "街道"}, {"镇", "镇"}, {"乡", "乡"},
}

// township reads the name of one town or street: 仙桃市彭场镇人民政府 → 彭场镇.
func township(name string) (string, bool) {
	for _, t := range townTails {
		stem, ok := strings.CutSuffix(name, t.tail)
		if !ok {
			continue
		}
		if i := strings.LastIndexAny(stem, "省市县区州旗"); i >= 0 {
			stem = strings.TrimLeft(stem[i:], "省市县区州旗")
		}
		switch n := len([]rune(stem)); {
		case n < 1 || n > 5, stem == "乡", stem == "各", stem == "各乡", stem == "相关", stem == "有关", stem == "乡镇":
			return "", false
		}
		return stem + t.kind, true
	}
	return "", false
}
