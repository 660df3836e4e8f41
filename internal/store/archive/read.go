package archive

import (
	"archive/zip"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"

	"duban/internal/base/fault"
	"duban/internal/store"
)

// Archive is an archive that was opened.
type Archive struct {
	Manifest
	Signature []byte // a signed note; nil where there is none
	text      []byte // of the manifest
	zip       *zip.Reader
}

// Vouches says whether a note that was opened is about this archive.
func (a *Archive) Vouches(note string) bool { return note == vouched(a.text) }

func damaged(cause error) error {
	return fault.New(fault.Unreadable, "这份备份不完整或被改动过，没有恢复任何内容。", "请换一份备份；传输过的，先核对两边的文件是否一样大。").Because(cause)
}

// Open reads what an archive holds, and refuses what this program cannot restore.
func Open(data io.ReaderAt, size int64) (*Archive, error) {
	if whole, err := sealed(data, size); err != nil || !whole {
		return nil, damaged(err)
	}
	z, err := zip.NewReader(data, size)
	if err != nil {
		return nil, damaged(err)
	}
	a := &Archive{zip: z}
	f, err := z.Open(manifestName)
	if err != nil {
		return nil, damaged(err)
	}
	defer f.Close()
	if a.text, err = io.ReadAll(io.LimitReader(f, 64<<20)); err == nil {
		err = json.Unmarshal(a.text, &a.Manifest)
	}
	if err != nil {
		return nil, damaged(err)
	}
	if s, err := z.Open(signatureName); err == nil {
		defer s.Close()
		if a.Signature, err = io.ReadAll(io.LimitReader(s, 64<<10)); err != nil {
			return nil, damaged(err)
		}
	}
	switch newest := store.Newest(); {
	case a.Format != Format:
		return nil, fault.New(fault.Refused, fmt.Sprintf("这份备份的格式“%s”不认得。", a.Format), "请用做这份备份的那一版程序恢复。")
	case a.Schema > newest:
		return nil, fault.New(fault.Refused, fmt.Sprintf("备份是第 %d 版的库，这个程序只认得到第 %d 版。", a.Schema, newest), fmt.Sprintf("请换用认得第 %d 版的程序恢复。", a.Schema))
	case a.Schema < 1:
		return nil, damaged(fmt.Errorf("schema %d", a.Schema))
	}
	tables := tablesAt(a.Schema)
	if len(tables) != len(a.Tables) {
		return nil, damaged(fmt.Errorf("%d tables, not %d", len(a.Tables), len(tables)))
	}
	for i, t := range tables {
		if a.Tables[i].Name != t.Name {
			return nil, damaged(fmt.Errorf("table %s stands for %s", a.Tables[i].Name, t.Name))
		}
	}
	return a, nil
}

// Load reads all tables, but for who was signed in, into the empty ones of a transaction. Any error must
// undo the transaction: what was read last is what does not fit.
func (a *Archive) Load(ctx context.Context, tx *store.Tx) error {
	for i, table := range tablesAt(a.Schema) {
		if err := a.load(ctx, tx, table, a.Tables[i]); err != nil {
			return err
		}
	}
	return nil
}

func (a *Archive) load(ctx context.Context, tx *store.Tx, table store.Table, told Table) error {
	f, err := a.zip.Open("tables/" + table.Name + ".jsonl")
	if err != nil {
		return damaged(err)
	}
	defer f.Close()
	sum := sha256.New()
	loader := tx.Load(table)
	lines := newLines(io.TeeReader(f, sum))
	n := int64(0)
	for {
		line, err := lines.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return damaged(err)
		}
		cells, err := parseRow(table, line)
		if err != nil {
			return damaged(fmt.Errorf("%s, line %d: %w", table.Name, n+1, err))
		}
		n++
		if slices.Contains(unkept, table.Name) {
			continue
		}
		if err := loader.Add(cells); err != nil {
			return unfit(err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if n != told.Rows || hex.EncodeToString(sum.Sum(nil)) != told.SHA256 {
		return damaged(fmt.Errorf("%s: %d rows, told %d", table.Name, n, told.Rows))
	}
	return unfit(loader.Done())
}

// unfit tells rows that the schema refuses from trouble of the database.
func unfit(err error) error {
	for _, e := range []error{store.ErrDuplicate, store.ErrReference, store.ErrCheck} {
		if errors.Is(err, e) {
			return damaged(err)
		}
	}
	return err
}

// LoadFiles calls put for every file; put answers under which sum it was kept.
func (a *Archive) LoadFiles(ctx context.Context, put func(division string, data io.Reader) (string, error)) error {
	n := 0
	for _, f := range a.zip.File {
		division, sum, ok := fileName(f.Name)
		if !ok {
			continue
		}
		n++
		data, err := f.Open()
		if err != nil {
			return damaged(err)
		}
		got, err := put(division, checked{data})
		data.Close()
		if bad := (*badData)(nil); errors.As(err, &bad) {
			return damaged(err)
		}
		if err != nil {
			return err
		}
		if got != sum {
			return damaged(fmt.Errorf("file %s is %s", sum, got))
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if n != a.Files {
		return damaged(fmt.Errorf("%d files, told %d", n, a.Files))
	}
	return nil
}

var fileForm = regexp.MustCompile(`^files/([0-9]{1,12})/([0-9a-f]{64})$`)

func fileName(name string) (division, sum string, ok bool) {
	m := fileForm.FindStringSubmatch(name)
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}

// checked marks trouble of the archive itself, so that a full disk is not taken for it.
type checked struct{ io.Reader }

type badData struct{ cause error }

func (b *badData) Error() string { return "archive: " + b.cause.Error() }

func (c checked) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = &badData{err}
	}
	return n, err
}

// mostLine is the longest row that is read, in bytes.
const mostLine = 512 << 20

// lines reads rows; what follows the last line end is no row.
type lines struct{ r *bufio.Reader }

func newLines(r io.Reader) lines { return lines{bufio.NewReaderSize(r, 256<<10)} }

func (l lines) next() ([]byte, error) {
	var line []byte
	for {
		part, err := l.r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case err == nil:
			return line, nil
		case err == io.EOF && len(line) > 0:
			return nil, io.ErrUnexpectedEOF
		case err != bufio.ErrBufferFull:
			return nil, err
		case len(line) > mostLine:
			return nil, errors.New("a line is too long")
		}
	}
}

// parseRow reads what appendRow writes.
func parseRow(table store.Table, line []byte) ([]any, error) {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(line, &m); err != nil {
		return nil, err
	}
	if len(m) != len(table.Columns) {
		return nil, fmt.Errorf("%d cells for %d columns", len(m), len(table.Columns))
	}
	cells := make([]any, len(table.Columns))
	for i, c := range table.Columns {
		raw, ok := m[c.Name]
		if !ok {
			return nil, fmt.Errorf("no %s", c.Name)
		}
		if string(raw) == "null" && (c.Null || c.Type != "jsonb") {
			continue
		}
		var err error
		switch c.Type {
		case "bigint":
			var n int64
			err = json.Unmarshal(raw, &n)
			cells[i] = n
		case "text":
			var s string
			err = json.Unmarshal(raw, &s)
			cells[i] = s
		case "bytea":
			b := []byte{}
			err = json.Unmarshal(raw, &b)
			cells[i] = b
		case "jsonb":
			cells[i] = string(raw)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	return cells, nil
}
