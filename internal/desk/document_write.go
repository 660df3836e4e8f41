package desk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// documents keeps the documents of a case as its events leave them, and gives
// each new one of a series of ours its number, all in the act's transaction:
// an act that fails gives its number back.
func (d *deed) documents(c *store.CaseRow, p *procedure.Procedure, events []store.CaseEvent, f *procedure.Case) error {
	if len(f.Documents) == 0 {
		return nil
	}
	f.ID, f.Number = c.ID, c.Number
	rows, err := d.tx.Documents(c.Division, c.ID)
	if err != nil {
		return err
	}
	var names procedure.Names
	for _, x := range f.Documents {
		i := slices.IndexFunc(rows, func(r store.DocumentRow) bool { return r.Key == x.Key() })
		row := store.DocumentRow{Case: c.ID, Key: x.Key(), Rule: x.Rule.ID, Title: x.Rule.Title, Unit: x.Unit, WrittenAt: int64(x.WrittenAt)}
		if i >= 0 {
			row = rows[i]
		}
		before := row
		row.Number, row.State, row.IssuedAt, row.VoidedAt, row.Why, row.ServedOn = x.Number, x.State(), int64(x.IssuedAt), int64(x.VoidedAt), x.Why, 0
		if len(x.Services) > 0 {
			row.ServedOn = x.Services[0].On.Days()
		}
		if i < 0 || row.Number != before.Number {
			if names.Unit == nil {
				if names, err = d.names(); err != nil {
					return err
				}
			}
			on := x.WrittenAt
			if x.IssuedAt != 0 {
				on = x.IssuedAt
			}
			paper, err := f.Paper(x, on.Date(), names, d.w.means.Mechanisms.Remedies)
			if err != nil {
				return err
			}
			words, err := json.Marshal(paper)
			if err != nil {
				return err
			}
			row.Paper = string(words)
			row.Series, row.Year, row.Serial = inBook(x, names.Division)
		}
		object, bytes := canonDocument(row)
		switch {
		case i < 0:
			row.Seal = d.seal(object, nil, bytes)
			err = d.tx.AddDocument(c.Division, row)
		case row.State != before.State || row.ServedOn != before.ServedOn || row.Paper != before.Paper:
			row.Seal = d.seal(object, before.Seal, bytes)
			err = d.tx.SetDocument(c.Division, row)
		}
		if err != nil {
			return err
		}
	}
	for _, x := range f.Documents {
		if x.Number != "" || x.Rule.Given() || x.VoidedAt != 0 {
			continue
		}
		n, err := d.documentNumber(x, names.Division)
		if err != nil {
			return err
		}
		return d.add(c, p, events, f.Issue(x, procedure.Who{Person: d.by.Person, Post: d.by.Post, Unit: d.by.Unit}, n, x.WrittenAt))
	}
	return nil
}

// documentNumber draws the next number of a document's series and year. One
// that was entered as another system's is passed over: it is in the book already.
func (d *deed) documentNumber(x *procedure.Document, division string) (string, error) {
	before, after := x.Rule.SeriesOf(x.WrittenAt.Date(), division)
	for {
		n, err := d.tx.NextNumber(d.by.Division, "文号 "+before+after)
		if err != nil {
			return "", err
		}
		number := fmt.Sprintf("%s%d%s", before, n, after)
		taken, err := d.tx.NumberTaken(d.by.Division, number)
		if err != nil || !taken {
			return number, err
		}
	}
}

// inBook is where a document stands in the book of numbers.
func inBook(x *procedure.Document, division string) (series string, year, serial int64) {
	if x.Number == "" {
		return "", 0, 0
	}
	if x.Rule.Given() {
		if n, err := cite.ParseDocumentNumber(x.Number); err == nil {
			return fmt.Sprintf("%s〔%d〕", n.Issuer, n.Year), int64(n.Year), int64(n.Number)
		}
		return x.Number, int64(x.IssuedAt.Date().Year), 0
	}
	on := x.WrittenAt.Date()
	before, after := x.Rule.SeriesOf(on, division)
	fmt.Sscanf(strings.TrimSuffix(strings.TrimPrefix(x.Number, before), after), "%d", &serial)
	return before, int64(on.Year), serial
}

// names are what documents call units and the division by.
func (d *deed) names() (procedure.Names, error) {
	n := procedure.Names{Division: d.by.DivisionName}
	if n.Division == "" {
		row, err := d.tx.Division(d.by.Division)
		if err != nil {
			return n, err
		}
		n.Division = row.Name
	}
	units, err := d.tx.Units(d.by.Division)
	n.Unit = func(code string) string { return unitNamed(units, code) }
	n.Object = func(noun, id string) string {
		r, err := d.w.means.Mechanisms.whole(d.tx, d.by.Division, noun, id)
		if err != nil {
			return id
		}
		return r.Name
	}
	return n, err
}

func unitNamed(units []staff.Unit, code string) string {
	for _, u := range units {
		if u.Code == code {
			return u.Name
		}
	}
	return code
}
