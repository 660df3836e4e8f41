package desk

import (
	"slices"
	"sync"

	"duban/internal/base/civil"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/task"
	"duban/internal/store"
)

// taskYear is the tasks of a year as they stand on a day, with their paces and
// what pages found to follow from them. It is looked at by many at once: nobody
// changes it.
type taskYear struct {
	stamp    [2]int64 // of the store: no change of a task leaves it as it was
	on       civil.Date
	practice store.PracticeRow
	tasks    []ListedTask

	mu      sync.Mutex
	follows map[any]any // by question
}

// taskYears remembers the years that were reckoned last: the pace of a task
// changes with the task, the day and the practice, and with nothing else, while
// every page of a year shows it.
type taskYears struct {
	mu         sync.Mutex
	young, old map[yearKey]*taskYear // the old go when the young are many
}

type yearKey struct {
	division string
	year     int
}

// mostYears is how many years of divisions a generation holds, of some three
// hundred kilobytes each and a megabyte more for each answer that copies tasks.
const mostYears = 256

// of is a year of a whole division on a day. In what writes it is reckoned anew and
// not remembered: what was written may yet be undone.
func (k *taskYears) of(tx *store.Tx, division string, year int, on civil.Date) (*taskYear, error) {
	practice, err := tx.PracticeOf(division)
	if err != nil {
		return nil, err
	}
	if !tx.ReadsOnly() {
		y, _, err := reckonYear(tx, division, year, on, practice)
		return y, err
	}
	stamp, err := tx.TaskStamp(division, year)
	if err != nil {
		return nil, err
	}
	key := yearKey{division, year}
	k.mu.Lock()
	y, ok := k.young[key]
	if !ok {
		y, ok = k.old[key]
	}
	k.mu.Unlock()
	if !ok || y.stamp != stamp || y.on != on || y.practice.Version != practice.Version {
		var whole bool
		if y, whole, err = reckonYear(tx, division, year, on, practice); err != nil || !whole {
			return y, err
		}
		y.stamp = stamp
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.young) >= mostYears {
		k.young, k.old = nil, k.young
	}
	if k.young == nil {
		k.young = map[yearKey]*taskYear{}
	}
	k.young[key] = y
	return y, nil
}

// mostAnswers is how many answers of a year are kept: the mayor's and a paper's.
const mostAnswers = 2

func reckonYear(tx *store.Tx, division string, year int, on civil.Date, practice store.PracticeRow) (*taskYear, bool, error) {
	rows, whole, err := summed(tx, division, year)
	y := &taskYear{on: on, practice: practice, tasks: make([]ListedTask, 0, len(rows))}
	profile := task.ProfileNamed(practice.Profile)
	for _, r := range rows {
		y.tasks = append(y.tasks, ListedTask{r.Task, r.Version, r.Task.PaceOn(on, profile, practice.ReportDay)})
	}
	return y, whole, err
}

// seen are the tasks of the year that a scope sees, the caller's to put in order.
func (y *taskYear) seen(scope staff.Scope) []ListedTask {
	return slices.DeleteFunc(slices.Clone(y.tasks), func(t ListedTask) bool { return !store.SeesTask(scope, t.Task) })
}

// following answers a question about a year, once. What it answers with is
// everybody's.
func following[T any](y *taskYear, question any, answer func() T) T {
	y.mu.Lock()
	defer y.mu.Unlock()
	if a, ok := y.follows[question].(T); ok {
		return a
	}
	a := answer()
	if len(y.follows) >= mostAnswers || y.follows == nil {
		y.follows = map[any]any{}
	}
	y.follows[question] = a
	return a
}
