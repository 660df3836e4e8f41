package indicator

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"duban/internal/base/table"
)

func TestTheTablesAreWellFormed(t *testing.T) {
	for file, columns := range map[string]int{"indicators": 8, "plans": 7, "words": 3} {
		for _, trouble := range table.Troubles(data, "data/"+file+".tsv", columns) {
			t.Error(trouble)
		}
	}
}

func TestEveryIndicatorHasACodeAUnitADirectionAndABasis(t *testing.T) {
	code := regexp.MustCompile(`^[a-z]+\.[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	pattern := regexp.MustCompile(`^([^\s{},:]|\{[^\s{}:]+\})+(:(level|growth|change|share|rank))?$`)
	seen, names := map[string]bool{}, map[string]bool{}
	var domains []string
	all := table.Rows(data, "data/indicators.tsv")
	if len(all) < 300 {
		t.Errorf("only %d indicators", len(all))
	}
	for _, r := range all {
		if !code.MatchString(r[0]) || seen[r[0]] {
			t.Errorf("code %q", r[0])
		}
		if names[r[1]] || strings.ContainsAny(r[1], " {}:") {
			t.Errorf("%s: name %q", r[0], r[1])
		}
		seen[r[0]], names[r[1]] = true, true
		if d, _, _ := strings.Cut(r[0], "."); len(domains) == 0 || domains[len(domains)-1] != d {
			if slices.Contains(domains, d) {
				t.Errorf("%s stands apart from its domain", r[0])
			}
			domains = append(domains, d)
		}
		f, ok := Standard().units[r[2]]
		if !ok {
			t.Errorf("%s: unit %q", r[0], r[2])
		}
		for k := range strings.FieldsSeq(r[3]) {
			if kindOf(k) == 0 {
				t.Errorf("%s: kind %q", r[0], k)
			}
		}
		if !slices.Contains([]string{"higher", "lower", "steady"}, r[4]) {
			t.Errorf("%s: direction %q", r[0], r[4])
		}
		if !slices.Contains([]string{"constant", "current", "-"}, r[5]) {
			t.Errorf("%s: prices %q", r[0], r[5])
		}
		if r[5] == "current" && f&(money|pay) == 0 {
			t.Errorf("%s is at current prices but not in money", r[0])
		}
		for a := range strings.FieldsSeq(r[6]) {
			if !pattern.MatchString(a) {
				t.Errorf("%s: alias %q", r[0], a)
			}
		}
	}
}

// homonyms are names that mean two indicators, which the unit or the kind of
// the figure tells apart: 优良天数 310天, 优良天数 85%.
var homonyms = []string{"优良天数", "空气优良天数", "空气质量优良天数"}

func TestANameMeansOneIndicator(t *testing.T) {
	c := Standard()
	for _, in := range c.Indicators() {
		for _, name := range append([]string{in.Name}, in.Aliases...) {
			var room [longestSubject]rune
			rs, ok := c.plain(&room, name)
			if !ok {
				t.Errorf("%s: %s is too long", in.Code, name)
				continue
			}
			ok, at := c.names.Exact(rs)
			if !ok {
				t.Errorf("%s: %s is not found", in.Code, name)
				continue
			}
			for _, s := range c.senses[at] {
				if other := c.all[s.at].Code; other != in.Code && !slices.Contains(homonyms, name) {
					t.Errorf("%s is both %s and %s", name, in.Code, other)
				}
			}
		}
	}
}

func TestEveryNameIsFoundUnderItsOwnUnit(t *testing.T) {
	c := Standard()
	for _, in := range c.Indicators() {
		for _, name := range append([]string{in.Name}, in.Aliases...) {
			kind, unit := "level", in.Unit
			if c.units[unit]&percent != 0 {
				kind = "share"
			}
			if unit == "-" {
				unit = ""
			}
			if got := c.Code(name, unit, kind); got != in.Code {
				t.Errorf("Code(%s, %s, %s) = %q, want %s", name, unit, kind, got, in.Code)
			}
		}
	}
}

func TestWordsHaveOneRoleAndAreNoNames(t *testing.T) {
	seen := map[string]string{}
	roles := []string{"same", "front", "tail", "growth"}
	last := 0
	for _, r := range table.Rows(data, "data/words.tsv") {
		at := slices.Index(roles, r[0])
		if at < last {
			t.Errorf("%s %q out of order", r[0], r[1])
		}
		last = at
		if (r[0] == "same") != (r[2] != "-") || r[1] == r[2] {
			t.Errorf("%s %s → %s", r[0], r[1], r[2])
		}
		// a word may stand on both sides, 实现, but only once on each
		side := r[0]
		if side == "growth" {
			side = "tail"
		}
		if seen[side+r[1]] != "" {
			t.Errorf("%s twice", r[1])
		}
		seen[side+r[1]] = r[0]
		if r[0] != "same" && Standard().names.Has(r[1]) {
			t.Errorf("%s %s is the name of an indicator", r[0], r[1])
		}
	}
}

func TestPlansResolveAndFollowEachOther(t *testing.T) {
	c := Standard()
	count := map[string]map[Nature]int{}
	seen := map[string]bool{}
	var prev Item
	for _, it := range c.Items() {
		if _, ok := c.Indicator(it.Code); !ok {
			t.Errorf("%s: no indicator %s", it.Plan, it.Code)
		}
		if seen[it.Plan+it.Code] {
			t.Errorf("%s names %s twice", it.Plan, it.Code)
		}
		seen[it.Plan+it.Code] = true
		if !it.AdoptedOn.Valid() || it.Years.Years() != 5 || it.AdoptedOn.Year != it.Years.From || it.Nature == Unplanned || it.Basis == "" {
			t.Errorf("%+v", it)
		}
		if prev.Plan != "" && prev.Plan != it.Plan && (it.Years.From != prev.Years.To+1 || it.AdoptedOn.Before(prev.AdoptedOn)) {
			t.Errorf("%s does not follow %s", it.Plan, prev.Plan)
		}
		prev = it
		if count[it.Plan] == nil {
			count[it.Plan] = map[Nature]int{}
		}
		count[it.Plan][it.Nature]++
	}
	// The table of the 十四五 outline has 20 items, 8 of them binding.
	if n := count["十四五规划纲要"]; n[Binding] != 8 || n[Anticipatory] != 12 {
		t.Errorf("十四五: %v", n)
	}
}
