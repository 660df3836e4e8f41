package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/pressly/goose/v3"

	"duban/internal/base/fault"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Dialect names how an engine wants its definitions.
type Dialect uint8

// The dialects we speak.
const (
	SQLite Dialect = iota + 1
	PostgreSQL
)

// Migration is one numbered step of the schema.
type Migration struct {
	Number   int
	Name     string
	RunsFrom int    // the oldest program, by its newest migration, that may run once this one is applied
	Text     string // PostgreSQL
}

var runsFrom = regexp.MustCompile(`(?m)^-- runs_from: (\d+)$`)

// Migrations are the steps of the schema in order.
var Migrations = sync.OnceValue(func() []Migration {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		panic(err)
	}
	var list []Migration
	for i, name := range names {
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		base := strings.TrimSuffix(strings.TrimPrefix(name, "migrations/"), ".sql")
		number, rest, _ := strings.Cut(base, "_")
		n, err := strconv.Atoi(number)
		m := runsFrom.FindStringSubmatch(string(text))
		if err != nil || n != i+1 || m == nil {
			panic("store: migration " + name + " has no place in the row or does not say runs_from")
		}
		from, _ := strconv.Atoi(m[1])
		list = append(list, Migration{n, rest, from, string(text)})
	}
	return list
})

// Newest is the number of the newest migration this program knows.
func Newest() int { return len(Migrations()) }

var (
	bigint  = regexp.MustCompile(`\bbigint\b`)
	bytea   = regexp.MustCompile(`\bbytea\b`)
	jsonb   = regexp.MustCompile(`\bjsonb\b`)
	closing = regexp.MustCompile(`(?m)^\)( /\* sqlite: without rowid \*/)?;$`)
)

// Definition gives a migration as the dialect reads it. SQLite's tables are
// strict, its integers hold 64 bits and its text holds JSON.
func (d Dialect) Definition(text string) string {
	if d == PostgreSQL {
		return text
	}
	text = bigint.ReplaceAllString(text, "integer")
	text = bytea.ReplaceAllString(text, "blob")
	text = jsonb.ReplaceAllString(text, "text")
	return closing.ReplaceAllStringFunc(text, func(s string) string {
		if strings.Contains(s, "without rowid") {
			return ") strict, without rowid;"
		}
		return ") strict;"
	})
}

// statements cuts a migration into its statements; none of ours holds a
// semicolon within one.
func statements(text string) []string {
	var list []string
	for _, s := range strings.Split(text, ";\n") {
		if strings.TrimSpace(comments.ReplaceAllString(s, "")) != "" {
			list = append(list, s)
		}
	}
	return list
}

var comments = regexp.MustCompile(`(?m)--.*$`)

func (d Dialect) provider(db *sql.DB, upTo int) (*goose.Provider, error) {
	var steps []*goose.Migration
	for _, m := range Migrations()[:upTo] {
		text := d.Definition(m.Text)
		steps = append(steps, goose.NewGoMigration(int64(m.Number), &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			for _, s := range statements(text) {
				if _, err := tx.ExecContext(ctx, s); err != nil {
					return fmt.Errorf("migration %d: %w in %s", m.Number, err, s)
				}
			}
			_, err := tx.ExecContext(ctx, "insert into compatibility (version, runs_from) values ($1, $2)", m.Number, m.RunsFrom)
			return err
		}}, nil))
	}
	dialect := goose.DialectSQLite3
	if d == PostgreSQL {
		dialect = goose.DialectPostgres
	}
	return goose.NewProvider(dialect, db, nil, goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true), goose.WithTableName(versionTable))
}

// versionTable is a reference table: which migrations were applied, and when.
const versionTable = "schema_version"

