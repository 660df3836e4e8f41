package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"

	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
)

// ReadPaper is a document as it was issued, with what became of it.
type ReadPaper struct {
	procedure.Paper
	Row  store.DocumentRow
	Case store.CaseRow
	Hash string // SHA-256 of its words, as the ledger holds it
}

// ReadDocument gives a document's words to who may see its case.
func (w *Workspace) ReadDocument(ctx context.Context, by staff.Actor, id, key string) (ReadPaper, error) {
	var p ReadPaper
	scope, err := staff.ScopeOf(by, "document.read")
	if err != nil {
		return p, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if p.Case, err = tx.Case(scope, id); err != nil {
			return err
		}
		p.Row, err = tx.Document(by.Division, id, key)
		return err
	})
	if err != nil {
		return p, faulted(err)
	}
	sum := sha256.Sum256([]byte(p.Row.Paper))
	p.Hash = hex.EncodeToString(sum[:])
	return p, json.Unmarshal([]byte(p.Row.Paper), &p.Paper)
}

// DocumentBook (发文登记簿) is the numbers that were given in a series of a year.
type DocumentBook struct {
	Series []store.DocumentSeries
	At     string // the series that is shown
	Rows   []store.DocumentRow
	Units  []staff.Unit
}

// ListDocuments shows the book of numbers: the series, and of one of them (the
// newest where none is named) its documents, the newest number first.
func (w *Workspace) ListDocuments(ctx context.Context, by staff.Actor, series string, before int64, most int) (DocumentBook, error) {
	b := DocumentBook{At: series}
	scope, err := staff.ScopeOf(by, "document.list")
	if err != nil {
		return b, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if b.Series, err = tx.DocumentSeriesList(scope); err != nil {
			return err
		}
		if b.At == "" && len(b.Series) > 0 {
			b.At = b.Series[0].Series
		}
		if b.At == "" {
			return nil
		}
		if b.Rows, err = tx.DocumentsOf(scope, b.At, before, most); err != nil {
			return err
		}
		if len(b.Rows) == 0 && series != "" && before == 0 {
			return fault.New(fault.NotFound, "没有“"+series+"”这个系列的文号，或者您看不到它。", "请从发文登记簿里选。")
		}
		b.Units, err = tx.Units(by.Division)
		return err
	})
	return b, faulted(err)
}

// What the pages of documents speak in, as the store has it.
type (
	DocumentRow    = store.DocumentRow
	DocumentSeries = store.DocumentSeries
)

// PressDocument writes a document as a file, pdf or docx, once begin has said
// that it may: what it is, before the first byte.
func (w *Workspace) PressDocument(ctx context.Context, by staff.Actor, id, key, as string, begin func(ReadPaper) io.Writer) error {
	p, err := w.ReadDocument(ctx, by, id, key)
	if err != nil {
		return err
	}
	return w.pressPaper(p.Paper, as, func() io.Writer { return begin(p) })
}

// CanFile says that the actor may serve the document and enter its number.
func (s ShownCase) CanFile(by staff.Actor, d *procedure.Document) bool {
	return by.May("document.serve") && d.VoidedAt == 0 && s.MayFile(whoIs(by), d)
}

// CanVoid says that the actor may void the document.
func (s ShownCase) CanVoid(by staff.Actor, d *procedure.Document) bool {
	return by.May("document.void") && d.VoidedAt == 0 && s.MayVoid(whoIs(by), d)
}
