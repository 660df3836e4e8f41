package store

import "duban/internal/kernel/notice"

// Preference is how somebody wants notices, and when his next digest goes out.
type Preference struct {
	Division, Person string
	notice.Setting
	NextAt  int64 // 0 where nothing waits for a digest
	SinceAt int64 // what was told after it is for the next digest
	Version int64 // 0 where nobody said anything
	Seal    []byte
}

// PreferenceOf is how somebody wants notices; the standard way where he did not say.
func (t *Tx) PreferenceOf(division, person string) (Preference, error) {
	all, err := list(t, "preference_of", func(r row) (Preference, error) {
		p := Preference{Division: division, Person: person}
		err := r.Scan(&p.How, &p.Minute, &p.NextAt, &p.SinceAt, &p.Version, &p.Seal)
		return p, err
	}, division, person)
	if err != nil || len(all) == 0 {
		return Preference{Division: division, Person: person, Setting: notice.Standard}, err
	}
	return all[0], nil
}

// EveryPreference is all preferences of a division, for the ledger.
func (t *Tx) EveryPreference(division string) ([]Preference, error) {
	return list(t, "preference_all", func(r row) (Preference, error) {
		p := Preference{Division: division}
		err := r.Scan(&p.Person, &p.How, &p.Minute, &p.NextAt, &p.SinceAt, &p.Version, &p.Seal)
		return p, err
	}, division)
}

// SetPreference keeps how somebody wants notices, at its version.
func (t *Tx) SetPreference(p Preference) error {
	if p.Version == 0 {
		return t.put("preference_insert", p.Division, p.Person, string(p.How), p.Minute, p.NextAt, p.SinceAt, p.Seal)
	}
	return t.versioned("preference_update", p.Division, p.Person, string(p.How), p.Minute, p.NextAt, p.SinceAt, p.Seal, p.Version)
}

// Digesting is somebody whose digest is due.
type Digesting struct {
	Division, Person string
	At               int64
}

// DueDigests are those, of all divisions, whose digest is due.
func (t *Tx) DueDigests(now int64, most int) ([]Digesting, error) {
	return list(t, "preference_due", func(r row) (d Digesting, err error) { err = r.Scan(&d.Division, &d.Person, &d.At); return d, err }, now, most)
}

// DigestSent moves somebody on to his next digest. ErrStale says that another
// program was quicker, or that he changed his mind.
func (t *Tx) DigestSent(d Digesting, next, since int64) error {
	return t.versioned("preference_sent", d.Division, d.Person, next, since, d.At)
}

// TaskWatch is what the colours of a division's tasks were on the day they were last looked at.
type TaskWatch struct {
	On      int64
	Colours string
	Version int64 // 0 before the first look
}

// TaskWatch finds when the tasks of a division were last looked at.
func (t *Tx) TaskWatch(division string) (TaskWatch, error) {
	all, err := list(t, "task_watch_of", func(r row) (w TaskWatch, err error) { err = r.Scan(&w.On, &w.Colours, &w.Version); return w, err }, division)
	if err != nil || len(all) == 0 {
		return TaskWatch{}, err
	}
	return all[0], nil
}

// SetTaskWatch keeps it at its version.
func (t *Tx) SetTaskWatch(division string, w TaskWatch) error {
	if w.Version == 0 {
		return t.put("task_watch_insert", division, w.On, w.Colours)
	}
	return t.versioned("task_watch_update", division, w.On, w.Colours, w.Version)
}
