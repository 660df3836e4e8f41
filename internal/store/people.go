package store

import (
	"database/sql"

	"duban/internal/kernel/staff"
)

// DivisionRow is a division and whether it is set up.
type DivisionRow struct {
	staff.Mark
	Code, Name, Parent string
	Ready              bool
	CreatedAt          int64
}

func scanDivision(r row) (d DivisionRow, err error) {
	var ready int64
	err = r.Scan(&d.Code, &d.Name, &d.Parent, &ready, &d.CreatedAt, &d.Version, &d.Seal)
	d.Ready = ready == 1
	return d, err
}

// Division finds a division.
func (t *Tx) Division(code string) (DivisionRow, error) {
	return one(t, "division_by_code", scanDivision, code)
}

// Divisions are all divisions of the database.
func (t *Tx) Divisions() ([]DivisionRow, error) { return list(t, "division_all", scanDivision) }

// AddDivision keeps a new division.
func (t *Tx) AddDivision(d DivisionRow) error {
	return t.put("division_insert", d.Code, d.Name, d.Parent, flag(d.Ready), d.CreatedAt, d.Seal)
}

// SetDivision changes a division at its version.
func (t *Tx) SetDivision(d DivisionRow) error {
	return t.versioned("division_update", d.Code, d.Name, d.Parent, flag(d.Ready), d.Seal, d.Version)
}

// HoldStaff has acts on the staff of a division wait for one another until the
// transaction ends: what one decides by (who holds what, which unit is below
// which) stands in rows that another might be about to write. It changes nothing.
func (t *Tx) HoldStaff(division string) error {
	return t.versioned("division_hold", division)
}

func scanUnit(division string) func(row) (staff.Unit, error) {
	return func(r row) (staff.Unit, error) {
		u := staff.Unit{Division: division}
		var closed int64
		err := r.Scan(&u.Code, &u.Parent, &u.Name, &u.Short, &u.Kind, &u.Rank, &closed, &u.Proposed, &u.Version, &u.Seal)
		u.Closed = closed == 1
		return u, err
	}
}

func orNull(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }

// Units are all units of a division by official rank. Their names are no
// secret within it, so no scope is asked.
func (t *Tx) Units(division string) ([]staff.Unit, error) {
	return list(t, "unit_all", scanUnit(division), division)
}

// Unit finds a unit.
func (t *Tx) Unit(division, code string) (staff.Unit, error) {
	return one(t, "unit_by_code", scanUnit(division), division, code)
}

// UnitsBelow are the codes of a unit and of those under it.
func (t *Tx) UnitsBelow(division, code string) ([]string, error) {
	return list(t, "unit_below", func(r row) (c string, err error) { err = r.Scan(&c); return c, err }, division, code)
}

// AddUnit keeps a new unit.
func (t *Tx) AddUnit(u staff.Unit) error {
	return t.put("unit_insert", u.Division, u.Code, orNull(u.Parent), u.Name, u.Short, string(u.Kind), u.Rank, flag(u.Closed), u.Seal)
}

// SetUnit changes a unit at its version.
func (t *Tx) SetUnit(u staff.Unit) error {
	return t.versioned("unit_update", u.Division, u.Code, orNull(u.Parent), u.Name, u.Short, string(u.Kind), u.Rank, flag(u.Closed), u.Proposed, u.Seal, u.Version)
}

func scanPost(division string) func(row) (staff.Post, error) {
	return func(r row) (staff.Post, error) {
		p := staff.Post{Division: division}
		var closed int64
		err := r.Scan(&p.Code, &p.Unit, &p.Name, &p.Proposed, &p.Role, &closed, &p.Version, &p.Seal)
		p.Closed = closed == 1
		return p, err
	}
}

// Posts are all posts of a division.
func (t *Tx) Posts(division string) ([]staff.Post, error) {
	return list(t, "post_all", scanPost(division), division)
}

