package democity

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/table"
	"duban/internal/kernel/office"
)

func TestTheTablesAreWellFormed(t *testing.T) {
	for _, f := range []struct {
		name    string
		columns int
		empty   []int
	}{
		{"divisions.tsv", 4, nil}, {"units.tsv", 7, []int{1, 4}}, {"posts.tsv", 4, nil}, {"people.tsv", 2, nil},
		{"holdings.tsv", 6, []int{3}}, {"slips.tsv", 6, []int{2}},
	} {
		for _, trouble := range table.Troubles(data, f.name, f.columns, f.empty...) {
			t.Error(trouble)
		}
	}
	if _, err := read(data); err != nil {
		t.Fatal(err)
	}
}

func TestTheDivisionsAreAssignedToNobody(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range append(Neighbours(), Invented()) {
		for _, p := range office.Divisions() {
			if p.Code == c.Division.Code || p.Name == c.Division.Name {
				t.Errorf("%s %s is %s %s", c.Division.Code, c.Division.Name, p.Code, p.Name)
			}
		}
		if seen[c.Division.Code] {
			t.Errorf("%s twice", c.Division.Code)
		}
		seen[c.Division.Code] = true
	}
}

func TestEveryUnitStandsUnderOneThatExists(t *testing.T) {
	city := Invented()
	above, names := map[string]Unit{}, map[string]string{}
	rank := 0
	count := map[string]int{}
	for _, u := range city.Units {
		if _, twice := above[u.Code]; twice {
			t.Errorf("%s twice", u.Code)
		}
		if _, ok := above[u.Parent]; u.Parent != "" && !ok {
			t.Errorf("%s stands under %s, which does not stand before it", u.Code, u.Parent)
		}
		if u.Rank <= rank {
			t.Errorf("%s: rank %d after %d", u.Code, u.Rank, rank)
		}
		rank = u.Rank
		above[u.Code] = u
		count[u.Kind]++
		for _, n := range append([]string{u.Name, u.Short}, u.Aliases...) {
			if other, twice := names[n]; twice && other != u.Code {
				t.Errorf("%s is %s and %s", n, other, u.Code)
			}
			names[n] = u.Code
		}
		switch digits := regexp.MustCompile(`^\d+$`).MatchString(u.Code); u.Kind {
		case Town, Street:
			if !digits || len(u.Code) != 9 || !strings.HasPrefix(u.Code, city.Division.Code) {
				t.Errorf("%s: a town has nine digits of its division", u.Code)
			}
		case Village:
			if !digits || len(u.Code) != 12 || !strings.HasPrefix(u.Code, u.Parent) || above[u.Parent].Kind != Town {
				t.Errorf("%s: a village has twelve digits of its town", u.Code)
			}
		case Government, Department, Office, Institution:
		default:
			t.Errorf("%s: kind %q", u.Code, u.Kind)
		}
	}
	if n := count[Town] + count[Street]; n < 20 || n > 25 || count[Department] < 40 || count[Village] < 6 {
		t.Errorf("%v", count)
	}
	if above["supervision_office"].Parent != "government_office" || above["government_office"].Parent != "government" {
		t.Error("督查室 stands under 政府办, which stands under the government")
	}
}

