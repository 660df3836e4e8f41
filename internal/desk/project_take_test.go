package desk_test

import (
	"testing"

	"duban/internal/desk"
	"duban/internal/kernel/project"
	"duban/internal/kernel/review"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

func TestAProjectOfAReportIsTakenWithItsSentence(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		report := o.upload(by, "../../examples/report.txt")
		v, err := o.ReviewReport(ctx, by, report.ID)
		if err != nil {
			t.Fatal(err)
		}
		var named, other review.Record
		for _, r := range v.Records {
			if r.Sort == review.Project && named.ID == "" {
				named = r
			}
			if r.Sort == review.Measure {
				other = r
			}
		}
		in := desk.AddProject{Facts: project.Facts{"category": "产业", "unit": "dcs"}}
		_, err = o.TakeProject(ctx, by, desk.Call{}, report.ID, named.ID, in)
		says(t, err, "", "还没有采纳")
		_, err = o.TakeProject(ctx, by, desk.Call{}, report.ID, other.ID, in)
		says(t, err, "", "说的不是项目")
		if _, err := o.AcceptRecord(ctx, by, desk.Call{}, report.ID, named.ID); err != nil {
			t.Fatal(err)
		}
		k, err := o.TakeProject(ctx, by, desk.Call{}, report.ID, named.ID, in)
		if err != nil {
			t.Fatal(err)
		}
		s, err := o.ShowProject(ctx, by, k.ID, 0)
		if err != nil || s.Project.Name != named.Content.Name || s.Project.Source != (project.Source{Report: report.ID, Record: named.ID, Words: named.Words}) || s.Events[0].Kind != project.Taken {
			t.Errorf("%+v, %v", s.Project, err)
		}
		_, err = o.TakeProject(ctx, by, desk.Call{}, report.ID, named.ID, in)
		says(t, err, "", "已经立为项目")

		_, err = o.DefineProjectChoices(ctx, by, desk.Call{}, "category", []string{"工业", "农业"})
		says(t, err, "category", "还有 1 个项目在“产业”这个类别里")
		_, err = o.DefineProjectChoices(ctx, by, desk.Call{}, "list", []string{"在谈", "在谈"})
		says(t, err, "list", "写了两次")
		for _, names := range [][]string{{"产业", "农业", " "}, {"产业", "农业", "文旅"}} {
			if _, err := o.DefineProjectChoices(ctx, by, desk.Call{}, "category", names); err != nil {
				t.Fatal(err)
			}
		}
		if c, err := o.ProjectChoices(ctx, by); err != nil || len(c.Categories) != 3 || len(c.Lists) != 4 {
			t.Errorf("%+v, %v", c, err)
		}
		if _, err := o.AddProject(ctx, by, desk.Call{}, desk.AddProject{Facts: project.Facts{"name": "乙", "category": "文旅", "unit": "kj"}}); err != nil {
			t.Error(err)
		}
		o.intact()
	})
}
