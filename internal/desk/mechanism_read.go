package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/law"
	"duban/mechanisms"
)

// Mechanisms (机制库) are all declared mechanisms, in every version that a case
// may have begun with, the country's days that their clocks go by, and the law
// of remedies that their documents tell.
type Mechanisms struct {
	Remedies   *procedure.Remedies
	law        *civil.Calendar // of the country, where a division has none of its own
	lawText    string          // the table it is made of
	lawDigest  string
	all        []*procedure.Mechanism // newest version of each first
	catalogues []Catalogued           // newest version of each first
	scenarios  []Shipped              // by mechanism, then by name
	nouns      []Referable
}

// StandardMechanisms are those that the program carries.
var StandardMechanisms = sync.OnceValue(func() *Mechanisms {
	m, err := ReadMechanisms(mechanisms.Files, law.Files)
	if err != nil {
		panic(err)
	}
	return m
})

// ReadMechanisms reads <id>/mechanism.yaml, and beside it the versions before
// as mechanism.<n>.yaml, with the calendar of the law.
func ReadMechanisms(files, laws fs.FS) (*Mechanisms, error) {
	return readMechanisms(files, laws, referables())
}

func readMechanisms(files, laws fs.FS, nouns []Referable) (*Mechanisms, error) {
	cal, err := civil.ReadCalendar(laws, nil, nil)
	if err != nil {
		return nil, err
	}
	remedies, err := procedure.ReadRemedies(laws)
	if err != nil {
		return nil, err
	}
	days, err := fs.ReadFile(laws, "calendar.tsv")
	if err != nil {
		return nil, err
	}
	m := &Mechanisms{Remedies: remedies, law: cal, lawText: string(days), lawDigest: digestOf(days), nouns: nouns}
	names, err := fs.Glob(files, "*/mechanism*.yaml")
	if err != nil {
		return nil, err
	}
	for _, file := range names {
		text, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, err
		}
		d, err := procedure.Declare(path.Join("mechanisms", file), text, nil, declarable(nouns)...)
		if err != nil {
			return nil, err
		}
		m.all = append(m.all, d)
	}
	m.sort()
	if err := procedure.Succeed(m.all...); err != nil {
		return nil, err
	}
	if err := m.apart(); err != nil {
		return nil, err
	}
	if err := m.readScenarios(files); err != nil {
		return nil, err
	}
	return m, m.readCatalogues(files)
}

func (m *Mechanisms) sort() {
	slices.SortFunc(m.all, func(a, b *procedure.Mechanism) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), cmp.Compare(b.Version, a.Version))
	})
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// InForce is the version of each mechanism that cases begin with on a day.
func (m *Mechanisms) InForce(on civil.Date) []*procedure.Mechanism {
	var list []*procedure.Mechanism
	for _, d := range m.all {
		if !on.Before(d.From) && (len(list) == 0 || list[len(list)-1].ID != d.ID) {
			list = append(list, d)
		}
	}
	return list
}

// procedure finds a procedure in the version that a case is under.
func (m *Mechanisms) procedure(mechanism, id string, version int64) (*procedure.Procedure, error) {
	for _, d := range m.all {
		if d.ID == mechanism && int64(d.Version) == version {
			if p := d.Procedure(id); p != nil {
				return p, nil
			}
		}
	}
	return nil, fmt.Errorf("desk: no declaration of %s/%s in version %d", mechanism, id, version)
}

// Beginning is the procedure that a new case of a kind begins with on a day.
func (m *Mechanisms) Beginning(id string, on civil.Date) (*procedure.Procedure, error) {
	for _, d := range m.InForce(on) {
		if p := d.Procedure(id); p != nil {
			return p, nil
		}
	}
	return nil, fault.New(fault.NotFound, "没有“"+id+"”这种流程。", "请从机制页进入。")
}

// Mechanisms lists the mechanisms in force today.
func (w *Workspace) Mechanisms(ctx context.Context, by staff.Actor) ([]*procedure.Mechanism, error) {
	if err := staff.Permit(by, "mechanism.read", ""); err != nil {
		return nil, err
	}
	return w.means.Mechanisms.InForce(civil.Instant(w.now()).Date()), nil
}

// Mechanism finds a mechanism in force today.
func (w *Workspace) Mechanism(ctx context.Context, by staff.Actor, id string) (*procedure.Mechanism, error) {
	list, err := w.Mechanisms(ctx, by)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(m *procedure.Mechanism) bool { return m.ID == id })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "没有“"+id+"”这个机制。", "请从机制页进入。")
	}
	return list[i], nil
}
