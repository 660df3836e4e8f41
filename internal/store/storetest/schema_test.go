package storetest

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/store"
	"duban/internal/store/postgres"
	"duban/internal/store/sqlite"
)

func TestMain(m *testing.M) { Main(m) }

// asked gives the rows of a query, each as words between bars.
func asked(t *testing.T, e store.Engine, text string) []string {
	t.Helper()
	var all []string
	err := e.Read(t.Context(), func(s *store.Session) error {
		rows, err := s.Ask(text)
		if err != nil {
			return err
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil {
			return err
		}
		for rows.Next() {
			cells, into := make([]string, len(names)), make([]any, len(names))
			for i := range cells {
				into[i] = &cells[i]
			}
			if err := rows.Scan(into...); err != nil {
				return err
			}
			all = append(all, strings.Join(cells, " | "))
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return all
}

// ours leaves out what the migration library keeps for itself.
const ours = "not in ('schema_version', 'sqlite_sequence')"

var constraintName = regexp.MustCompile(`constraint (\w+)`)

// drawn is a schema as a database itself tells it, the same words on either engine.
func drawn(t *testing.T, e store.Engine) []string {
	t.Helper()
	var all []string
	add := func(what string, rows []string) {
		for _, r := range rows {
			all = append(all, what+" "+r)
		}
	}
	if e.Dialect() == store.SQLite {
		types := strings.NewReplacer("INTEGER", "bigint", "integer", "bigint", "BLOB", "bytea", "blob", "bytea", "TEXT", "text")
		for _, r := range asked(t, e, `select m.name, p.cid + 1, p.name, p.type, case when p."notnull" = 1 then 'filled' else 'open' end
			from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table' and m.name `+ours) {
			all = append(all, "column "+types.Replace(r))
		}
		add("index", asked(t, e, `select m.name, i.name, group_concat(c.name, ', ' order by c.seqno), i."unique", i.partial
			from sqlite_master m join pragma_index_list(m.name) i join pragma_index_info(i.name) c where m.type = 'table' and m.name `+ours+` and i.origin = 'c' group by m.name, i.name`))
		add("unique", asked(t, e, `select m.name, group_concat(c.name, ', ' order by c.seqno)
			from sqlite_master m join pragma_index_list(m.name) i join pragma_index_info(i.name) c where m.type = 'table' and m.name `+ours+` and i.origin = 'u' group by m.name, i.name`))
		add("key", asked(t, e, `select m.name, group_concat(p.name, ', ' order by p.pk) from sqlite_master m join pragma_table_info(m.name) p
			where m.type = 'table' and m.name `+ours+` and p.pk > 0 group by m.name`))
		add("refers", asked(t, e, `select m.name, group_concat(f."from", ', ' order by f.seq), f."table", group_concat(f."to", ', ' order by f.seq)
			from sqlite_master m join pragma_foreign_key_list(m.name) f where m.type = 'table' group by m.name, f.id`))
		for _, r := range asked(t, e, "select name, sql from sqlite_master where type = 'table' and name "+ours) {
			table, text, _ := strings.Cut(r, " | ")
			for _, c := range constraintName.FindAllStringSubmatch(text, -1) {
				all = append(all, "constraint "+table+" | "+c[1])
			}
		}
	} else {
		for _, r := range asked(t, e, `select table_name, ordinal_position::text, column_name, data_type, case when is_nullable = 'NO' then 'filled' else 'open' end
			from information_schema.columns where table_schema = 'public' and table_name `+ours) {
			all = append(all, "column "+strings.Replace(r, "jsonb", "text", 1))
		}
		columns := func(keys string) string {
			return `(select string_agg(a.attname, ', ' order by k.n) from unnest(` + keys + `) with ordinality k(at, n) join pg_attribute a on a.attnum = k.at and a.attrelid = `
		}
		add("index", asked(t, e, `select r.relname, i.relname, `+columns("x.indkey")+`x.indrelid), (x.indisunique::int)::text, ((x.indpred is not null)::int)::text
			from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class r on r.oid = x.indrelid join pg_namespace n on n.oid = r.relnamespace
			where n.nspname = 'public' and r.relname `+ours+` and not exists (select 1 from pg_constraint c where c.conindid = x.indexrelid)`))
		for what, kind := range map[string]string{"unique": "u", "key": "p"} {
			add(what, asked(t, e, `select r.relname, `+columns("c.conkey")+`c.conrelid) from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_namespace n on n.oid = r.relnamespace
				where n.nspname = 'public' and r.relname `+ours+` and c.contype = '`+kind+`'`))
		}
		add("refers", asked(t, e, `select r.relname, `+columns("c.conkey")+`c.conrelid), f.relname, `+columns("c.confkey")+`c.confrelid)
			from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_class f on f.oid = c.confrelid where c.contype = 'f'`))
		add("constraint", asked(t, e, `select r.relname, c.conname from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_namespace n on n.oid = r.relnamespace
			where n.nspname = 'public' and r.relname `+ours+` and c.contype in ('p', 'u', 'f', 'c')`))
	}
	slices.Sort(all)
	return all
}

func differ(t *testing.T, what string, a, b []string) {
	t.Helper()
	for _, x := range a {
		if !slices.Contains(b, x) {
			t.Errorf("%s: only the first has %s", what, x)
		}
	}
	for _, x := range b {
		if !slices.Contains(a, x) {
			t.Errorf("%s: only the second has %s", what, x)
		}
	}
}

// stepped is a database that was migrated one version after the other, with a
// row in it from the first.
func stepped(t *testing.T, e store.Engine) {
	t.Helper()
	empty := "''::bytea"
	if e.Dialect() == store.SQLite {
		empty = "x''"
	}
	write(t, e, "insert into division (division, name, parent, ready, created_at, version, seal) values ('429099', '云泽市', '', 1, 1, 1, "+empty+")")
	for v := 2; v <= store.Newest(); v++ {
		if err := e.Migrate(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		if at, oldest, err := e.Version(t.Context()); at != v || oldest != store.Migrations()[v-1].RunsFrom || err != nil {
			t.Fatalf("at %d from %d, %v; want %d", at, oldest, err, v)
		}
	}
	if got := asked(t, e, "select name from division"); len(got) != 1 || got[0] != "云泽市" {
		t.Errorf("after migrating the division is %v", got)
	}
}

func write(t *testing.T, e store.Engine, text string) {
	t.Helper()
	if err := e.Write(t.Context(), func(s *store.Session) error { _, err := s.Run(text); return err }); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}

func TestAFreshSchemaIsTheMigratedOneOnBothEngines(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	made := func(e store.Engine, err error) store.Engine {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.Close() })
		return e
	}
	light := made(engine(sqlite.Create(ctx, filepath.Join(dir, "fresh.db"))))
	lightStepped := made(engine(sqlite.CreateAt(ctx, filepath.Join(dir, "stepped.db"), 1)))
	stepped(t, lightStepped)
	fresh := drawn(t, light)
	differ(t, "SQLite fresh, migrated", fresh, drawn(t, lightStepped))
	differ(t, "who may run, fresh, migrated", asked(t, light, "select version, runs_from from compatibility"), asked(t, lightStepped, "select version, runs_from from compatibility"))

	heavy := made(engine(postgres.Create(ctx, PostgreSQL(t))))
	heavyStepped := made(engine(postgres.CreateAt(ctx, PostgreSQL(t), 1)))
	stepped(t, heavyStepped)
	differ(t, "PostgreSQL fresh, migrated", drawn(t, heavy), drawn(t, heavyStepped))
	differ(t, "SQLite, PostgreSQL", fresh, drawn(t, heavy))

	var told []string
	for _, table := range store.Tables() {
		for i, c := range table.Columns {
			null := "filled"
			if c.Null {
				null = "open"
			}
			told = append(told, fmt.Sprintf("column %s | %d | %s | %s | %s", table.Name, i+1, c.Name, strings.Replace(c.Type, "jsonb", "text", 1), null))
		}
		told = append(told, "key "+table.Name+" | "+strings.Join(table.Key, ", "))
	}
	differ(t, "what the program thinks, what is there", told, slices.DeleteFunc(fresh, func(r string) bool {
		return !strings.HasPrefix(r, "column ") && !strings.HasPrefix(r, "key ")
	}))
}

func engine[E store.Engine](e E, err error) (store.Engine, error) { return e, err }

func TestTwoAdjacentVersionsRunTogether(t *testing.T) {
	for _, m := range store.Migrations()[1:] {
		if m.RunsFrom > m.Number-1 {
			t.Errorf("migration %d shuts out programs of version %d: first expand, contract one version later", m.Number, m.Number-1)
		}
	}
}

// home is where a database of one engine is, to be made and opened again.
type home struct {
	create       func(ctx context.Context, version int) (store.Engine, error)
	open, attach func(context.Context) (store.Engine, error)
}

func homes(t *testing.T) map[string]home {
	path, address := filepath.Join(t.TempDir(), "duban.db"), PostgreSQL(t)
	return map[string]home{
		"SQLite": {
			func(ctx context.Context, v int) (store.Engine, error) { return engine(sqlite.CreateAt(ctx, path, v)) },
			func(ctx context.Context) (store.Engine, error) { return engine(sqlite.Open(ctx, path)) },
			func(ctx context.Context) (store.Engine, error) { return engine(sqlite.Attach(ctx, path)) },
		},
		"PostgreSQL": {
			func(ctx context.Context, v int) (store.Engine, error) {
				return engine(postgres.CreateAt(ctx, address, v))
			},
			func(ctx context.Context) (store.Engine, error) { return engine(postgres.Open(ctx, address)) },
			func(ctx context.Context) (store.Engine, error) { return engine(postgres.Attach(ctx, address)) },
		},
	}
}

func TestAProgramRefusesADatabaseItDoesNotKnow(t *testing.T) {
	newest := store.Newest()
	for name, h := range homes(t) {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			e, err := h.create(ctx, newest-1)
			if err != nil {
				t.Fatal(err)
			}
			e.Close()
			if _, err := h.open(ctx); !refusal(err, "duban migrate") {
				t.Errorf("a database that is behind: %v", err)
			}
			// changed does something to the database and leaves it closed
			changed := func(f func(store.Engine)) {
				t.Helper()
				e, err := h.attach(ctx)
				if err != nil {
					t.Fatal(err)
				}
				defer e.Close()
				f(e)
			}
			changed(func(e store.Engine) {
				if err := e.Migrate(ctx, newest); err != nil {
					t.Fatal(err)
				}
				write(t, e, fmt.Sprintf("insert into schema_version (version_id, is_applied, tstamp) values (%d, %s, %s)", newest+1,
					map[store.Dialect]string{store.SQLite: "1", store.PostgreSQL: "true"}[e.Dialect()], map[store.Dialect]string{store.SQLite: "datetime('now')", store.PostgreSQL: "now()"}[e.Dialect()]))
			})
			if _, err := h.open(ctx); !refusal(err, "换用") {
				t.Errorf("a newer database that does not say who may run: %v", err)
			}
			changed(func(e store.Engine) {
				write(t, e, fmt.Sprintf("insert into compatibility (version, runs_from) values (%d, %d)", newest+1, newest+1))
			})
			if _, err := h.open(ctx); !refusal(err, "换用") {
				t.Errorf("a newer database that shuts this program out: %v", err)
			}
			changed(func(e store.Engine) {
				write(t, e, fmt.Sprintf("update compatibility set runs_from = %d where version = %d", newest, newest+1))
			})
			if e, err = h.open(ctx); err != nil {
				t.Errorf("a newer database that this program may work on: %v", err)
			} else {
				e.Close()
			}
		})
	}
}

func refusal(err error, hint string) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == fault.Refused && strings.Contains(f.Hint, hint)
}