// Migrate applies what is missing, up to a number (Newest() for all). The
// engine must keep other programs from migrating at the same time.
func (d Dialect) Migrate(ctx context.Context, db *sql.DB, upTo int) error {
	p, err := d.provider(db, upTo)
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// Fit says whether this program may work on a database at a version, whose
// newest migration runs with programs from runsFrom on.
func Fit(version, oldest int) error {
	switch {
	case version == 0:
		return fault.New(fault.NotFound, "这里还没有建库。", "先运行 duban init，或用 duban demo 看示例。")
	case version > Newest() && oldest > Newest():
		return fault.New(fault.Refused, fmt.Sprintf("数据库是第 %d 版，这个程序只认得到第 %d 版。", version, Newest()), fmt.Sprintf("请换用认得第 %d 版的程序；数据没有动过。", version))
	case version < Newest():
		return fault.New(fault.Refused, fmt.Sprintf("数据库是第 %d 版，这个程序要第 %d 版。", version, Newest()), "先备份，再运行 duban migrate。")
	}
	return nil
}

// Table is a table of the schema with its columns, in order.
type Table struct {
	Name    string
	Columns []Column
	Key     []string // of the primary key
	Inner   string   // the column that refers to another row of the table, "" for none
}

// Column is one column with its PostgreSQL type.
type Column struct {
	Name, Type string
	Null       bool
}

var (
	tableHead   = regexp.MustCompile(`(?ms)^create table (\w+) \(\n(.*?)^\)`)
	tableCol    = regexp.MustCompile(`(?m)^  (\w+) (text|bigint|bytea|jsonb)( not null)?,?$`)
	tableKey    = regexp.MustCompile(`primary key \(([^)]*)\)`)
	tableRefers = regexp.MustCompile(`foreign key \(division, (\w+)\) references (\w+) `)
	tableMore   = regexp.MustCompile(`(?m)^alter table (\w+) add column (\w+) (text|bigint|bytea|jsonb)( not null)?[^;]*;$`)
)

// Tables are the tables of division data as all migrations leave them.
var Tables = sync.OnceValue(func() []Table { return TablesAt(Newest()) })

// TablesAt are the tables as they stood at a version, each after those it
// refers to.
func TablesAt(version int) []Table {
	var list []Table
	at := map[string]int{}
	for _, m := range Migrations()[:version] {
		for _, t := range tableHead.FindAllStringSubmatch(m.Text, -1) {
			table := Table{Name: t[1]}
			for _, c := range tableCol.FindAllStringSubmatch(t[2], -1) {
				table.Columns = append(table.Columns, Column{c[1], c[2], c[3] == ""})
			}
			if k := tableKey.FindStringSubmatch(t[2]); k != nil {
				table.Key = strings.Split(k[1], ", ")
			}
			for _, r := range tableRefers.FindAllStringSubmatch(t[2], -1) {
				if r[2] == table.Name {
					table.Inner = r[1]
				}
			}
			at[t[1]] = len(list)
			list = append(list, table)
		}
		for _, c := range tableMore.FindAllStringSubmatch(m.Text, -1) {
			t := &list[at[c[1]]]
			t.Columns = append(t.Columns, Column{c[2], c[3], c[4] == ""})
		}
	}
	return list
}

// Version reads which migration a database stands at, and the oldest program
// that may run on it. A database without our tables is version 0.
func Version(ctx context.Context, db *sql.DB, noTable func(error) bool) (version, oldest int, err error) {
	var v sql.NullInt64
	err = db.QueryRowContext(ctx, "select max(version_id) from "+versionTable).Scan(&v)
	if err != nil && noTable(err) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, err
	}
	version = int(v.Int64)
	if version == 0 {
		return 0, 0, nil
	}
	if version <= Newest() {
		return version, Migrations()[version-1].RunsFrom, nil
	}
	var said, from sql.NullInt64
	err = db.QueryRowContext(ctx, "select max(version), max(runs_from) from compatibility").Scan(&said, &from)
	if err != nil && noTable(err) {
		err = nil
	}
	if int(said.Int64) < version {
		return version, version, err // nobody says that older programs may
	}
	return version, int(from.Int64), err
}

// Behind are the migrations that a database at a version lacks.
func Behind(version int) []Migration { return Migrations()[min(version, Newest()):] }
