package project_test

import (
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/project"
)

func under(t *testing.T) project.Project {
	return read(t, "stage", "building", "reached.started.on", "2021-02-10", "reached.building.on", "2021-03-01")
}

func TestGivenTheMonthTheSumsFollow(t *testing.T) {
	p, today := under(t), on(2021, 12, 30)
	feb, err := p.Fill(project.Filling{Month: 202102, Invested: "100.5", Visual: "基础施工"}, nil, today)
	if err != nil || feb.Year.String() != "100.5" || feb.Total.String() != "100.5" || feb.State != project.Filled {
		t.Fatalf("%+v, %v", feb, err)
	}
	feb, err = feb.Sign(p.Name)
	if err != nil {
		t.Fatal(err)
	}
	mar, err := p.Fill(project.Filling{Month: 202103, Invested: "200", Visual: "主体施工"}, []project.Progress{feb}, today)
	if err != nil || mar.Year.String() != "300.5" || mar.Total.String() != "300.5" {
		t.Fatalf("%+v, %v", mar, err)
	}
	byYear, err := p.Fill(project.Filling{Month: 202103, Year: "280.5", Visual: "主体施工"}, []project.Progress{feb}, today)
	if err != nil || byYear.Invested.String() != "180" && byYear.Invested.String() != "180.0" {
		t.Errorf("%+v, %v", byYear, err)
	}
	next, err := p.Fill(project.Filling{Month: 202201, Invested: "10", Visual: "收尾"}, []project.Progress{feb, mar}, on(2022, 2, 1))
	if err != nil || next.Year.String() != "10" || next.Total.String() != "310.5" {
		t.Errorf("a new year begins at nought: %+v, %v", next, err)
	}
	back, err := project.Fold([]project.Event{{Changes: project.Differences(nil, project.Facts{}.WithMonths(feb, mar))}}).Months()
	if err != nil || len(back) != 2 || back[1].Total.Cmp(mar.Total) != 0 || back[0].State != project.Endorsed {
		t.Errorf("%+v, %v", back, err)
	}
}

func TestWhatPracticeRefusesOfAMonth(t *testing.T) {
	p, today := under(t), on(2021, 6, 30)
	mar := project.Progress{Month: 202103, Invested: amount("300"), Year: amount("300"), Total: amount("500"), State: project.Filled}
	fill := func(x project.Filling, known ...project.Progress) error {
		x.Month = max(x.Month, 202104)
		if x.Visual == "" {
			x.Visual = "施工"
		}
		_, err := p.Fill(x, known, today)
		return err
	}
	refused(t, fill(project.Filling{Invested: "-5"}, mar), "why", "累计投资比上次少了")
	refused(t, fill(project.Filling{Year: "299"}, mar), "why", "累计投资比上次少了")
	refused(t, fill(project.Filling{Invested: "10", Year: "320"}, mar), "why", "接不上")
	refused(t, fill(project.Filling{Invested: "10", Total: "400"}, mar), "why", "累计投资比上次少了")
	refused(t, fill(project.Filling{Invested: "99999"}, mar), "why", "超过总投资")
	refused(t, fill(project.Filling{}, mar), "invested", "没有写本月完成投资")
	refused(t, fill(project.Filling{Month: 202107, Invested: "1"}, mar), "period", "还没有到")
	if err := fill(project.Filling{Invested: "-5", Why: "核减虚报"}, mar); err != nil {
		t.Errorf("it was said why: %v", err)
	}
	signed, err := mar.Sign(p.Name)
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Fill(project.Filling{Month: 202103, Invested: "1", Visual: "x"}, []project.Progress{signed}, today)
	refused(t, err, "period", "已经签过，不能再改")
	_, err = p.Fill(project.Filling{Month: 202102, Invested: "1", Visual: "x"}, []project.Progress{mar}, today)
	refused(t, err, "period", "后面的月份已经报过")
	_, err = signed.Sign(p.Name)
	refused(t, err, "period", "不能签")
	_, err = signed.SendBack(p.Name, "", nil)
	refused(t, err, "reason", "没有写理由")
	april := project.Progress{Month: 202104, State: project.Filled}
	_, err = signed.SendBack(p.Name, "数不对", []project.Progress{signed, april})
	refused(t, err, "period", "后面的 2021-04 已经报过")

	planned := read(t, "stage", "landed", "reached.landed.on", "2021-02-01")
	_, err = planned.Fill(project.Filling{Month: 202104, Invested: "50", Visual: "平场"}, nil, today)
	refused(t, err, "invested", "还没有开工，不能报投资")
	if _, err = planned.Fill(project.Filling{Month: 202104, Invested: "0", Visual: "平场"}, nil, today); err != nil {
		t.Errorf("words alone: %v", err)
	}
	late := read(t, "stage", "started", "reached.started.on", "2021-05-02")
	_, err = late.Fill(project.Filling{Month: 202104, Invested: "50", Visual: "平场"}, nil, today)
	refused(t, err, "invested", "还没有开工，不能报投资")
}

func TestAMigratedMonthIsTakenAsItStands(t *testing.T) {
	p := under(t)
	g, err := p.Fill(project.Filling{Month: 202104, Year: "300", Total: "900", Migrated: true}, nil, on(2021, 6, 30))
	if err != nil || !g.Migrated || g.Invested.String() != "300" || g.Total.String() != "900" {
		t.Errorf("%+v, %v", g, err)
	}
}

func TestAnEventHistoryIsAskedAsItWasKnown(t *testing.T) {
	first := project.Event{RecordedAt: 10, Changes: []project.Change{{Key: "name", After: "甲"}, {Key: "paid", After: "5"}}}
	second := project.Event{RecordedAt: 20, Changes: []project.Change{{Key: "name", Before: "甲", After: "乙"}, {Key: "paid", Before: "5"}}}
	all := []project.Event{first, second}
	if f := project.Fold(project.KnownAt(all, 15)); f["name"] != "甲" || f["paid"] != "5" {
		t.Errorf("%v", f)
	}
	if f := project.Fold(project.KnownAt(all, civil.Instant(20))); f["name"] != "乙" || len(f) != 1 {
		t.Errorf("%v", f)
	}
}

func amount(s string) quantity.Decimal { return quantity.Must(s) }
