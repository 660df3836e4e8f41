package store

import (
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

// Tx is a transaction: the methods of every noun hang on it.
type Tx struct {
	c       *Session
	kept    *tallies   // nil where others may write, and in what writes
	stood   *standings // nil in what writes
	turn    int64      // of kept, before this moment
	touched map[report]bool
	broken  func(row any, err error) // hears of rows that cannot be read, where they are passed over
}

// ReadsOnly says that everything this transaction sees was written for good.
func (t *Tx) ReadsOnly() bool { return t.stood != nil }

// Passing is the transaction for whoever goes through many rows once: what it
// reads is not kept for others.
func (t *Tx) Passing() *Tx {
	c := *t
	c.stood = nil
	return &c
}

// Forgiving is the transaction for whoever looks at rows that others may have
// spoilt: f hears of each that cannot be read, with what could be read of it, and
// it is passed over.
func (t *Tx) Forgiving(f func(row any, err error)) *Tx {
	c := *t
	c.broken = f
	return &c
}

//go:embed queries/*.sql
var queryFiles embed.FS

// Queries are all statements by name, as they stand in queries/<noun>.sql.
var Queries = sync.OnceValue(func() map[string]string {
	names, err := fs.Glob(queryFiles, "queries/*.sql")
	if err != nil {
		panic(err)
	}
	all := map[string]string{}
	for _, file := range names {
		text, err := queryFiles.ReadFile(file)
		if err != nil {
			panic(err)
		}
		for _, block := range strings.Split("\n"+string(text), "\n-- name: ")[1:] {
			name, body, _ := strings.Cut(block, "\n")
			// "across" marks a statement that looks over all divisions
			name = strings.TrimSuffix(name, " across")
			if _, twice := all[name]; twice {
				panic("store: two queries are called " + name)
			}
			all[name] = strings.TrimSpace(body)
		}
	}
	return all
})

func query(name string) string {
	q, ok := Queries()[name]
	if !ok {
		panic("store: no query is called " + name)
	}
	return q
}

// Group is what the acts that share this transaction leave for its end; it
// goes with the transaction, kept or undone.
func Group[T any](t *Tx) *T {
	g, ok := t.c.group.(*T)
	if !ok {
		g = new(T)
		t.c.group = g
	}
	return g
}

// run does a named statement.
func (t *Tx) run(name string, args ...any) (int64, error) {
	n, err := t.c.Run(query(name), bytes(args)...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return n, nil
}

// put does a named statement, however many rows it meets.
func (t *Tx) put(name string, args ...any) error {
	if err := t.c.later(query(name), Any, bytes(args)...); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// rowsAtOnce bounds how many texts of a statement for several rows there are.
const rowsAtOnce = 16

// putRows does a named insert, written for one row, for several of them, as few
// statements as may be.
func (t *Tx) putRows(name string, rows [][]any) error {
	head, tail, _ := strings.Cut(query(name), " values (")
	_, tail, _ = strings.Cut(tail, ")")
	for some := range slices.Chunk(rows, rowsAtOnce) {
		var text strings.Builder
		var args []any
		text.WriteString(head)
		for i, row := range some {
			text.WriteString([]string{" values (", ", ("}[min(i, 1)])
			for k := range row {
				fmt.Fprintf(&text, "%s$%d", []string{"", ", "}[min(k, 1)], len(args)+k+1)
			}
			text.WriteString(")")
			args = append(args, row...)
		}
		text.WriteString(tail)
		if err := t.c.later(text.String(), Any, bytes(args)...); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// versioned does a statement that must meet exactly one row at its version.
func (t *Tx) versioned(name string, args ...any) error {
	if err := t.c.later(query(name), 1, bytes(args)...); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// bytes keeps no bytes apart from null: a driver may give an empty column back
// as nil, and what was read must be good to write again.
func bytes(args []any) []any {
	for i, a := range args {
		if b, ok := a.([]byte); ok && b == nil {
			args[i] = []byte{}
		}
	}
	return args
}

// row is what a scan reads from.
type row interface{ Scan(...any) error }

// each calls f for every row of a named query; f may stop by false.
func each[T any](t *Tx, name string, scan func(row) (T, error), f func(T) (bool, error), args ...any) error {
	rows, err := t.c.ask(query(name), args...)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer rows.Close()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil && t.broken != nil {
			t.broken(v, err)
			continue
		}
		if err != nil {
			t.c.broken(err)
			return fmt.Errorf("%s: %w", name, err)
		}
		more, err := f(v)
		if err != nil {
			return err
		}
		if !more {
			return nil
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, t.c.Name(err))
	}
	return nil
}

// list is all rows of a named query.
func list[T any](t *Tx, name string, scan func(row) (T, error), args ...any) ([]T, error) {
	var all []T
	err := each(t, name, scan, func(v T) (bool, error) { all = append(all, v); return true, nil }, args...)
	return all, err
}

// one is the only row of a named query, or ErrNotFound.
func one[T any](t *Tx, name string, scan func(row) (T, error), args ...any) (T, error) {
	var found T
	n := 0
	err := each(t, name, scan, func(v T) (bool, error) { found, n = v, n+1; return n < 2, nil }, args...)
	if err == nil && n == 0 {
		err = fmt.Errorf("%s: %w", name, ErrNotFound)
	}
	return found, err
}

func number(r row) (n int64, err error) { err = r.Scan(&n); return n, err }

// null64 turns 0 into null and back: an instant, a year or a day that is not there.
func null64(n int64) sql.NullInt64 { return sql.NullInt64{Int64: n, Valid: n != 0} }

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
