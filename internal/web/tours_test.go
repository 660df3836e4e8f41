package web

import (
	"fmt"
	"strings"
	"testing"

	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/tour"
	"duban/internal/web/browsertest"
	"duban/internal/web/frame"
)

// Without script: on the road nobody knows what a browser is let do.
func TestAJudgeMarksEveryStopOnAPhoneHandsInAndSeesNobodyElsesMarks(t *testing.T) {
	tn := settled(t)
	leader := tn.actors[staff.Leader]
	if _, err := tn.work.ScoreStop(t.Context(), leader, desk.Call{}, tn.paths["tour"], tn.paths["stop"], []string{"61.5", "61.5", "61.5", "61.5"}); err != nil {
		t.Fatal(err)
	}
	own := map[string]string{frame.CookieName: tn.cookies[staff.Supervisor]}
	b := browsertest.Start(t)
	p := b.Open(t, tn.URL+"/tours/"+tn.paths["tour"]+"/score/"+tn.paths["stop"], browsertest.Options{Width: 360, Height: 780, NoScript: true, Cookies: own})
	looks := func() {
		t.Helper()
		if wide := p.WiderThanWindow(); len(wide) > 0 {
			t.Errorf("it scrolls sideways: %v", wide)
		}
		if strings.Contains(p.Text("main"), "61.5") {
			t.Error("another judge's mark is shown")
		}
	}
	looks()
	fill := func(marks ...string) {
		t.Helper()
		for i, m := range marks {
			p.Fill(`[name="`+tour.MarkField(i)+`"]`, m)
		}
		p.Submit("form.stack button[type=submit]")
	}
	fill("101", "90", "80", "70")
	if got := p.Text(".err"); !strings.Contains(got, "101 分不在 0 到 100 之间") {
		t.Errorf("a mark outside the scale: %q", got)
	}
	fill("88.5", "90", "80", "70")
	for n := 1; n <= 2; n++ { // the others follow each other
		p.Wait(fmt.Sprintf(".judge-stops li:nth-child(%d) a[aria-current]", n+1))
		looks()
		fill(fmt.Sprint(70+n), "75", "80", "85")
	}
	p.Wait("#own")
	looks()
	if got := p.Text("#own"); strings.Contains(got, "还没有打") || !strings.Contains(got, "交卷，封存这些分") {
		t.Errorf("after the last stop: %q", got)
	}
	p.Submit(`form[action$="/submit"] button`)
	if got := p.Text("#own"); !strings.Contains(got, "交的卷，只有您自己看得到") || strings.Contains(got, "封存这些分") {
		t.Errorf("handed in: %q", got)
	}
	s, err := tn.work.ShowTour(t.Context(), tn.actors[staff.Supervisor], tn.paths["tour"])
	if err != nil || s.Own.HandedAt == 0 || len(s.Own.Left()) != 0 {
		t.Fatalf("%+v, %v", s.Own, err)
	}
	if marks, _ := s.Own.Sheet(tn.paths["stop"]); marks[0].String() != "88.5" {
		t.Errorf("the first mark is %s", marks[0])
	}
	p.Visit(t, tn.URL+"/tours/"+tn.paths["tour"]+"/score/"+tn.paths["stop"], own)
	if got := p.Text("main"); !strings.Contains(got, "您已经交卷，分数封存") {
		t.Errorf("a stop after the hand-in: %q", got)
	}
}
