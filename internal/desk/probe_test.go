package desk

import (
	"io/fs"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/register"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ProbeMechanisms are mechanisms whose cases may refer to wells, which are the
// entries of a register "wells", and end them.
func ProbeMechanisms(files, laws fs.FS) (*Mechanisms, error) {
	var m *Mechanisms
	find := func(tx *store.Tx, division, id string) (EntryRow, Referred, error) {
		row, err := tx.Entry(division, id)
		if err == nil && row.Register != "wells" {
			err = store.ErrNotFound
		}
		return row, Referred{ID: id, Name: row.Name, Facts: map[string]any{"title": row.Name, "keeper": row.Unit}}, err
	}
	show := func(tx *store.Tx, by staff.Actor, id string) (Referred, error) {
		row, r, err := find(tx, by.Division, id)
		if err == nil && by.Role != staff.Supervisor && by.Role != staff.Leader && !slices.Contains(by.Units, row.Unit) {
			return Referred{}, store.ErrNotFound
		}
		return r, err
	}
	wells := Referable{
		Referable: procedure.Referable{ID: "well", Title: "水井", Facts: []procedure.Fact{{ID: "title", Title: "名称", Kind: rule.Text}, {ID: "keeper", Title: "管护单位", Kind: rule.Text, Is: "unit"}},
			Acts: []procedure.NamedAct{{ID: "entry.end", Title: "封停", Takes: []procedure.Parameter{
				{ID: "on", Title: "封停日", Kind: rule.Text, Is: "date", Required: true}, {ID: "reason", Title: "理由", Kind: rule.Text, Required: true}, {ID: "document", Title: "文号", Kind: rule.Text},
			}}}},
		show: show,
		whole: func(tx *store.Tx, division, id string) (Referred, error) {
			_, r, err := find(tx, division, id)
			return r, err
		},
		choose: func(tx *store.Tx, by staff.Actor, most int) ([]Referred, error) {
			scope, err := staff.ScopeOf(by, "register.read")
			if err != nil {
				return nil, err
			}
			spans, err := tx.Entries(scope, store.EntryPage{Register: "wells", Which: "all", Most: most})
			var list []Referred
			for _, s := range spans {
				list = append(list, Referred{ID: s.Entry, Name: s.Name})
			}
			return list, err
		},
		acts: map[string]func(*deed, string, map[string]any) error{"entry.end": func(d *deed, object string, with map[string]any) error {
			row, _, err := find(d.tx, d.by.Division, object)
			if err != nil {
				return err
			}
			on, err := civil.ParseDate(with["on"].(string))
			if err != nil {
				return fault.New(fault.Invalid, "封停日不是日子。", "")
			}
			r, err := m.register("wells", civil.Instant(d.now).Date())
			if err != nil {
				return err
			}
			document, _ := with["document"].(string)
			_, err = d.onEntry(r, row, register.Deed{Kind: register.Ended, On: on, Reason: with["reason"].(string) + document})
			return err
		}},
	}
	var err error
	m, err = readMechanisms(files, laws, append(referables(), wells))
	return m, err
}
