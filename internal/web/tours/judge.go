package tours

import (
	"context"
	"strings"

	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/tour"
	"duban/internal/web/cases"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// judged is one stop before a judge.
type judged struct {
	desk.JudgedStop
	form form
}

func (s judged) at(path string) string { return "/tours/" + s.ID + path }

// Score is the page on which a judge marks a stop; without one it is the first
// that has no sheet.
func Score(v *frame.Visit) error { return score(v, form{}) }

func score(v *frame.Visit, f form) error {
	x, err := v.House.Desk.ShowStop(v.Ctx, v.Actor, v.At("tour"), v.At("stop"))
	if err != nil {
		return err
	}
	s := frame.Sheet{Title: x.Stop.Name, Class: "is-phone", Wide: true, Back: "/tours/" + x.ID, Wrong: f.fault != nil, Styles: []string{cases.PhoneStyle, style}}
	return v.ShowAs(f.status(), s, judge(v, judged{x, f}))
}

// Give keeps what a judge gives a stop and leads to the next one without a sheet.
func Give(v *frame.Visit) error {
	id, stop := v.At("tour"), v.At("stop")
	x, err := v.House.Desk.ShowStop(v.Ctx, v.Actor, id, stop)
	if err != nil {
		return err
	}
	marks := make([]string, len(x.Plan.Criteria))
	for i := range marks {
		marks[i] = v.Text(tour.MarkField(i))
	}
	k, err := v.House.Desk.ScoreStop(v.Ctx, v.Actor, v.Call(), id, stop, marks)
	if err != nil {
		f, err := sent(v, "score", err)
		if err != nil {
			return err
		}
		return score(v, f)
	}
	to := "/tours/" + id + "/score"
	if k.Left == 0 {
		to = "/tours/" + id + "#own"
	}
	v.Back(to, say.T(v.Ctx, "“%s”的分存下了，交卷以前可以改。", x.Stop.Name))
	return nil
}

// Submit hands a judge's sheets in.
func Submit(v *frame.Visit) error {
	_, err := v.House.Desk.SubmitScores(v.Ctx, v.Actor, v.Call(), v.At("tour"))
	return done(v, "submit", "#own", say.T(v.Ctx, "交卷了，分数封存。"), err)
}

// mark is the field of one criterion, as it was sent or as the sheet has it.
func (s judged) mark(ctx context.Context, i int) part.Field {
	c := s.Plan.Criteria[i]
	begin := ""
	if marks, v := s.Own.Sheet(s.Stop.Project); v > 0 {
		begin = marks[i].String()
	}
	return s.form.field("score", tour.MarkField(i), say.T(ctx, "%s，占 %d 分", c.Title, c.Weight), c.About, begin, false)
}

// version is that of the judge's sheet.
func (s judged) version() int64 {
	_, v := s.Own.Sheet(s.Stop.Project)
	return v
}

// scored says that a stop has a sheet of the judge's.
func scored(o *desk.OwnSheets, project string) bool {
	_, v := o.Sheet(project)
	return v > 0
}

// total is what a judge's own sheet comes to, "" before there is one.
func total(t tour.Tour, o *desk.OwnSheets, project string) string {
	marks, v := o.Sheet(project)
	if v == 0 {
		return ""
	}
	return quantity.FromRat(t.Total(marks), 2).String()
}

// where is the place of a stop in words.
func where(s desk.ShownTour, x tour.Stop) string {
	var all []string
	for _, w := range []string{s.UnitName(x.Town), x.Site, x.Along()} {
		if w != "" {
			all = append(all, w)
		}
	}
	return strings.Join(all, " · ")
}
