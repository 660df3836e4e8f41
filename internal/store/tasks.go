package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
)

// TaskRow is how a task stands: what followed from its events when the last one came.
type TaskRow struct {
	Division string
	Task     *task.Task // without its events and the words of its reports
	Events   int64
	Version  int64
	Seal     []byte
	standing string
}

// Becomes is the row of the task as it stands now.
func (r TaskRow) Becomes(t *task.Task) (TaskRow, error) {
	standing, err := t.Standing()
	r.Task, r.Events, r.standing = t, int64(len(t.Events)), standing
	return r, err
}

// Standing is the text that the row keeps.
func (r TaskRow) Standing() string { return r.standing }

// scanTask reads a row.
func scanTask(division string) func(row) (TaskRow, error) {
	return func(r row) (TaskRow, error) {
		x := TaskRow{Division: division}
		var id, number, state, lead, parent, report, record string
		var year int64
		if err := r.Scan(&id, &year, &number, &state, &lead, &parent, &report, &record, &x.Events, &x.Version, &x.Seal, &x.standing); err != nil {
			return x, err
		}
		t, err := task.OfStanding(id, x.standing)
		if err != nil {
			return x, err
		}
		x.Task = t
		if int64(t.Terms.Year) != year || t.Number != number || string(t.State) != state || t.Terms.Lead != lead || t.Parent != parent || t.Origin.Report != report || t.Origin.Record != record {
			return x, fmt.Errorf("store: task %s stands otherwise than its columns say", id)
		}
		return x, nil
	}
}

// tasksAt are the tasks that a query names with their versions, in its order. What
// is known at its version is not read again.
func (t *Tx) tasksAt(division, name string, args ...any) ([]TaskRow, error) {
	wanted, err := list(t, name, scanTaskAt, args...)
	if err != nil || len(wanted) == 0 {
		return nil, err
	}
	rows, missing := t.stood.at(division, wanted)
	read := make(map[string]TaskRow, len(missing))
	for some := range slices.Chunk(missing, rowsAtOnce) {
		args := make([]any, 1, 1+rowsAtOnce)
		args[0] = division
		for i := range rowsAtOnce { // a place that is over asks for the last one again
			args = append(args, some[min(i, len(some)-1)])
		}
		found, err := list(t, "task_some", scanTask(division), args...)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			read[r.Task.ID] = r
		}
		t.stood.learn(division, found)
	}
	for i, w := range wanted {
		if rows[i].Task == nil {
			if rows[i] = read[w.task]; rows[i].Task == nil {
				return nil, fmt.Errorf("%s: task %s: %w", name, w.task, ErrNotFound)
			}
		}
	}
	return rows, nil
}

// SetTask keeps a task, new or at its version, with the units whose it is.
func (t *Tx) SetTask(r TaskRow) error {
	x := r.Task
	if r.Version == 0 {
		if err := t.put("task_insert", r.Division, x.ID, x.Terms.Year, x.Number, string(x.State), x.Terms.Lead, x.Parent, x.Origin.Report, x.Origin.Record, r.Events, r.Seal, r.standing); err != nil {
			return err
		}
	} else {
		if err := t.versioned("task_update", r.Division, x.ID, x.Terms.Year, string(x.State), x.Terms.Lead, r.Events, r.Seal, r.standing, r.Version); err != nil {
			return err
		}
		if err := t.put("task_units_drop", r.Division, x.ID); err != nil {
			return err
		}
	}
	for i, u := range append([]string{x.Terms.Lead}, x.Terms.Supports...) {
		if u == "" {
			continue
		}
		if err := t.put("task_unit_insert", r.Division, u, x.Terms.Year, x.Number, x.ID, []string{"lead", "support"}[min(i, 1)]); err != nil {
			return err
		}
	}
	return nil
}

// SeesTask says whether a scope holds a task: whole divisions see all, units
// what they lead or support once they were asked.
func SeesTask(scope staff.Scope, x *task.Task) bool {
	return scope.All() || x.State != task.Drafted && (scope.Sees(x.Terms.Lead) || slices.ContainsFunc(x.Terms.Supports, scope.Sees))
}

// Task finds a task that the scope may see.
func (t *Tx) Task(scope staff.Scope, id string) (TaskRow, error) {
	r, err := one(t, "task_by_id", scanTask(scope.Division()), scope.Division(), id)
	if err == nil && !SeesTask(scope, r.Task) {
		return TaskRow{}, ErrNotFound
	}
	return r, err
}

