package desk

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
)

// Catalogued (事项所在) is a mechanism's catalogue; with a code also the item or the bundle.
type Catalogued struct {
	Mechanism *procedure.Mechanism
	Catalogue *procedure.Catalogue
	Item      *procedure.Item
	Bundle    *procedure.Bundle
	On        civil.Date
}

// readCatalogues reads <id>/catalogue.yaml, and beside it the versions before as
// catalogue.<n>.yaml, each against the newest version of its mechanism.
func (m *Mechanisms) readCatalogues(files fs.FS) error {
	names, err := fs.Glob(files, "*/catalogue*.yaml")
	if err != nil {
		return err
	}
	for _, file := range names {
		i := slices.IndexFunc(m.all, func(d *procedure.Mechanism) bool { return d.ID == path.Dir(file) })
		if i < 0 {
			continue
		}
		text, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		c, err := procedure.DeclareCatalogue(path.Join("mechanisms", file), text, m.all[i])
		if err != nil {
			return err
		}
		m.catalogues = append(m.catalogues, Catalogued{Mechanism: m.all[i], Catalogue: c})
	}
	slices.SortStableFunc(m.catalogues, func(a, b Catalogued) int {
		if a.Catalogue.ID != b.Catalogue.ID {
			return strings.Compare(a.Catalogue.ID, b.Catalogue.ID)
		}
		return b.Catalogue.Version - a.Catalogue.Version
	})
	return nil
}

// CataloguesOn is the version of each catalogue that is in force on a day.
func (m *Mechanisms) CataloguesOn(day civil.Date) []Catalogued {
	var list []Catalogued
	for _, c := range m.catalogues {
		if !day.Before(c.Catalogue.From) && (len(list) == 0 || list[len(list)-1].Catalogue.ID != c.Catalogue.ID) {
			c.On = day
			list = append(list, c)
		}
	}
	return list
}

// asked finds an item or a bundle by its code.
func (m *Mechanisms) asked(code string, day civil.Date) (Catalogued, error) {
	for _, c := range m.CataloguesOn(day) {
		c.Item, c.Bundle = c.Catalogue.Item(code), c.Catalogue.Bundle(code)
		if c.Item != nil || c.Bundle != nil {
			return c, nil
		}
	}
	return Catalogued{}, fault.New(fault.NotFound, "没有“"+code+"”这个事项。", "请在办事指南里查。")
}

// Guide is the guidance in the situation that the answers tell.
func (c Catalogued) Guide(answers map[string]string) procedure.Guidance {
	if c.Bundle != nil {
		return c.Catalogue.GuideBundle(c.Bundle, answers)
	}
	return c.Catalogue.GuideItem(c.Item, answers)
}

// Title is what the item or the bundle is called.
func (c Catalogued) Title() string {
	if c.Bundle != nil {
		return c.Bundle.Title
	}
	return c.Item.Title
}

// Code is the code of the item or the bundle.
func (c Catalogued) Code() string {
	if c.Bundle != nil {
		return c.Bundle.Code
	}
	return c.Item.Code
}

// Opening is the act that a case of it begins with.
func (c Catalogued) Opening() *procedure.Act {
	of := c.Catalogue.Asking.Item
	if c.Bundle != nil {
		of = c.Catalogue.Asking.Bundle
	}
	return c.Mechanism.Procedure(of.Procedure).Act(of.Act)
}

// Catalogues are those in force today. They are public: nothing of a division is in them.
func (w *Workspace) Catalogues(ctx context.Context) []Catalogued {
	return w.means.Mechanisms.CataloguesOn(civil.Instant(w.now()).Date())
}

// CatalogueOf finds an item or a bundle by its code, as it is today.
func (w *Workspace) CatalogueOf(ctx context.Context, code string) (Catalogued, error) {
	return w.means.Mechanisms.asked(code, civil.Instant(w.now()).Date())
}
