package desk

import (
	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/project"
	"duban/internal/kernel/rule"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// projectReferable is what cases are told of projects, and the acts that their
// outcomes call: one may be registered, and one goes on by what was signed or
// seen at its site. Changing and reporting are acts of its own page.
func projectReferable() Referable {
	return Referable{
		Referable: procedure.Referable{ID: "project", Title: "项目",
			Facts: []procedure.Fact{
				{ID: "title", Title: "项目名称", Kind: rule.Text}, {ID: "code", Title: "项目代码", Kind: rule.Text}, {ID: "unit", Title: "责任单位", Kind: rule.Text, Is: "unit"},
				{ID: "town", Title: "所在镇办", Kind: rule.Text, Is: "unit"}, {ID: "stage", Title: "阶段", Kind: rule.Text}, {ID: "category", Title: "类别", Kind: rule.Text},
				{ID: "owner", Title: "建设单位（投资方）", Kind: rule.Text}, {ID: "place", Title: "建设地点", Kind: rule.Text},
				{ID: "investment", Title: "总投资（万元）", Kind: rule.Number}, {ID: "agreed", Title: "协议投资（万元）", Kind: rule.Number}, {ID: "paid", Title: "到位资金（万元）", Kind: rule.Number}, {ID: "done", Title: "累计完成投资（万元）", Kind: rule.Number},
				{ID: "signed", Title: "签约日期", Kind: rule.Text, Is: "date"}, {ID: "landed", Title: "落地日期", Kind: rule.Text, Is: "date"}, {ID: "started", Title: "开工日期", Kind: rule.Text, Is: "date"}, {ID: "producing", Title: "投产日期", Kind: rule.Text, Is: "date"},
			},
			Acts: []procedure.NamedAct{
				{ID: "project.add", Title: "登记项目", Makes: true, Takes: []procedure.Parameter{
					{ID: "name", Title: "项目名称", Kind: rule.Text, Required: true}, {ID: "unit", Title: "责任单位", Kind: rule.Text, Is: "unit", Required: true}, {ID: "category", Title: "类别", Kind: rule.Text, Required: true},
					{ID: "town", Title: "建设地点所在镇办", Kind: rule.Text, Is: "unit"}, {ID: "owner", Title: "建设单位（投资方）", Kind: rule.Text}, {ID: "place", Title: "建设地点", Kind: rule.Text}, {ID: "content", Title: "建设规模及内容", Kind: rule.Text},
					{ID: "investment", Title: "总投资", Kind: rule.Number}, {ID: "agreed", Title: "协议投资", Kind: rule.Number}, {ID: "starts_on", Title: "拟开工", Kind: rule.Text, Is: "date"},
					{ID: "stage", Title: "阶段", Kind: rule.Text}, {ID: "on", Title: "到这个阶段的日子", Kind: rule.Text, Is: "date"}, {ID: "note", Title: "依据", Kind: rule.Text},
				}},
				{ID: "project.advance", Title: "推进项目的阶段", Takes: []procedure.Parameter{
					{ID: "stage", Title: "到哪个阶段", Kind: rule.Text, Required: true}, {ID: "on", Title: "日子", Kind: rule.Text, Is: "date", Required: true}, {ID: "note", Title: "依据", Kind: rule.Text, Required: true},
					{ID: "main_works", Title: "主体工程已动工", Kind: rule.Flag}, {ID: "skip", Title: "越过阶段的理由", Kind: rule.Text},
				}},
			}},
		acts: map[string]func(*deed, string, map[string]any) error{"project.add": addReferred, "project.advance": advanceReferred},
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
	p, err := project.Read(row.Facts, nil)
	if err != nil { // what is kept was read before it was kept
		return r
	}
	for name, s := range map[string]string{"owner": p.Owner, "place": p.Place} {
		if s != "" {
			r.Facts[name] = s
		}
	}
	for name, d := range map[string]*quantity.Decimal{"investment": p.Investment, "agreed": p.Agreed, "paid": p.Paid} {
		if d != nil {
			r.Facts[name] = *d
		}
	}
	for name, s := range map[string]project.Stage{"signed": project.Signed, "landed": project.Landed, "started": project.Started, "producing": project.Producing} {
		if on := p.ReachedOn(s); !on.Zero() {
			r.Facts[name] = on.String()
		}
	}
	done := quantity.Int(0)
	for _, y := range row.Years {
		done = project.Sum(done, y.Done)
	}
	r.Facts["done"] = done
	return r
}

// addReferred registers the project that a case has come to, by the id that the
// case names it by.
func addReferred(d *deed, id string, with map[string]any) error {
	in := AddProject{ID: id, Facts: project.Facts{}}
	for key, v := range with {
		switch v := v.(type) {
		case string:
			in.Facts[key] = v
		case quantity.Decimal:
			in.Facts[key] = v.String()
		}
	}
	stage, on, note := in.Facts["stage"], in.Facts["on"], in.Facts["note"]
	delete(in.Facts, "stage")
	delete(in.Facts, "on")
	delete(in.Facts, "note")
	if in.Note = note; stage != "" {
		if in.Stage = project.StageOf(stage); in.Stage == project.NoStage {
			return fault.New(fault.Invalid, "没有“"+stage+"”这个阶段。", "").At("stage")
		}
	}
	in.Since, _ = civil.ParseDate(on)
	_, err := d.addProject("project.add", in, project.Event{Kind: project.Added, Reason: d.outcome.ground()}, nil)
	return err
}

// advanceReferred takes a project on as the outcome of a case says.
func advanceReferred(d *deed, id string, with map[string]any) error {
	scope, err := staff.ScopeOf(d.by, "project.list")
	if err != nil {
		return err
	}
	row, err := d.tx.Project(scope, id)
	if err != nil {
		return err
	}
	if err := d.mayOnProject("project.advance", row.Unit, row.Town); err != nil {
		return err
	}
	p, err := project.Read(row.Facts, nil)
	if err != nil {
		return err
	}
	months, err := d.tx.ProjectMonths(d.by.Division, id)
	if err != nil {
		return err
	}
	step := project.Step{To: project.StageOf(textOf(with["stage"])), Note: textOf(with["note"]), Skip: textOf(with["skip"])}
	step.MainWorks, _ = with["main_works"].(bool)
	step.On, _ = civil.ParseDate(textOf(with["on"]))
	if p, err = p.Advance(step, civil.Instant(d.now).Date()); err != nil {
		return err
	}
	_, err = d.keepProject(row, p, months, months, project.Event{Kind: project.Advanced, On: step.On, Reason: d.outcome.ground()})
	return err
}
