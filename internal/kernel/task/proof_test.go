package task_test

import (
	"testing"

	"duban/internal/base/quantity"
	"duban/internal/kernel/task"
)

// parks is a task of so much investment in a year.
func parks(unit, target string) task.Terms {
	t := task.Annual(2026)
	t.Title, t.Lead = "城市公园完成投资", "housing"
	t.Figure = &task.Figure{Subject: t.Title, Unit: unit, Target: quantity.Must(target), Course: task.Line}
	return t
}

func monthOf(project, m, figure string) task.Proof {
	return task.Proof{Title: project, Noun: task.OfProject, Object: project, Of: m, Says: "本年累计 " + figure + " 万元", Figure: dec(figure)}
}

func reached(project, stage, day string) task.Proof {
	return task.Proof{Title: project, Noun: task.OfProject, Object: project, Of: stage, Says: stage, On: on(day)}
}

var stages = map[string]string{"signed": "签约", "started": "开工", "enrolled": "入库", "completed": "竣工", "producing": "投产"}

func ended(id, day string) task.Proof {
	return task.Proof{Title: id, Noun: task.OfCase, Object: id, Says: "已销号", On: on(day)}
}

func TestAProofIsAFileAnAddressOrARecordAndOnlyOneOfThem(t *testing.T) {
	record := monthOf("p", "2026-04", "600")
	for _, c := range []struct {
		words string
		proof []task.Proof
	}{
		{"又是文件", []task.Proof{{Title: "x", File: "f", Noun: record.Noun, Object: record.Object, Of: record.Of, Says: record.Says}}},
		{"又是文件", []task.Proof{{Title: "x", Link: "https://example.org", Noun: record.Noun, Object: record.Object, Of: record.Of, Says: record.Says}}},
		{"又是文件", []task.Proof{{Title: "x", File: "f", Link: "https://example.org"}}},
		{"没有内容", []task.Proof{{Title: "x"}}},
		{"没有留下它当时写着什么", []task.Proof{{Title: "x", Noun: task.OfCase, Object: "c"}}},
		{"选了两次", []task.Proof{record, record}},
		{"是 2026-05 的", []task.Proof{monthOf("p", "2026-05", "600")}},
		{"是 2026-05 的", []task.Proof{ended("c", "2026-05-01")}},
	} {
		y := begin(t, parks("万元", "1000")).underway().at("2026-06-01")
		r := task.Report{Month: month("2026-04"), Figure: dec("600"), Proofs: c.proof}
		_, err := y.task.Filling(r, y.deed("", ""))
		refused(t, err, c.words)
	}
	y := begin(t, parks("万元", "1000")).underway().at("2026-06-01")
	if _, err := y.task.Filling(task.Report{Month: month("2026-04"), Figure: dec("600"), Proofs: []task.Proof{record, monthOf("p", "2026-03", "500"), ended("c", "2026-04-30")}}, y.deed("", "")); err != nil {
		t.Error(err)
	}
}

func TestAFigureIsSuggestedFromRecordsWithItsReckoning(t *testing.T) {
	y := begin(t, parks("亿元", "1")).underway().at("2026-06-01")
	s, ok := y.task.Suggest(month("2026-04"), []task.Proof{monthOf("甲", "2026-04", "600.5"), monthOf("乙", "2026-04", "1200"), monthOf("丙", "2026-03", "7"), ended("c", "2026-04-02")}, stages)
	if !ok || s.Figure.Cmp(quantity.Must("0.18005")) != 0 || len(s.Of) != 2 || s.Before != nil {
		t.Errorf("%+v, %v", s, ok)
	}
	if _, ok := y.task.Suggest(month("2026-04"), []task.Proof{ended("c", "2026-04-02")}, stages); ok {
		t.Error("money is suggested from cases")
	}
	if _, ok := y.task.Suggest(month("2025-12"), []task.Proof{monthOf("甲", "2025-12", "600.5")}, stages); ok {
		t.Error("last year's investment is suggested for this year")
	}
	if _, ok := begin(t, roads()).underway().task.Suggest(month("2026-04"), []task.Proof{monthOf("甲", "2026-04", "600.5")}, stages); ok {
		t.Error("kilometres are suggested from money")
	}

	// what an earlier signed report counted is not counted again
	y = begin(t, parks("件", "20")).underway().at("2026-06-01")
	y.does(y.task.Filling(task.Report{Month: month("2026-04"), Figure: dec("5"), Proofs: []task.Proof{ended("a", "2026-04-02")}}, y.deed("", "")))
	y.does(y.task.Signing("2026-04", y.deed("", "")))
	s, ok = y.task.Suggest(month("2026-05"), []task.Proof{ended("a", "2026-04-02"), ended("b", "2026-05-03"), ended("c", "2026-05-04"), ended("d", "2026-06-01"), monthOf("甲", "2026-05", "9")}, stages)
	if !ok || s.Figure.Cmp(quantity.Must("7")) != 0 || s.Counts != 2 || s.Before.String() != "5" {
		t.Errorf("%+v, %v", s, ok)
	}
}

