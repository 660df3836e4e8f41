package store

import (
	"sync"

	"duban/internal/kernel/task"
)

// standings keeps the rows of tasks as they were last read: a list of a year
// looks at hundreds that did not change since. A page asks for versions and takes
// from here what stands at them. Only what reads fills it: there every version is
// one that was written for good, and says what the row is.
type standings struct {
	mu         sync.Mutex
	young, old map[taskKey]TaskRow // the old go when the young are many
}

type taskKey struct{ division, task string }

// taskAt is a task at a version.
type taskAt struct {
	task    string
	version int64
}

func scanTaskAt(r row) (a taskAt, err error) { return a, r.Scan(&a.task, &a.version) }

// mostStood is how many tasks a generation holds, of some six kilobytes each: a
// year of a hundred divisions, where so many are together.
const mostStood = 32768

// at finds the rows that are known at their versions; the others stay empty and
// are named. The caller may set the sums of a task, and nothing else.
func (k *standings) at(division string, wanted []taskAt) (rows []TaskRow, missing []string) {
	rows = make([]TaskRow, len(wanted))
	tasks := make([]task.Task, len(wanted))
	if k != nil {
		k.mu.Lock()
		defer k.mu.Unlock()
	}
	for i, w := range wanted {
		if k != nil {
			key := taskKey{division, w.task}
			r, ok := k.young[key]
			if !ok {
				if r, ok = k.old[key]; ok {
					k.keep(key, r)
				}
			}
			if ok && r.Version == w.version {
				tasks[i] = *r.Task
				r.Task = &tasks[i]
				rows[i] = r
				continue
			}
		}
		missing = append(missing, w.task)
	}
	return rows, missing
}

// learn keeps rows that were read.
func (k *standings) learn(division string, rows []TaskRow) {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, r := range rows {
		t := *r.Task // whoever asked for it may set its sums
		r.Task, r.standing = &t, ""
		k.keep(taskKey{division, t.ID}, r)
	}
}

func (k *standings) keep(key taskKey, r TaskRow) {
	if len(k.young) >= mostStood {
		k.young, k.old = nil, k.young
	}
	if k.young == nil {
		k.young = make(map[taskKey]TaskRow, 256)
	}
	k.young[key] = r
}
