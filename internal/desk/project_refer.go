package desk

import (
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// projectReferable is what cases are told of projects. None of its acts is
// called by an outcome: a project goes on by what happens at its site.
func projectReferable() Referable {
	return Referable{
		Referable: procedure.Referable{ID: "project", Title: "项目",
			Facts: []procedure.Fact{
				{ID: "title", Title: "项目名称", Kind: rule.Text}, {ID: "code", Title: "项目代码", Kind: rule.Text}, {ID: "unit", Title: "责任单位", Kind: rule.Text, Is: "unit"},
				{ID: "town", Title: "所在镇办", Kind: rule.Text, Is: "unit"}, {ID: "stage", Title: "阶段", Kind: rule.Text}, {ID: "category", Title: "类别", Kind: rule.Text},
			}},
		show: func(tx *store.Tx, by staff.Actor, id string) (Referred, error) {
			scope, err := staff.ScopeOf(by, "project.list")
			if err != nil {
				return Referred{}, err
			}
			row, err := tx.Project(scope, id)
			return referredProject(row), err
		},
		whole: func(tx *store.Tx, division, id string) (Referred, error) {
			row, err := tx.ProjectOf(division, id)
			return referredProject(row), err
		},
		choose: func(tx *store.Tx, by staff.Actor, most int) (list []Referred, err error) {
			scope, err := staff.ScopeOf(by, "project.list")
			if err != nil {
				return nil, err
			}
			err = tx.Projects(scope, store.ProjectPage{}, func(row ProjectRow) (bool, error) {
				list = append(list, referredProject(row))
				return len(list) < most, nil
			})
			return list, err
		},
	}
}

func referredProject(row ProjectRow) Referred {
	r := Referred{ID: row.ID, Name: row.Name, Facts: map[string]any{"title": row.Name, "unit": row.Unit, "stage": row.Stage.String()}}
	for name, s := range map[string]string{"code": row.Code, "town": row.Town, "category": row.Category} {
		if s != "" {
			r.Facts[name] = s
		}
	}
	return r
}
