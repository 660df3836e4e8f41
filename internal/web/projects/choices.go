package projects

import (
	"net/http"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/project"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

// defined is what one may choose from, as it stands or as it was sent.
type defined struct {
	project.Choices
	kind  string // that was sent
	sent  string
	fault *fault.Fault
}

// names are those of a kind, a line each.
func (d defined) names(kind string) string {
	switch {
	case kind == d.kind:
		return d.sent
	case kind == "category":
		return strings.Join(d.Categories, "\n")
	}
	return strings.Join(d.Lists, "\n")
}

// Choices is what a division lets one choose from: categories and lists.
func Choices(v *frame.Visit) error { return choosing(v, defined{}, nil) }

func choosing(v *frame.Visit, d defined, err error) error {
	status := http.StatusOK
	if err != nil {
		if d.fault, err = frame.FaultOf(err); err != nil {
			return err
		}
		status = frame.StatusOf(d.fault.Kind)
	}
	if d.Choices, err = v.House.Desk.ProjectChoices(v.Ctx, v.Actor); err != nil {
		return err
	}
	return v.ShowAs(status, sheet(say.T(v.Ctx, "类别和清单"), d.fault != nil), choices(d))
}

// Define sets the categories or the lists.
func Define(v *frame.Visit) error {
	kind := v.Text("kind")
	if _, err := v.House.Desk.DefineProjectChoices(v.Ctx, v.Actor, v.Call(), kind, strings.Split(v.Text(kind), "\n")); err != nil {
		return choosing(v, defined{kind: kind, sent: v.Text(kind)}, err)
	}
	v.Back("/projects/choices", say.T(v.Ctx, "定好了。"))
	return nil
}

func (d defined) wrong(kind string) string {
	if d.fault == nil || d.fault.Field != kind {
		return ""
	}
	return d.fault.Sentence + d.fault.Hint
}
