package store

import (
	"strings"
	"sync"

	"duban/internal/kernel/task"
)

// standings keeps tasks as they were read of the text of their rows: a list of a
// year reads hundreds that did not change since the last. What is kept is looked
// at only, and only for the same text, so that no row is ever shown as another.
type standings struct {
	mu         sync.Mutex
	young, old map[string]stood // by division and id; the old go when the young are many
}

type stood struct {
	text string
	task *task.Task
}

// mostStood is how many tasks a generation holds, of some eight kilobytes each: a
// year of a hundred divisions, where so many are together.
const mostStood = 32768

// read is the task of a row's text. The caller may set its sums, and nothing else.
func (k *standings) read(division, id, text string) (*task.Task, error) {
	key := division + "/" + id
	k.mu.Lock()
	s, ok := k.young[key]
	if !ok {
		s, ok = k.old[key]
	}
	k.mu.Unlock()
	if !ok || s.text != text {
		t, err := task.OfStanding(id, text)
		if err != nil {
			return nil, err
		}
		s = stood{strings.Clone(text), t}
	}
	k.mu.Lock()
	if len(k.young) >= mostStood {
		k.young, k.old = nil, k.young
	}
	if k.young == nil {
		k.young = make(map[string]stood, 256)
	}
	k.young[key] = s
	k.mu.Unlock()
	t := *s.task
	return &t, nil
}