// TaskOf finds a task for the program's own steps.
func (t *Tx) TaskOf(division, id string) (TaskRow, error) {
	return one(t, "task_by_id", scanTask(division), division, id)
}

// MostTasks is how many tasks of a year there may be.
const MostTasks = 10_000

// TaskPage says which tasks a list shows, in the order of their numbers.
type TaskPage struct {
	Year  int
	After string // number of the last one shown
	Most  int
	Unit  string // that leads or supports; "" for all
}

// Tasks lists tasks of a year that the scope may see.
func (t *Tx) Tasks(scope staff.Scope, p TaskPage) ([]TaskRow, error) {
	if p.Unit != "" && !scope.Sees(p.Unit) {
		return nil, nil
	}
	if p.Unit == "" && scope.All() {
		return t.tasksAt(scope.Division(), "task_list", scope.Division(), p.Year, p.After, p.Most)
	}
	units := scope.Units()
	if p.Unit != "" {
		units = []string{p.Unit}
	}
	seen := map[string]bool{}
	var all []TaskRow
	for _, u := range units {
		rows, err := t.tasksAt(scope.Division(), "task_list_unit", scope.Division(), p.Year, p.After, p.Most, u)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if !seen[r.Task.ID] {
				seen[r.Task.ID] = true
				all = append(all, r)
			}
		}
	}
	slices.SortFunc(all, func(a, b TaskRow) int { return cmp.Compare(a.Task.Number, b.Task.Number) })
	return all[:min(len(all), p.Most)], nil
}

// TasksOf are the tasks of a year of a whole division, for the program's own steps.
func (t *Tx) TasksOf(division string, year int) ([]TaskRow, error) {
	return t.tasksAt(division, "task_list", division, year, "", MostTasks)
}

// TaskParts are the tasks that have parts of one.
func (t *Tx) TaskParts(division, parent string) ([]TaskRow, error) {
	return t.tasksAt(division, "task_parts", division, parent, MostTasks)
}

// TasksOfRecord are the tasks that were made of a record of a report.
func (t *Tx) TasksOfRecord(scope staff.Scope, report, record string) ([]TaskRow, error) {
	all, err := t.tasksAt(scope.Division(), "task_of_record", scope.Division(), report, record, MostTasks)
	return slices.DeleteFunc(all, func(r TaskRow) bool { return !SeesTask(scope, r.Task) }), err
}

// TaskOfRecords says which records of a report tasks were made of.
func (t *Tx) TaskOfRecords(division, report string) (map[string]string, error) {
	of := map[string]string{}
	_, err := list(t, "task_records", func(r row) (string, error) {
		var record, id string
		err := r.Scan(&record, &id)
		of[record] = id
		return id, err
	}, division, report)
	return of, err
}

// TaskYears are the years that there are tasks of.
func (t *Tx) TaskYears(division string) ([]int64, error) {
	return list(t, "task_years", number, division)
}

// TaskStamp is how many tasks a year has and the sum of their versions: no change
// of a task leaves both as they were: tasks are never removed, and stay in their year.
func (t *Tx) TaskStamp(division string, year int) (stamp [2]int64, err error) {
	return one(t, "task_stamp", func(r row) (s [2]int64, err error) { return s, r.Scan(&s[0], &s[1]) }, division, year)
}

// EveryTask is all tasks of a division, for the ledger's check.
func (t *Tx) EveryTask(division string) ([]TaskRow, error) {
	return list(t, "task_all", scanTask(division), division)
}

// TaskEvent is an event with what the row keeps of its seal.
type TaskEvent struct {
	task.Event
	Task string
	Seal []byte
}

// AddTaskEvent keeps an event of a task.
func (t *Tx) AddTaskEvent(division string, e TaskEvent) error {
	content, err := e.MarshalContent()
	if err != nil {
		return err
	}
	return t.put("task_event_insert", division, e.Task, e.Seq, string(e.Act), int64(e.HappenedAt), int64(e.RecordedAt), e.Person, e.Post, e.Unit, e.Reason, e.Seal, content)
}

