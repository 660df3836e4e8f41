package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// mostOffered is how many records a form offers beside those that are chosen.
const mostOffered = 20

// OfferQuery says for which month records are offered; Words narrow them,
// Chosen always come along.
type OfferQuery struct {
	Month  civil.Month
	Words  string
	Chosen []task.Proof
}

// Offered are records that can be taken as proof, those chosen and then those
// most like the task first, and how many there were.
type Offered struct {
	Records   []task.Proof
	Chosen    int // how many of them, the first, are chosen
	Found     int
	Cut       int              // how many projects, and cases, of a unit were looked through where it has more
	Suggested *task.Suggestion // what follows from those chosen
}

// OfferProofs offers what the system already holds of a month, as far as the
// actor sees it, to whoever reports on a task: signed months of projects, stages
// that they reached, cases that ended.
func (w *Workspace) OfferProofs(ctx context.Context, by staff.Actor, id string, q OfferQuery) (out Offered, err error) {
	scope, err := staff.ScopeOf(by, "proof.offer")
	if err != nil {
		return out, err
	}
	if q.Month.Zero() {
		return out, fault.New(fault.Invalid, "没有写是哪个月的进展。", "例：2026-09。").At("month")
	}
	if err := task.Bounded(q.Chosen); err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := tx.Task(scope, id); err != nil {
			return err
		}
		t, err := foldTask(tx, by.Division, id)
		if err != nil {
			return err
		}
		if err := staff.Permit(by, "proof.offer", t.Terms.Lead); err != nil {
			return err
		}
		was := t.ReportOf(q.Month.String())
		for _, c := range q.Chosen {
			p, err := w.takeOrKeep(tx, by, t, was, c)
			if f, told := fault.As(err); told && f.Field == "records" {
				continue // what can no longer be taken is not offered, and refused by the act
			}
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(out.Records, p.Same) {
				out.Records = append(out.Records, p)
			}
		}
		out.Chosen = len(out.Records)
		if s, ok := t.Suggest(q.Month, out.Records, stageWords()); ok {
			out.Suggested = &s
		}
		found, cut, err := w.records(tx, by, t, q.Month)
		if err != nil {
			return err
		}
		out.Cut = cut
		words := strings.ToUpper(strings.TrimSpace(q.Words))
		for _, f := range found {
			if slices.ContainsFunc(out.Records, f.Same) || !strings.Contains(strings.ToUpper(f.Title+"\n"+f.Says+"\n"+f.code), words) {
				continue
			}
			if out.Found++; out.Found <= mostOffered {
				out.Records = append(out.Records, f.Proof)
			}
		}
		return nil
	})
	return out, faulted(err)
}

// stageWords are the words of a project's stages by their names for programs.
func stageWords() map[string]string {
	all := map[string]string{}
	for _, s := range project.Stages() {
		all[s.ID()] = s.String()
	}
	return all
}

// offer is a record with how near it is to a task, and the project's code.
type offer struct {
	task.Proof
	near int
	code string
}

// What a record has beside its likeness, in per cent, where the task itself
// speaks of it.
const (
	named    = 300 // the task's words hold the project's name
	referred = 200 // it comes from the same sentence
)

// records are all that can be taken of a month, the nearest first. A case about
// the task itself, and one that ended without being handled, show nothing of it.
func (w *Workspace) records(tx *store.Tx, by staff.Actor, t *task.Task, m civil.Month) (all []offer, cut int, err error) {
	units := append([]string{t.Terms.Lead}, t.Terms.Supports...)
	for _, u := range by.Units {
		if !slices.Contains(units, u) {
			units = append(units, u)
		}
	}
	words := t.Terms.Title + t.Terms.Goal + t.Origin.Words
	if scope, err := staff.ScopeOf(by, "project.list"); err == nil {
		projects, short, err := tx.ProjectsTelling(scope, units, project.MonthOf(m.First()))
		if err != nil {
			return nil, 0, err
		}
		cut = max(cut, short)
		for _, p := range projects {
			of, err := offersOf(p, m)
			if err != nil {
				return nil, 0, err
			}
			near := burden.Alike(t.Terms.Title, p.Name)
			if strings.Contains(words, p.Name) {
				near += named
			}
			if s := p.Facts["source.record"]; s != "" && s == t.Origin.Record {
				near += referred
			}
			for _, x := range of {
				all = append(all, offer{x, near, p.Code})
			}
		}
	}
	if scope, err := staff.ScopeOf(by, "case.list"); err == nil {
		cases, short, err := tx.CasesEnded(scope, units, int64(m.First().At(0, 0)), int64(m.Plus(1).First().At(0, 0))-1)
		if err != nil {
			return nil, 0, err
		}
		cut = max(cut, short)
		about, err := tx.CasesAbout(by.Division, "task", t.ID)
		if err != nil {
			return nil, 0, err
		}
		for _, c := range cases {
			if p, void := w.caseProof(c); !void && !about[c.ID] {
				all = append(all, offer{p, burden.Alike(t.Terms.Title, c.Title), ""})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b offer) int { return cmp.Compare(b.near, a.near) })
	return all, cut, nil
}

// offersOf are what a project tells of a month: its signed report, and the
// stages that it reached.
func offersOf(p store.ToldProject, m civil.Month) (all []task.Proof, err error) {
	if p.Told.State == project.Endorsed {
		all = append(all, monthProof(p.ProjectRow, p.Told))
	}
	read, err := project.Read(p.Facts, nil)
	if err != nil {
		return nil, err
	}
	for _, r := range read.Reached {
		if r.Skipped == "" && !r.On.Zero() && civil.MonthOf(r.On) == m {
			all = append(all, stageProof(p.ProjectRow, r))
		}
	}
	return all, nil
}
