// Package archive is a workspace as one file that no engine is needed to read:
// a zip with a manifest, every table as lines of JSON in the order of its key,
// and the files by their sums. It is written from one moment of a database and
// read into an empty one of either engine, row by row, in bounded memory.
//
//	tables/<table>.jsonl            a row a line; bytes as base64, JSON canonical
//	files/<division>/<sha256>       what was taken in, as it was
//	manifest.json                   last: schema, rows and SHA-256 of every table
//	manifest.sig                    a signed note of its SHA-256 by the ledger's keys, where they were at hand
//	the zip's comment               SHA-256 of every byte before it
//
// The same rows make the same bytes, whichever engine held them. The private
// keys of the ledger and the sealing keys are never in it. The room refuses to
// decide where an archive goes and who may make one.
package archive

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"duban/internal/store"
)

// Format names the layout; another layout gets another name.
const Format = "duban-archive/1"

const manifestName = "manifest.json"

// Manifest says what an archive holds.
type Manifest struct {
	Format  string   `json:"format"`
	Schema  int      `json:"schema"` // number of the newest migration
	Program string   `json:"program"`
	MadeAt  string   `json:"made_at"`
	Tables  []Table  `json:"tables"`
	Files   int      `json:"files"`
	Absent  []string `json:"absent,omitempty"` // files that a row names and that were not there: division/sha256
	Keys    []string `json:"keys"`             // public keys of the ledger, as texts

	// Sign makes a signed note of a text; nil leaves the archive without a signature.
	Sign func(text string) ([]byte, error) `json:"-"`
}

const signatureName = "manifest.sig"

// vouched is what a signature of an archive says.
func vouched(manifest []byte) string { return fmt.Sprintf("%s\n%x\n", Format, sha256.Sum256(manifest)) }

// Table is one table of an archive.
type Table struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"` // of its lines
}

// Rows counts all rows.
func (m Manifest) Rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// apart are tables that are not archived: one follows from the schema, the
// other is who is at work just now.
var apart = []string{"compatibility", "lease"}

// unkept are tables of which an archive has no row, and of which none is read from
// one: nothing commits to who is signed in, so whoever edits an archive could sign
// himself in; and who voted on which day is to be forgotten with the day.
var unkept = []string{"session", "ballot", "ballot_key"}

// tablesAt are the archived tables of a version.
func tablesAt(version int) []store.Table {
	return slices.DeleteFunc(store.TablesAt(version), func(t store.Table) bool { return slices.Contains(apart, t.Name) })
}

// Files gives the bytes of a kept file, or store.ErrAbsent.
type Files func(ctx context.Context, division, sha256 string) (io.ReadCloser, error)

// Write archives what a transaction sees. m says the rest of the manifest.
func Write(ctx context.Context, tx *store.Tx, out io.Writer, m Manifest, files Files) (Manifest, error) {
	m.Format = Format
	seal := NewSealer(out)
	z := zip.NewWriter(seal)
	if err := z.SetComment(Unsealed); err != nil {
		return m, err
	}
	type file struct{ division, sum string }
	var kept []file
	for _, table := range tablesAt(m.Schema) {
		part, err := z.Create("tables/" + table.Name + ".jsonl")
		if err != nil {
			return m, err
		}
		sum := sha256.New()
		lines := bufio.NewWriterSize(io.MultiWriter(part, sum), 64<<10)
		done := Table{Name: table.Name}
		var line []byte
		err = tx.Rows(table, func(cells []any) error {
			if slices.Contains(unkept, table.Name) {
				return nil
			}
			var err error
			if line, err = appendRow(line[:0], table, cells); err != nil {
				return err
			}
			if table.Name == "file" && cells[index(table, "uses")].(int64) > 0 && cells[index(table, "size")].(int64) > 0 {
				kept = append(kept, file{cells[index(table, "division")].(string), cells[index(table, "sha256")].(string)})
			}
			done.Rows++
			if _, err := lines.Write(line); err != nil {
				return err
			}
			return ctx.Err()
		})
		if err == nil {
			err = lines.Flush()
		}
		if err != nil {
			return m, fmt.Errorf("archive: %s: %w", table.Name, err)
		}
		done.SHA256 = hex.EncodeToString(sum.Sum(nil))
		m.Tables = append(m.Tables, done)
	}
	for _, f := range kept {
		data, err := files(ctx, f.division, f.sum)
		if errors.Is(err, store.ErrAbsent) {
			m.Absent = append(m.Absent, f.division+"/"+f.sum)
			continue
		}
		if err != nil {
			return m, err
		}
		part, err := z.Create("files/" + f.division + "/" + f.sum)
		if err == nil {
			_, err = io.Copy(part, data)
		}
		if errors.Is(err, store.ErrAltered) {
			err = nil // all of it is in, and is evidence; restoring refuses it
		}
		data.Close()
		if err != nil {
			return m, err
		}
		m.Files++
	}
	part, err := z.Create(manifestName)
	if err != nil {
		return m, err
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(m); err != nil {
		return m, err
	}
	if _, err := part.Write(text.Bytes()); err != nil {
		return m, err
	}
	if m.Sign != nil {
		note, err := m.Sign(vouched(text.Bytes()))
		if err != nil {
			return m, err
		}
		if part, err = z.Create(signatureName); err != nil {
			return m, err
		}
		if _, err := part.Write(note); err != nil {
			return m, err
		}
	}
	if err := z.Close(); err != nil {
		return m, err
	}
	return m, seal.Close()
}

func index(t store.Table, column string) int {
	return slices.IndexFunc(t.Columns, func(c store.Column) bool { return c.Name == column })
}

// appendRow writes a row as a line.
func appendRow(dst []byte, table store.Table, cells []any) ([]byte, error) {
	for i, c := range table.Columns {
		dst = append(dst, map[bool]byte{true: '{', false: ','}[i == 0])
		dst = append(append(append(dst, '"'), c.Name...), '"', ':')
		var err error
		switch v := cells[i].(type) {
		case nil:
			dst = append(dst, "null"...)
		case int64:
			dst = strconv.AppendInt(dst, v, 10)
		case string:
			dst, err = appendJSON(dst, v)
		case []byte:
			if c.Type == "jsonb" {
				dst, err = canonical(dst, v)
				break
			}
			dst = append(base64.StdEncoding.AppendEncode(append(dst, '"'), v), '"')
		}
		if err != nil {
			return dst, fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	return append(dst, '}', '\n'), nil
}

func appendJSON(dst []byte, v any) ([]byte, error) {
	b := bytes.NewBuffer(dst)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return dst, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// canonical writes JSON with sorted names and one way to write a number:
// PostgreSQL keeps jsonb in an order and spelling of its own.
func canonical(dst, text []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return dst, err
	}
	return appendJSON(dst, plain(v))
}

func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = plain(v[k])
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		if f, err := v.Float64(); err == nil {
			return f
		}
	}
	return v
}
