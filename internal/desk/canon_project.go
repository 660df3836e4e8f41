package desk

import (
	"fmt"

	"duban/internal/base/civil"
	"duban/internal/kernel/project"
	"duban/internal/store"
)

// canonProject is a project with its years: lists show them, so the ledger covers them.
func canonProject(p store.ProjectRow) (string, []byte) {
	type year struct {
		Year    int    `json:"year"`
		Plan    string `json:"plan"`
		Done    string `json:"done"`
		Through int64  `json:"through"`
	}
	years := make([]year, len(p.Years))
	for i, y := range p.Years {
		years[i] = year{y.Year, "", y.Done.String(), int64(y.Through)}
		if y.Plan != nil {
			years[i].Plan = y.Plan.String()
		}
	}
	return "project/" + p.ID, canonical(struct {
		V          int           `json:"v"`
		Code       string        `json:"code"`
		Name       string        `json:"name"`
		Category   string        `json:"category"`
		Lists      []string      `json:"lists"`
		Industry   string        `json:"industry"`
		Nature     string        `json:"nature"`
		Unit       string        `json:"unit"`
		Town       string        `json:"town"`
		Stage      string        `json:"stage"`
		Since      string        `json:"since"`
		Due        string        `json:"due"`
		Investment string        `json:"investment"`
		Agreed     string        `json:"agreed"`
		Paid       string        `json:"paid"`
		Problem    string        `json:"problem"`
		Events     int64         `json:"events"`
		Facts      project.Facts `json:"facts"`
		Years      []year        `json:"years"`
	}{1, p.Code, p.Name, p.Category, append([]string{}, p.Lists...), p.Industry, p.Nature, p.Unit, p.Town, p.Stage.ID(), dated(p.Since), dated(p.Due),
		p.Investment.String(), p.Agreed.String(), p.Paid.String(), p.Problem, p.Events, p.Facts, years})
}

func canonProjectEvent(e store.ProjectEvent) (string, []byte) {
	return fmt.Sprintf("project/%s/event/%d", e.Project, e.Seq), canonical(struct {
		V        int              `json:"v"`
		Kind     project.Kind     `json:"kind"`
		On       string           `json:"on"`
		Person   string           `json:"person"`
		Post     string           `json:"post"`
		Unit     string           `json:"unit"`
		Recorded int64            `json:"recorded_at"`
		Reason   string           `json:"reason"`
		Changes  []project.Change `json:"changes"`
	}{1, e.Kind, e.On.String(), e.Person, e.Post, e.Unit, int64(e.RecordedAt), e.Reason, append([]project.Change{}, e.Changes...)})
}

func canonProjectMonth(m store.ProjectMonth) (string, []byte) {
	return fmt.Sprintf("project/%s/month/%s", m.Project, m.Month), canonical(struct {
		V     int           `json:"v"`
		Facts project.Facts `json:"facts"`
	}{1, m.Progress.Facts()})
}

func canonProjectChoice(c store.ProjectChoice) (string, []byte) {
	return "project-choice/" + c.Kind, canonical(struct {
		V     int      `json:"v"`
		Names []string `json:"names"`
	}{1, append([]string{}, c.Names...)})
}

// projects hands all projects of a division, what was done to them and what
// there is to choose from to the ledger's check.
func projects(tx *store.Tx, division string, f func(string, []byte) error) error {
	all, err := tx.EveryProject(division)
	if err := visit(all, err, canonProject, f); err != nil {
		return err
	}
	if err := tx.EveryProjectEvent(division, func(e store.ProjectEvent) (bool, error) { return true, f(canonProjectEvent(e)) }); err != nil {
		return err
	}
	if err := tx.EveryProjectMonth(division, func(m store.ProjectMonth) (bool, error) { return true, f(canonProjectMonth(m)) }); err != nil {
		return err
	}
	chosen, err := tx.ProjectChoices(division)
	if err := visit(chosen, err, canonProjectChoice, f); err != nil {
		return err
	}
	mapped, err := tx.EveryColumnMapping(division)
	return visit(mapped, err, canonMapping, f)
}

// dated is a day as canonical bytes have it, "" for none.
func dated(d civil.Date) string {
	if d.Zero() {
		return ""
	}
	return d.String()
}
