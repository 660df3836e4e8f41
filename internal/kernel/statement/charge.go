package statement

// Charge (交办内容) is what a sentence that stands alone, of a minute or an
// instruction, asks somebody to do: the rules are those of an undertaking.
type Charge struct {
	Verb     string
	Object   string
	Deadline Deadline
	Evidence []Evidence
}

// ReadCharge reads a sentence that stands in no report. year is that of the
// days that it names without one.
func ReadCharge(words string, year int) Charge {
	line, _ := normalise(words, 0)
	rs := line.Runes
	c := Charge{Deadline: deadline(rs, 0, len(rs), year)}
	c.Verb, c.Object = verbObject(rs, 0, len(rs))
	for i := range rs {
		if n, _ := proofBook.Longest(rs, i); n > 0 { // else no word of it calls for a kind
			c.Evidence = evidence(rs, 0, len(rs))
			break
		}
	}
	return c
}
