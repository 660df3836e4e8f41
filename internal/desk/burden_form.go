package desk

import (
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/scorecard"
	"duban/internal/kernel/staff"
)

// FactsForm is the form by which the office enters facts for a settlement.
const FactsForm = "settlement.facts"

// BurdenForms are all forms that anybody fills in, in the versions in force on a
// day: the fixed ones, the acts of declared procedures, the facts of settlements.
func (m *Mechanisms) BurdenForms(on civil.Date) []burden.Form {
	all := burden.Fixed()
	facts := burden.Form{ID: FactsForm, Title: "录入考核事实", Href: "/settlements/facts"}
	for _, f := range EnterableFacts() {
		sort := burden.Number
		if f.Kind == rule.Flag {
			sort = burden.Flag
		}
		facts.Fields = append(facts.Fields, burden.Field{Name: f.Name, Title: f.Name, Sort: sort, About: "unit", Fact: f.Name})
	}
	all = append(all, facts)
	for _, d := range m.InForce(on) {
		carried := carries(d)
		for _, p := range d.Procedures {
			for _, a := range p.Acts {
				if f, ok := burdenForm(p, a, carried[p.ID+"/"+a.ID]); ok {
					all = append(all, f)
				}
			}
		}
	}
	return all
}

// given are facts of units that the registers give a settlement: nobody is asked for them.
func given() (names []string) {
	for _, f := range scorecard.Facts {
		if !f.Entered {
			names = append(names, f.Name)
		}
	}
	return names
}

// carries are the fields of acts that open a case which the case above it fills in.
func carries(d *procedure.Mechanism) map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, p := range d.Procedures {
		for _, a := range p.Acts {
			if c := a.Child; c != nil {
				all[c.Procedure+"/"+c.Act] = c.Carries
			}
		}
	}
	return all
}

// burdenForm is the form of an act that people of a unit or of the office do;
// what is carried over from another case is not asked.
func burdenForm(p *procedure.Procedure, a *procedure.Act, carried map[string]string) (burden.Form, bool) {
	f := burden.Form{ID: p.ID + "/" + a.ID, Title: p.Title + "：" + a.Title, Href: "/mechanisms/" + p.Mechanism.ID, Procedure: p.ID, ByUnits: byUnits(a), From: a.From}
	if len(a.By) == 0 || a.By[0].Unit == procedure.Program || a.By[0].Unit == procedure.Applicant || a.By[0].Unit == procedure.Afar {
		return f, false
	}
	about := aboutOf(p)
	if a.Form != nil {
		f.Sheet = a.Form.ID
		for _, x := range a.Form.Fields {
			of := about
			switch {
			case x.Noun != "": // it only says which object
				of = ""
			case of == "":
				of = "case " + p.ID
			}
			f.Fields = append(f.Fields, burden.Field{Name: x.Name, Title: x.Name, Sort: sortOf(x), Optional: !x.Required, Taken: x.From != "" || carried[x.Name] != "", Declared: burden.Tenths(10 * x.Minutes), About: of, Fact: burden.FactOf(x.Name)})
		}
	}
	if a.Reason {
		f.Fields = append(f.Fields, burden.Field{Name: "理由", Title: "理由", Sort: burden.Lines})
	}
	return f, len(f.Fields) > 0
}

// aboutOf is the noun whose object the cases of a procedure are about, "" for none.
func aboutOf(p *procedure.Procedure) string {
	for _, f := range p.Forms {
		for _, x := range f.Fields {
			if x.Noun != "" {
				return x.Noun
			}
		}
	}
	return ""
}

// byUnits says that clerks or heads of units do an act.
func byUnits(a *procedure.Act) bool {
	return slices.ContainsFunc(a.By, func(r procedure.ActorRule) bool {
		return slices.Contains(r.Roles, string(staff.Clerk)) || slices.Contains(r.Roles, string(staff.Head))
	})
}

func sortOf(x procedure.Field) burden.Sort {
	switch x.Is {
	case "photo", "files":
		return burden.File
	case "place", "point":
		return burden.Place
	case "unit", "units":
		return burden.Unit
	case "date":
		return burden.Date
	case "lines":
		return burden.Lines
	}
	switch {
	case x.Noun != "" || x.Of != "":
		return burden.Choice
	case x.Kind == rule.Texts:
		return burden.Several
	case len(x.Choices) > 0:
		return burden.Choice
	case x.Kind == rule.Number:
		return burden.Number
	case x.Kind == rule.Flag:
		return burden.Flag
	}
	return burden.Text
}

// formsOn are the forms of a day, by id.
func (w *Workspace) formsOn(on civil.Date) map[string]burden.Form {
	all := map[string]burden.Form{}
	for _, f := range w.means.Mechanisms.BurdenForms(on) {
		all[f.ID] = f
	}
	return all
}