func TestEveryPostIsHeldAndEveryRoleFilled(t *testing.T) {
	city := Invented()
	units, posts, persons := map[string]bool{}, map[string]Post{}, map[string]bool{}
	for _, u := range city.Units {
		units[u.Code] = true
	}
	for _, p := range city.Posts {
		if _, twice := posts[p.Code]; twice || !units[p.Unit] {
			t.Errorf("%s: twice, or in no unit (%s)", p.Code, p.Unit)
		}
		posts[p.Code] = p
	}
	names := map[string]bool{}
	for _, p := range city.Persons {
		if persons[p.Login] || names[p.Name] || !regexp.MustCompile(`^[a-z]+$`).MatchString(p.Login) {
			t.Errorf("%s %s: twice, or no login name", p.Login, p.Name)
		}
		persons[p.Login], names[p.Name] = true, true
	}
	if n := len(persons); n < 60 || n > 80 {
		t.Errorf("%d persons", n)
	}
	var before civil.Date
	until, held, busy, roles, manners := map[string]civil.Date{}, map[string]bool{}, map[string]int{}, map[string]map[string]bool{}, map[string]int{}
	for _, h := range city.Holdings {
		p, ok := posts[h.Post]
		if !ok || !persons[h.Login] {
			t.Errorf("%s %s: no such post or person", h.Post, h.Login)
		}
		if h.From.Before(before) {
			t.Errorf("%s %s: %s after %s", h.Post, h.Login, h.From, before)
		}
		before = h.From
		if !h.Until.Zero() && h.Until.Before(h.From) {
			t.Errorf("%s %s ends before it begins", h.Post, h.Login)
		}
		if h.Manner != Delegated {
			if last, again := until[h.Post]; again && (last.Zero() || !last.Before(h.From)) {
				t.Errorf("%s is held by two at %s", h.Post, h.From)
			}
			until[h.Post] = h.Until
			held[h.Post] = h.Until.Zero()
			if h.Until.Zero() {
				busy[h.Login]++
			}
		} else if !held[h.Post] || h.Until.Zero() {
			t.Errorf("%s: delegated by nobody or for ever", h.Post)
		}
		manners[h.Manner]++
		if h.Until.Zero() {
			if roles[p.Role] == nil {
				roles[p.Role] = map[string]bool{}
			}
			roles[p.Role][h.Login] = true
		}
		persons[h.Login] = true
	}
	for code := range posts {
		if !held[code] {
			t.Errorf("%s is held by nobody", code)
		}
	}
	for _, role := range []string{Leader, Supervisor, Head, Clerk, SystemAdministrator, SecurityAdministrator, AuditAdministrator} {
		if len(roles[role]) == 0 {
			t.Errorf("nobody is %s", role)
		}
	}
	if len(roles) != 7 {
		t.Errorf("roles %v", roles)
	}
	for a := range roles[SecurityAdministrator] {
		if roles[AuditAdministrator][a] || roles[SystemAdministrator][a] {
			t.Errorf("%s keeps the keys and reads the log", a)
		}
	}
	for a := range roles[SystemAdministrator] {
		if roles[AuditAdministrator][a] {
			t.Errorf("%s runs the system and reads the log", a)
		}
	}
	two := 0
	for _, n := range busy {
		if n == 2 {
			two++
		}
	}
	if manners[Acting] != 1 || manners[Delegated] != 1 || two != 1 || manners[Appointed]+2 != len(city.Holdings) {
		t.Errorf("one acts, one is delegated, one has two posts: %v, %d", manners, two)
	}
}

func TestReportsHaveTheLengthOfTheGenre(t *testing.T) {
	city := Invented()
	if len(city.Reports) != 3 || len(Neighbours()) != 2 {
		t.Fatalf("%d reports, %d neighbours", len(city.Reports), len(Neighbours()))
	}
	length := func(r Report) int { return utf8.RuneCountInString(strings.Join(strings.Fields(r.Text), "")) }
	for _, r := range city.Reports {
		if n := length(r); n < 7000 || n > 11000 {
			t.Errorf("%s: %d characters", r.File, n)
		}
	}
	for _, c := range Neighbours() {
		if n := length(c.Reports[0]); len(c.Reports) != 1 || n < 4000 || n > 6000 {
			t.Errorf("%s: %d characters", c.Reports[0].File, n)
		}
	}
}

func TestWhatACallerChangesIsItsOwn(t *testing.T) {
	a := Invented()
	i := 0
	for len(a.Units[i].Aliases) == 0 {
		i++
	}
	a.Units[i].Name, a.Units[i].Aliases[0], a.Holdings[0].Login = "x", "x", "x"
	if b := Invented(); b.Units[i].Name == "x" || b.Units[i].Aliases[0] == "x" || b.Holdings[0].Login == "x" {
		t.Error("the next caller sees it")
	}
}