func scanTaskEvent(withTask bool) func(row) (TaskEvent, error) {
	return func(r row) (TaskEvent, error) {
		var e TaskEvent
		var happened, recorded int64
		var content string
		into := []any{&e.Seq, &e.Act, &happened, &recorded, &e.Person, &e.Post, &e.Unit, &e.Reason, &e.Seal, &content}
		if withTask {
			into = append([]any{&e.Task}, into...)
		}
		if err := r.Scan(into...); err != nil {
			return e, err
		}
		e.HappenedAt, e.RecordedAt = civil.Instant(happened), civil.Instant(recorded)
		return e, e.UnmarshalContent(content)
	}
}

// TaskEvents are the events of a task in their order.
func (t *Tx) TaskEvents(division, id string) ([]task.Event, error) {
	all, err := list(t, "task_events", scanTaskEvent(false), division, id)
	plain := make([]task.Event, len(all))
	for i, e := range all {
		plain[i] = e.Event
	}
	return plain, err
}

// EveryTaskEvent calls f for every event of a division's tasks.
func (t *Tx) EveryTaskEvent(division string, f func(TaskEvent) (bool, error)) error {
	return each(t, "task_event_all", scanTaskEvent(true), f, division)
}

// IssuanceRow is a document under which tasks were issued.
type IssuanceRow struct {
	Division string
	task.Issuance
	Version int64
	Seal    []byte
}

func scanIssuance(division string) func(row) (IssuanceRow, error) {
	return func(r row) (IssuanceRow, error) {
		x := IssuanceRow{Division: division}
		var id, number, title, content string
		var year, on int64
		if err := r.Scan(&id, &year, &number, &title, &on, &x.Version, &x.Seal, &content); err != nil {
			return x, err
		}
		err := figures(content, &x.Issuance)
		x.ID, x.Number, x.Title, x.Year, x.IssuedOn = id, number, title, int(year), civil.OfDays(on)
		return x, err
	}
}

// AddIssuance keeps a document under which tasks were issued.
func (t *Tx) AddIssuance(r IssuanceRow) error {
	content, err := r.Content()
	if err != nil {
		return err
	}
	_, err = t.run("issuance_insert", r.Division, r.ID, r.Year, r.Number, r.Title, r.IssuedOn.Days(), r.Seal, content)
	return err
}

// IssuanceOf finds a document by its id.
func (t *Tx) IssuanceOf(division, id string) (IssuanceRow, error) {
	return one(t, "issuance_by_id", scanIssuance(division), division, id)
}

// IssuanceNumbered finds a document by its 文号.
func (t *Tx) IssuanceNumbered(division, number string) (IssuanceRow, error) {
	return one(t, "issuance_by_number", scanIssuance(division), division, number)
}

// Issuances lists the documents of a year, the earliest first.
func (t *Tx) Issuances(division string, year int) ([]IssuanceRow, error) {
	return list(t, "issuance_list", scanIssuance(division), division, year, -1<<31, "", MostTasks)
}

// EveryIssuance is all documents of a division, for the ledger's check.
func (t *Tx) EveryIssuance(division string) ([]IssuanceRow, error) {
	return list(t, "issuance_all", scanIssuance(division), division)
}

// PracticeRow is how the office of a division reckons.
type PracticeRow struct {
	Division string
	task.Practice
	Version int64
	Seal    []byte
}

// PracticeOf is how a division reckons; the usual practice where it set none.
func (t *Tx) PracticeOf(division string) (PracticeRow, error) {
	r, err := one(t, "practice_of", func(r row) (PracticeRow, error) {
		x := PracticeRow{Division: division, Practice: task.Usual()}
		var content string
		if err := r.Scan(&x.Version, &x.Seal, &content); err != nil {
			return x, err
		}
		return x, figures(content, &x.Practice)
	}, division)
	if errors.Is(err, ErrNotFound) {
		return PracticeRow{Division: division, Practice: task.Usual()}, nil
	}
	return r, err
}

// SetPractice keeps how a division reckons, new or at its version.
func (t *Tx) SetPractice(r PracticeRow) error {
	content, err := r.Content()
	if err != nil {
		return err
	}
	if r.Version == 0 {
		_, err = t.run("practice_insert", r.Division, r.Seal, content)
		return err
	}
	return t.versioned("practice_update", r.Division, r.Seal, content, r.Version)
}

// TaskChangedAt is when something was last done to a task.
func (t *Tx) TaskChangedAt(division, id string) (int64, error) {
	return one(t, "task_changed_at", number, division, id)
}
