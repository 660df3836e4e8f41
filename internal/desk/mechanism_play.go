package desk

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/law"
	"duban/mechanisms"
)

// Rehearsal (演练) is the scenarios of a mechanism as they came out.
type Rehearsal struct {
	Mechanism *procedure.Mechanism
	Calendar  *civil.Calendar
	Played    []Played
}

// Played is one scenario, step by step, with what did not come as it must.
type Played struct {
	Scenario *procedure.Scenario
	Moments  []procedure.Moment
	Problems procedure.Problems
}

// StandardMechanism is the folder of a mechanism that the program carries.
func StandardMechanism(id string) (fs.FS, error) {
	if _, err := fs.Stat(mechanisms.Files, id+"/mechanism.yaml"); err != nil {
		names, _ := fs.Glob(mechanisms.Files, "*/mechanism.yaml")
		for i := range names {
			names[i] = path.Dir(names[i])
		}
		return nil, fault.New(fault.NotFound, "程序里没有“"+id+"”这个机制。", "有："+strings.Join(names, "、")+"；也可以写一个文件夹。")
	}
	return fs.Sub(mechanisms.Files, id)
}

// succeeds checks what a declaration says of the versions that stand beside it.
func succeeds(m *procedure.Mechanism, folder fs.FS, name string) error {
	all := []*procedure.Mechanism{m}
	files, err := fs.Glob(folder, "mechanism.*.yaml")
	for _, file := range files {
		text, err := fs.ReadFile(folder, file)
		if err != nil {
			return err
		}
		old, err := procedure.Declare(path.Join(name, file), text, nil, declarable(referables())...)
		if err != nil {
			return err
		}
		all = append(all, old)
	}
	if err != nil {
		return err
	}
	return procedure.Succeed(all...)
}

// RehearseMechanism checks a folder's declaration and plays its scenarios;
// name is what the folder is called in what is said of it.
func RehearseMechanism(folder fs.FS, name string) (Rehearsal, error) {
	var r Rehearsal
	var err error
	if r.Calendar, err = civil.ReadCalendar(law.Files, nil, nil); err != nil {
		return r, err
	}
	text, err := fs.ReadFile(folder, "mechanism.yaml")
	if errors.Is(err, fs.ErrNotExist) {
		return r, fault.New(fault.NotFound, "“"+name+"”里没有 mechanism.yaml。", "机制是一个文件夹：mechanism.yaml，旁边 scenarios 里是情景。").Because(err)
	}
	if err != nil {
		return r, err
	}
	if r.Mechanism, err = procedure.Declare(path.Join(name, "mechanism.yaml"), text, nil, declarable(referables())...); err != nil {
		return r, unplayable(err)
	}
	if err := succeeds(r.Mechanism, folder, name); err != nil {
		return r, unplayable(err)
	}
	files, err := fs.Glob(folder, "scenarios/*.yaml")
	if err != nil {
		return r, err
	}
	slices.Sort(files)
	for _, file := range files {
		text, err := fs.ReadFile(folder, file)
		if err != nil {
			return r, err
		}
		s, err := procedure.ReadScenario(path.Join(name, file), text, r.Mechanism)
		if err != nil {
			return r, unplayable(err)
		}
		p := Played{Scenario: s}
		err = s.Play(r.Calendar, func(m procedure.Moment) { p.Moments = append(p.Moments, m) })
		if err != nil && !errors.As(err, &p.Problems) {
			return r, err
		}
		r.Played = append(r.Played, p)
	}
	return r, nil
}

// unplayable says to people what is wrong with a declaration, every place of it.
func unplayable(err error) error {
	var p procedure.Problems
	if !errors.As(err, &p) {
		return err
	}
	return fault.New(fault.Invalid, p[0].String(), "照所说的地方改。").Because(err)
}
