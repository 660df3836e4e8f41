package store

// The kinds of a case's keys: its own, and what another system calls it.
const (
	OwnKey   = "own"
	AlienKey = "alien"
)

// KeyCase notes what a case is known by; it says which case has that key now,
// which is another one where it was taken.
func (t *Tx) KeyCase(c CaseRow, kind, value string) (string, error) {
	if _, err := t.run("case_key_insert", c.Division, c.Procedure, kind, value, c.ID); err != nil {
		return "", err
	}
	return t.CaseByKey(c.Division, c.Procedure, kind, value)
}

// CaseByKey finds the case of a procedure by a key; ErrNotFound where there is none.
func (t *Tx) CaseByKey(division, procedure, kind, value string) (string, error) {
	return one(t, "case_key_find", text, division, procedure, kind, value)
}

// KeyOfCase is a key of a case; ErrNotFound where it has none of the kind.
func (t *Tx) KeyOfCase(division, id, kind string) (string, error) {
	return one(t, "case_key_of", text, division, id, kind)
}

// CaseByNumber finds the case of a procedure by its number.
func (t *Tx) CaseByNumber(division, procedure, number string) (string, error) {
	return one(t, "case_by_number", text, division, number, procedure)
}

// LinkCase notes that a case is a part of the one of a procedure that a key
// names, whether that one is there yet or not.
func (t *Tx) LinkCase(c CaseRow, procedure, above string) error {
	_, err := t.run("case_link_insert", c.Division, procedure, above, c.ID)
	return err
}

// CasesBelow are the cases that are parts of one.
func (t *Tx) CasesBelow(division, procedure, above string) ([]string, error) {
	return list(t, "case_links", text, division, procedure, above)
}