// Post finds a post.
func (t *Tx) Post(division, code string) (staff.Post, error) {
	return one(t, "post_by_code", scanPost(division), division, code)
}

// AddPost keeps a new post.
func (t *Tx) AddPost(p staff.Post) error {
	return t.put("post_insert", p.Division, p.Code, p.Unit, p.Name, string(p.Proposed), string(p.Role), flag(p.Closed), p.Seal)
}

// SetPost changes a post at its version.
func (t *Tx) SetPost(p staff.Post) error {
	return t.versioned("post_update", p.Division, p.Code, p.Unit, p.Name, string(p.Proposed), string(p.Role), flag(p.Closed), p.Seal, p.Version)
}

func scanPerson(division string) func(row) (staff.Person, error) {
	return func(r row) (staff.Person, error) {
		p := staff.Person{Division: division}
		var stopped int64
		err := r.Scan(&p.ID, &p.Login, &p.Name, &p.Phone, &p.Mail, &stopped, &p.Version, &p.Seal)
		p.Stopped = stopped == 1
		return p, err
	}
}

// Person finds a person by id.
func (t *Tx) Person(division, id string) (staff.Person, error) {
	return one(t, "person_by_id", scanPerson(division), division, id)
}

// PersonByLogin finds a person by login.
func (t *Tx) PersonByLogin(division, login string) (staff.Person, error) {
	return one(t, "person_by_login", scanPerson(division), division, login)
}

// Persons are the persons that a scope may see, after one, by id.
func (t *Tx) Persons(s staff.Scope, after string, most int) ([]staff.Person, error) {
	return list(t, "person_in_scope", scanPerson(s.Division()), s.Division(), s.Pattern(), after, most)
}

// EveryPerson is all persons of a division, for the ledger and for imports to compare with.
func (t *Tx) EveryPerson(division string) ([]staff.Person, error) {
	return list(t, "person_all", scanPerson(division), division)
}

// AddPerson keeps a new person.
func (t *Tx) AddPerson(p staff.Person) error {
	return t.put("person_insert", p.Division, p.ID, p.Login, p.Name, p.Phone, p.Mail, flag(p.Stopped), p.Seal)
}

// SetPerson changes a person at its version.
func (t *Tx) SetPerson(p staff.Person) error {
	return t.versioned("person_update", p.Division, p.ID, p.Login, p.Name, p.Phone, p.Mail, flag(p.Stopped), p.Seal, p.Version)
}

func scanHolding(division string) func(row) (staff.Holding, error) {
	return func(r row) (staff.Holding, error) {
		h := staff.Holding{Division: division}
		var until sql.NullInt64
		err := r.Scan(&h.ID, &h.Person, &h.Post, &h.Manner, &h.From, &until, &h.State, &h.Version, &h.Seal)
		h.Until = until.Int64
		return h, err
	}
}

// Holding finds a holding by id.
func (t *Tx) Holding(division, id string) (staff.Holding, error) {
	return one(t, "holding_by_id", scanHolding(division), division, id)
}

// HoldingsOf are a person's holdings, oldest first.
func (t *Tx) HoldingsOf(division, person string) ([]staff.Holding, error) {
	return list(t, "holding_by_person", scanHolding(division), division, person)
}

// Holdings are all holdings of a division.
func (t *Tx) Holdings(division string) ([]staff.Holding, error) {
	return list(t, "holding_all", scanHolding(division), division)
}

// AddHolding keeps a new holding.
func (t *Tx) AddHolding(h staff.Holding) error {
	return t.put("holding_insert", h.Division, h.ID, h.Person, h.Post, string(h.Manner), h.From, null64(h.Until), string(h.State), h.Seal)
}

// SetHolding changes a holding at its version.
func (t *Tx) SetHolding(h staff.Holding) error {
	return t.versioned("holding_update", h.Division, h.ID, string(h.Manner), h.From, null64(h.Until), string(h.State), h.Seal, h.Version)
}
