package store

// OutwardPage says which cases of a procedure a list for everybody shows,
// newest first.
type OutwardPage struct {
	Procedure    string
	Is           []FieldIs // any of these; none for all
	Which        string    // open, ended; "" for both
	Since, Until int64     // opened, both included
	Most         int
}

// OutwardCases lists cases whatever units have a part in them: only for what
// anybody may read.
func (t *Tx) OutwardCases(division string, p OutwardPage) ([]CaseRow, error) {
	from, to := int64(0), open
	switch p.Which {
	case "open":
		to = 0
	case "ended":
		from = 1
	}
	args := []any{division, p.Procedure, p.Since, p.Until, from, to, p.Most}
	if len(p.Is) == 0 {
		return list(t, "case_outward", scanCase(division), args...)
	}
	var all []CaseRow
	for _, is := range p.Is { // a case says one of them
		rows, err := list(t, "case_outward_field", scanCase(division), append(args[:len(args):len(args)], is.Field, is.Value)...)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	sortCases(all)
	return all[:min(len(all), p.Most)], nil
}
