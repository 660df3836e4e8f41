package task_test

import (
	"fmt"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/kernel/task"
)

// aYear is a task of roads with the reports of eleven months.
func aYear(b *testing.B) *task.Task {
	y := &year{task: nil, day: on("2026-02-01")}
	e, err := task.Drafting("2026-001", task.Origin{Words: "新建改建农村公路 120 公里，改造农村危桥 20 座"}, "", roads(), y.deed("", ""))
	if err != nil {
		b.Fatal(err)
	}
	if y.task, err = task.Fold("t", []task.Event{e}); err != nil {
		b.Fatal(err)
	}
	take := func(e task.Event, err error) {
		if err == nil {
			err = y.task.Take(e)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	take(y.task.Issuing(y.deed("", "云政办发〔2026〕5号")))
	take(y.task.SigningFor(y.deed("", "")))
	for m := 2; m <= 12; m++ {
		y.day = civil.EndOfMonth(2026, m)
		r := task.Report{Month: civil.MonthOf(y.day), Figure: dec(fmt.Sprint(m * 9)), Steps: "现场推进，本月完成计划的工作量。", Problem: "用地指标还没有下来。", Next: "每周调度一次。", View: task.Green}
		take(y.task.Filling(r, y.deed("", "")))
		take(y.task.Signing(r.Month.String(), y.deed("", "")))
	}
	return y.task
}

func BenchmarkReadingHowATaskStands(b *testing.B) {
	text, err := aYear(b).Standing()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := task.OfStanding("t", text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReckoningAPace(b *testing.B) {
	t, p := aYear(b), task.ProfileNamed("")
	b.ReportAllocs()
	for b.Loop() {
		t.PaceOn(on("2026-11-26"), p, 28)
	}
}

func BenchmarkReckoningAColour(b *testing.B) {
	t, p := aYear(b), task.ProfileNamed("")
	b.ReportAllocs()
	for b.Loop() {
		t.ColourOn(on("2026-11-26"), p, 28)
	}
}

func BenchmarkSeeingATaskAsItStoodThen(b *testing.B) {
	t := aYear(b)
	b.ReportAllocs()
	for b.Loop() {
		t.Then(on("2026-06-30"))
	}
}
