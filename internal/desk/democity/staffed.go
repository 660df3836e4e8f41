package democity

import "fmt"

// The names of those whom no list names: a family name and two given ones.
var (
	families = []rune("白苍段费葛洪嵇阚蔺麻聂欧蓬戚茹沙邰邬席宣晏翟左郦")
	firsts   = []rune("安初大方观鹤嘉开朗木宁培清若舒听维闻行砚") // 20
	seconds  = []rune("白川东帆耕河景科澜鸣农平秋润石同文溪野舟")
)

// Staffed is the city with a head and a clerk in each department, institution,
// town and street that the lists leave without: whoever answers for a task needs both.
func Staffed(c City) City {
	has := map[string]bool{}
	for _, p := range c.Posts {
		has[p.Unit+"/"+p.Role] = true
	}
	n := 0
	for _, u := range c.Units {
		switch u.Kind {
		case Department, Institution, Town, Street:
		default:
			continue
		}
		for _, seat := range []struct{ role, name string }{{Head, "主要负责人"}, {Clerk, "科员"}} {
			if has[u.Code+"/"+seat.role] {
				continue
			}
			login := fmt.Sprintf("%s%03d", map[string]string{Head: "fuzeren", Clerk: "keyuan"}[seat.role], n)
			name := string([]rune{families[n%len(families)], firsts[n/2%len(firsts)], seconds[n*7%len(seconds)]})
			post := Post{Code: u.Code + "_" + seat.role, Unit: u.Code, Name: u.Short + seat.name, Role: seat.role}
			c.Posts = append(c.Posts, post)
			c.Persons = append(c.Persons, Person{Login: login, Name: name})
			c.Holdings = append(c.Holdings, Holding{Post: post.Code, Login: login, From: c.Reports[0].Given, Manner: Appointed, Basis: "任职"})
			n++
		}
	}
	return c
}