func TestARecordIsAddedToWhatWasToldLastThoughItIsNotSignedYet(t *testing.T) {
	y := begin(t, parks("件", "20")).underway().at("2026-06-01")
	fill := func(m, figure string, proofs ...task.Proof) {
		y.does(y.task.Filling(task.Report{Month: month(m), Figure: dec(figure), Proofs: proofs}, y.deed("", "")))
	}
	fill("2026-01", "10")
	y.does(y.task.Signing("2026-01", y.deed("", "")))
	fill("2026-02", "15", ended("a", "2026-02-02"))
	march := []task.Proof{ended("a", "2026-02-02"), ended("b", "2026-03-03")}
	if s, ok := y.task.Suggest(month("2026-03"), march, stages); !ok || s.Figure.String() != "16" || s.Before.String() != "15" {
		t.Errorf("%+v, %v", s, ok)
	}
	// nobody knows what had been reached by a month that was returned
	y.does(y.task.Returning("2026-02", y.deed("数不对", "")))
	if s, ok := y.task.Suggest(month("2026-03"), march, stages); ok {
		t.Errorf("%+v", s)
	}
	fill("2026-02", "12", ended("a", "2026-02-02"))
	if s, ok := y.task.Suggest(month("2026-03"), march, stages); !ok || s.Figure.String() != "13" {
		t.Errorf("%+v, %v", s, ok)
	}
}

func TestMoneyIsSuggestedFromInvestmentOnlyWhereTheTaskIsOfInvestment(t *testing.T) {
	terms := parks("万元", "1000")
	terms.Title, terms.Figure.Subject = "开展水利项目争资", "争取上级资金"
	y := begin(t, terms).underway().at("2026-06-01")
	if s, ok := y.task.Suggest(month("2026-04"), []task.Proof{monthOf("甲", "2026-04", "600.5")}, stages); ok || y.task.Reckons() {
		t.Errorf("%+v", s)
	}
	terms.Figure.Subject = "完成固定资产投资"
	y = begin(t, terms).underway().at("2026-06-01")
	if s, ok := y.task.Suggest(month("2026-04"), []task.Proof{monthOf("甲", "2026-04", "600.5")}, stages); !ok || !y.task.Reckons() {
		t.Errorf("%+v, %v", s, ok)
	}
}

func TestAProjectCountsOnlyAtTheStageThatTheTaskNames(t *testing.T) {
	for _, c := range []struct{ title, subject, figure string }{
		{"推进重点项目建设", "竣工项目", "1"},
		{"推动项目开工和竣工", "竣工项目", "1"},
		{"推动项目签约", "项目个数", "1"},
		{"推动项目开工和竣工", "项目个数", "3"},
		{"推动项目投产", "项目个数", ""},
		{"推进城市公园建设", "城市公园", ""},
	} {
		terms := parks("个", "20")
		terms.Title, terms.Figure.Subject = c.title, c.subject
		y := begin(t, terms).underway().at("2026-06-01")
		// two stages of a project are one project
		s, ok := y.task.Suggest(month("2026-05"), []task.Proof{reached("甲", "started", "2026-05-03"), reached("甲", "completed", "2026-05-29"), reached("乙", "started", "2026-05-09"), reached("丙", "enrolled", "2026-05-09"), reached("丁", "signed", "2026-05-10"), reached("戊", "started", "2026-05-10")}, stages)
		if ok != (c.figure != "") || ok && s.Figure.String() != c.figure {
			t.Errorf("%s/%s: %+v, %v", c.title, c.subject, s, ok)
		}
	}
}
