package store

import (
	"duban/internal/kernel/staff"
)

// DocumentRow is a document of a case: its words and what became of it.
type DocumentRow struct {
	Case      string
	Key       string // within the case
	Rule      string
	Title     string
	Unit      string // that issues it
	Series    string // its number without the figure, 仙政服〔2021〕; "" while it has none
	Year      int64
	Serial    int64
	Number    string
	State     string // pending, issued, served, voided
	WrittenAt int64
	IssuedAt  int64
	VoidedAt  int64
	ServedOn  int64 // days since 1970-01-01, 0 where it was not served
	Why       string
	Version   int64
	Seal      []byte
	Paper     string // its words as JSON
}

func scanDocument(r row) (d DocumentRow, err error) {
	err = r.Scan(&d.Case, &d.Key, &d.Rule, &d.Title, &d.Unit, &d.Series, &d.Year, &d.Serial, &d.Number, &d.State, &d.WrittenAt, &d.IssuedAt, &d.VoidedAt, &d.ServedOn, &d.Why, &d.Version, &d.Seal, &d.Paper)
	return d, err
}

// AddDocument keeps a new document of a case.
func (t *Tx) AddDocument(division string, d DocumentRow) error {
	_, err := t.run("case_document_insert", division, d.Case, d.Key, d.Rule, d.Title, d.Unit, d.Series, d.Year, d.Serial, d.Number, d.State, d.WrittenAt, d.IssuedAt, d.VoidedAt, d.ServedOn, d.Why, d.Seal, d.Paper)
	return err
}

// SetDocument changes a document at its version.
func (t *Tx) SetDocument(division string, d DocumentRow) error {
	return t.versioned("case_document_update", division, d.Case, d.Key, d.Series, d.Year, d.Serial, d.Number, d.State, d.IssuedAt, d.VoidedAt, d.ServedOn, d.Why, d.Seal, d.Paper, d.Version)
}

// Document finds a document of a case; who may see the case may see it.
func (t *Tx) Document(division, casefile, key string) (DocumentRow, error) {
	return one(t, "case_document_by_key", scanDocument, division, casefile, key)
}

// Documents are those of a case, as they were written.
func (t *Tx) Documents(division, casefile string) ([]DocumentRow, error) {
	return list(t, "case_documents", scanDocument, division, casefile)
}

// EveryDocument is all documents of a division, for the ledger's check.
func (t *Tx) EveryDocument(division string) ([]DocumentRow, error) {
	return list(t, "case_document_all", scanDocument, division)
}

// NumberTaken says that a document has the number, voided or not.
func (t *Tx) NumberTaken(division, n string) (bool, error) {
	count, err := one(t, "case_document_numbered", number, division, n)
	return count > 0, err
}

// DocumentSeries is a series of numbers in a year.
type DocumentSeries struct {
	Series              string
	Year                int64
	Count, Voided, Last int64
}

// DocumentSeriesList are the series that the scope's units have issued in, newest year first.
func (t *Tx) DocumentSeriesList(s staff.Scope) ([]DocumentSeries, error) {
	return list(t, "case_document_series", func(r row) (n DocumentSeries, err error) {
		err = r.Scan(&n.Series, &n.Year, &n.Count, &n.Voided, &n.Last)
		return n, err
	}, s.Division(), s.Pattern())
}

// DocumentsOf are the documents of a series, the newest number first.
func (t *Tx) DocumentsOf(s staff.Scope, series string, before int64, most int) ([]DocumentRow, error) {
	if before == 0 {
		before = 1 << 62
	}
	return list(t, "case_document_in_series", scanDocument, s.Division(), s.Pattern(), series, before, most)
}
