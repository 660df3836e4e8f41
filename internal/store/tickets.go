package store

// AddTicket keeps the code by which whoever asked for a case sees it.
func (t *Tx) AddTicket(c CaseRow, code string) error {
	_, err := t.run("case_ticket_insert", c.Division, c.ID, code)
	return err
}

// TicketOf is that code; ErrNotFound where the case has none.
func (t *Tx) TicketOf(division, id string) (string, error) {
	return one(t, "case_ticket_of", text, division, id)
}

// CaseNumbered finds a case by its number.
func (t *Tx) CaseNumbered(division, number string) (CaseRow, error) {
	id, err := one(t, "case_of_number", text, division, number)
	if err != nil {
		return CaseRow{}, err
	}
	return t.CaseOf(division, id)
}
