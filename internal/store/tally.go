package store

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"duban/internal/kernel/review"
)

// Tally counts records of a report by sort and state.
type Tally struct {
	Report  string
	Sort    review.Sort
	State   review.State
	Count   int
	Entered int
}

// tallies keeps what was counted, where nobody else can write. A report is
// forgotten when a transaction that touched its records ends, whichever way.
type tallies struct {
	mu    sync.Mutex
	turns int64 // how often something was forgotten
	of    map[report][]Tally
	memos map[string]map[any]any // by division: what was made of all its records
}

type report struct{ division, id string }

func (k *tallies) turn() int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.turns
}

func (k *tallies) forget(touched map[report]bool) {
	if k == nil || len(touched) == 0 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.turns++
	for r := range touched {
		delete(k.of, r)
		delete(k.memos, r.division)
	}
}

// mostMemos bounds how much is kept of a division.
const mostMemos = 64

// memo gives what f made of the division's records and reports for the same
// key, while none of them was touched. What it gives is for reading only.
func memo[K comparable, T any](t *Tx, division string, key K, f func() ([]T, error)) ([]T, error) {
	if t.kept == nil {
		return f()
	}
	t.kept.mu.Lock()
	found, ok := t.kept.memos[division][key].([]T)
	t.kept.mu.Unlock()
	if ok {
		return found, nil
	}
	made, err := f()
	if err != nil {
		return nil, err
	}
	t.kept.mu.Lock()
	defer t.kept.mu.Unlock()
	if t.kept.turns == t.turn { // else this moment may be past
		if t.kept.memos[division] == nil || len(t.kept.memos[division]) >= mostMemos {
			t.kept.memos[division] = map[any]any{}
		}
		t.kept.memos[division][key] = made
	}
	return made, nil
}

// touch marks that the counts of a report are about to change.
func (t *Tx) touch(division, id string) {
	if t.touched == nil {
		t.touched = map[report]bool{}
	}
	t.touched[report{division, id}] = true
}

// TalliesOf counts the records of reports that the caller may see, all at
// once. The counts are for reading only.
func (t *Tx) TalliesOf(division string, reports []string) (map[string][]Tally, error) {
	all := map[string][]Tally{}
	if t.kept == nil {
		return all, t.count(division, reports, all)
	}
	var unknown []string
	t.kept.mu.Lock()
	for _, id := range reports {
		if l, ok := t.kept.of[report{division, id}]; ok {
			all[id] = l
		} else {
			unknown = append(unknown, id)
		}
	}
	t.kept.mu.Unlock()
	if err := t.count(division, unknown, all); err != nil {
		return nil, err
	}
	t.kept.mu.Lock()
	defer t.kept.mu.Unlock()
	if t.kept.turns == t.turn { // this moment may be past
		for _, id := range unknown {
			t.kept.of[report{division, id}] = all[id]
		}
	}
	return all, nil
}

// count asks the database.
func (t *Tx) count(division string, reports []string, all map[string][]Tally) error {
	for some := range slices.Chunk(reports, 64) {
		// so that there are few texts to prepare, the last one stands several times
		n := 1
		for n < len(some) {
			n *= 2
		}
		places, args := make([]string, n), make([]any, n+1)
		args[0] = division
		for i := range n {
			places[i], args[i+1] = fmt.Sprintf("$%d", i+2), some[min(i, len(some)-1)]
		}
		rows, err := t.c.ask(strings.Replace(query("record_tally"), "$2", strings.Join(places, ", "), 1), args...)
		if err != nil {
			return fmt.Errorf("record_tally: %w", err)
		}
		for rows.Next() {
			var x Tally
			if err := rows.Scan(&x.Report, &x.Sort, &x.State, &x.Count, &x.Entered); err != nil {
				rows.Close()
				return fmt.Errorf("record_tally: %w", err)
			}
			all[x.Report] = append(all[x.Report], x)
		}
		if err := rows.Err(); err != nil {
			rows.Close()
			return fmt.Errorf("record_tally: %w", t.c.Name(err))
		}
		rows.Close()
	}
	return nil
}
