package store

import (
	"database/sql"
	"fmt"
	"strings"
)

// Rows calls f for every row of a table in the order of its key, whatever it
// holds: the way of archives. A cell is nil, an int64, a string, or []byte for
// bytea and jsonb; f must not keep them.
func (t *Tx) Rows(table Table, f func([]any) error) error {
	names := make([]string, len(table.Columns))
	into := make([]any, len(table.Columns))
	for i, c := range table.Columns {
		names[i] = c.Name
		switch c.Type {
		case "bigint":
			into[i] = new(sql.NullInt64)
		case "text":
			into[i] = new(sql.NullString)
		default:
			into[i] = new([]byte)
		}
	}
	rows, err := t.c.Ask("select " + strings.Join(names, ", ") + " from " + table.Name + " order by " + strings.Join(table.Key, ", "))
	if err != nil {
		return fmt.Errorf("rows of %s: %w", table.Name, err)
	}
	defer rows.Close()
	cells := make([]any, len(into))
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("rows of %s: %w", table.Name, err)
		}
		for i := range into {
			cells[i] = nil
			switch v := into[i].(type) {
			case *sql.NullInt64:
				if v.Valid {
					cells[i] = v.Int64
				}
			case *sql.NullString:
				if v.Valid {
					cells[i] = v.String
				}
			case *[]byte:
				if *v != nil || !table.Columns[i].Null {
					cells[i] = *v
				}
			}
		}
		if err := f(cells); err != nil {
			return err
		}
	}
	return t.c.Name(rows.Err())
}

// Empty says that a table has no row.
func (t *Tx) Empty(table Table) (bool, error) {
	rows, err := t.c.Ask("select 1 from " + table.Name + " limit 1")
	if err != nil {
		return false, err
	}
	defer rows.Close()
	some := rows.Next()
	return !some, rows.Err()
}

// mostInLoad bounds the cells of one insert: the driver of SQLite looks each
// numbered parameter up by going through all of them.
const mostInLoad = 120

// Loader adds rows of a table, several in one statement.
type Loader struct {
	tx    *Tx
	table Table
	rows  [][]any
	inner [][]any // value, then the key, of rows that refer to others of the table
	many  int
	held  int
	text  string // of an insert of many
}

// Load begins to add rows to a table.
func (t *Tx) Load(table Table) *Loader {
	l := &Loader{tx: t, table: table, many: max(1, mostInLoad/len(table.Columns))}
	l.text = l.insert(l.many)
	return l
}

// Add takes a row as Rows gives it; a jsonb cell is a string. It keeps the row.
func (l *Loader) Add(cells []any) error {
	if l.table.Inner != "" {
		link := []any{nil}
		for i, c := range l.table.Columns {
			if c.Name == l.table.Inner && cells[i] != nil {
				link[0], cells[i] = cells[i], nil
			}
		}
		for _, k := range l.table.Key {
			for i, c := range l.table.Columns {
				if c.Name == k {
					link = append(link, cells[i])
				}
			}
		}
		if link[0] != nil {
			l.inner = append(l.inner, link)
		}
	}
	l.rows = append(l.rows, cells)
	for _, c := range cells {
		if s, ok := c.(string); ok {
			l.held += len(s)
		}
	}
	if len(l.rows) == l.many || l.held > 4<<20 {
		return l.flush()
	}
	return nil
}

func (l *Loader) flush() error {
	defer func() { l.rows, l.held = l.rows[:0], 0 }()
	if len(l.rows) == l.many {
		var args []any
		for _, r := range l.rows {
			args = append(args, r...)
		}
		_, err := l.tx.c.Run(l.text, args...)
		return err
	}
	for _, r := range l.rows {
		if _, err := l.tx.c.Run(l.insert(1), r...); err != nil {
			return err
		}
	}
	return nil
}

func (l *Loader) insert(rows int) string {
	var b strings.Builder
	names := make([]string, len(l.table.Columns))
	for i, c := range l.table.Columns {
		names[i] = c.Name
	}
	fmt.Fprintf(&b, "insert into %s (%s) values ", l.table.Name, strings.Join(names, ", "))
	n := 0
	for r := range rows {
		if r > 0 {
			b.WriteString(", ")
		}
		for i := range names {
			n++
			b.WriteString(map[bool]string{true: "(", false: ", "}[i == 0])
			fmt.Fprintf(&b, "$%d", n)
		}
		b.WriteString(")")
	}
	return b.String()
}

// Done adds what is left and links the rows that refer to others of the table.
func (l *Loader) Done() error {
	if err := l.flush(); err != nil {
		return err
	}
	where := make([]string, len(l.table.Key))
	for i, k := range l.table.Key {
		where[i] = fmt.Sprintf("%s = $%d", k, i+2)
	}
	for _, link := range l.inner {
		if _, err := l.tx.c.Run("update "+l.table.Name+" set "+l.table.Inner+" = $1 where "+strings.Join(where, " and "), link...); err != nil {
			return err
		}
	}
	return l.tx.c.Weigh(l.table.Name) // tables that refer to it come next
}
