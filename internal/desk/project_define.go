package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

const (
	mostChoices   = 20 // of a kind
	longestChoice = 20 // in characters
)

// ProjectChoicesKept is what there is to choose from after an act.
type ProjectChoicesKept struct {
	Names []string `json:"names"`
}

// DefineProjectChoices says what the division lets one choose from: kind is
// category (三个类别) or list (四类清单). What projects still bear stays.
func (w *Workspace) DefineProjectChoices(ctx context.Context, by staff.Actor, call Call, kind string, names []string) (ProjectChoicesKept, error) {
	return perform(ctx, w, by, "project.define", call, func(d *deed) (ProjectChoicesKept, error) {
		word, ok := map[string]string{"category": "类别", "list": "清单"}[kind]
		if !ok {
			return ProjectChoicesKept{}, fault.New(fault.NotFound, "没有“"+kind+"”这种可定的项。", "能定的是 category（类别）和 list（清单）。")
		}
		var kept []string
		for _, n := range names {
			switch n = strings.TrimSpace(n); {
			case n == "":
				continue
			case utf8.RuneCountInString(n) > longestChoice || strings.ContainsAny(n, ".\x1f、，,;；/"):
				return ProjectChoicesKept{}, fault.New(fault.Invalid, "“"+n+"”不能作"+word+"的名称。", fmt.Sprintf("至多 %d 个字，不带点、顿号、逗号和斜杠。", longestChoice)).At(kind)
			case slices.Contains(kept, n):
				return ProjectChoicesKept{}, fault.New(fault.Invalid, "“"+n+"”写了两次。", "请去掉一个。").At(kind)
			}
			kept = append(kept, n)
		}
		if len(kept) == 0 && kind == "category" || len(kept) > mostChoices {
			return ProjectChoicesKept{}, fault.New(fault.Invalid, fmt.Sprintf("写了 %d 个%s。", len(kept), word), fmt.Sprintf("类别至少一个，都至多 %d 个。", mostChoices)).At(kind)
		}
		if err := d.stillBorne(kind, word, kept); err != nil {
			return ProjectChoicesKept{}, err
		}
		said, err := d.tx.ProjectChoices(by.Division)
		if err != nil {
			return ProjectChoicesKept{}, err
		}
		c := store.ProjectChoice{Kind: kind}
		if i := slices.IndexFunc(said, func(x store.ProjectChoice) bool { return x.Kind == kind }); i >= 0 {
			c = said[i]
		}
		c.Names = kept
		object, bytes := canonProjectChoice(c)
		c.Seal = d.seal(object, c.Seal, bytes)
		d.object = object
		return ProjectChoicesKept{kept}, d.tx.SetProjectChoice(by.Division, c)
	})
}

// stillBorne refuses to drop a name that projects bear.
func (d *deed) stillBorne(kind, word string, kept []string) error {
	scope, err := staff.ScopeOf(d.by, "project.list")
	if err != nil {
		return err
	}
	borne, name := 0, ""
	err = eachProject(d.tx, scope, ProjectQuery{}, civil.Instant(d.now).Date(), func(p ListedProject) error {
		names := p.Lists
		if kind == "category" {
			names = []string{p.Category}
		}
		for _, n := range names {
			if !slices.Contains(kept, n) && (name == "" || n == name) {
				borne, name = borne+1, n
			}
		}
		return nil
	})
	if err == nil && borne > 0 {
		err = fault.New(fault.Refused, fmt.Sprintf("还有 %d 个项目在“%s”这个%s里，不能去掉。", borne, name, word), "先把这些项目改到别的"+word+"。").At(kind)
	}
	return err
}

// ProjectChoices is what the division lets one choose from.
func (w *Workspace) ProjectChoices(ctx context.Context, by staff.Actor) (c project.Choices, err error) {
	if err := staff.Permit(by, "project.list", ""); err != nil {
		return c, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		c, err = choicesOf(tx, by.Division)
		return err
	})
	return c, faulted(err)
}
