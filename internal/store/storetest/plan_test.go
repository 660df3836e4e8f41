package storetest_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"duban/internal/store"
	"duban/internal/store/postgres"
	"duban/internal/store/storetest"
)

// whole are the statements that read all of something on purpose: for the
// ledger, for imports to compare with, because there is one row a division, or
// because a partial index holds only what waits.
func whole(name string) bool {
	return strings.HasSuffix(name, "_all") || slices.Contains([]string{"act_divisions_waiting", "report_waiting", "delivery_webhooks_due", "robot_waiting_due", "publication_due", "health_schema", "health_unsequenced", "health_deliveries", "health_calendar", "calendar_unsettled", "ledger_reach"}, name)
}

var parameter = regexp.MustCompile(`\$(\d+)`)

// plan is how an engine would go about a statement.
func plan(t *testing.T, e store.Engine, text string) string {
	t.Helper()
	most := 0
	for _, p := range parameter.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(p[1])
		most = max(most, n)
	}
	args := make([]any, most)
	for i := range args {
		args[i] = "1"
	}
	how := "explain "
	if e.Dialect() == store.SQLite {
		how = "explain query plan "
	}
	var lines []string
	err := e.Read(t.Context(), func(s *store.Session) error {
		rows, err := s.Ask(how+text, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		for rows.Next() {
			cells := make([]any, len(columns))
			for i := range cells {
				cells[i] = new(any)
			}
			var detail string
			cells[len(cells)-1] = &detail
			if err := rows.Scan(cells...); err != nil {
				return err
			}
			lines = append(lines, detail)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

var (
	scanned = regexp.MustCompile(`(?m)^SCAN (\w+)( USING .*)?$|Seq Scan on (\w+)`)
	sorted  = regexp.MustCompile(`USE TEMP B-TREE FOR ORDER BY|(?m)^ *(-> *)?Sort `)
)

// A list that stops after so many rows must also begin at an index: to sort
// all of a division for its first page is to read the whole table.
func TestNoStatementReadsAWholeTable(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		for name, text := range store.Queries() {
			if whole(name) || !(strings.HasPrefix(text, "select") || strings.HasPrefix(text, "with")) {
				continue
			}
			p := plan(t, e, text)
			for _, m := range scanned.FindAllStringSubmatch(p, -1) {
				if table := m[1] + m[3]; !strings.Contains(text, "with recursive "+table) && !strings.Contains(text, ") "+table+" ") && table != "b" && table != "CONSTANT" {
					t.Errorf("%s reads all of %s:\n%s", name, table, p)
				}
			}
			// what waits for its place is found by having none, and is little
			if waits := strings.HasSuffix(name, "_waiting") || strings.HasSuffix(name, "_due"); !waits && strings.Contains(text, " limit ") && sorted.MatchString(p) {
				t.Errorf("%s sorts before its first page:\n%s", name, p)
			}
		}
	})
}

// TestPostgreSQLListsFromAnIndexWhateverItIsAskedFor fills the tables of cases
// and has the server plan their lists for any values, as it does for statements
// that it prepared: what it then takes to leave hardly a row must not have it
// sort the whole division.
func TestPostgreSQLListsFromAnIndexWhateverItIsAskedFor(t *testing.T) {
	e, err := postgres.Create(t.Context(), storetest.PostgreSQL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	err = e.Write(t.Context(), func(s *store.Session) error {
		for _, text := range []string{
			`insert into division (division, name, parent, ready, created_at, version, seal) values ('429099', '云泽市', '', 1, 1, 1, '')`,
			`insert into case_file (division, casefile, mechanism, procedure, declared, number, title, place, stage, opened_at, opened_unit, ended_at, clock, due_at, halted, falls_at, events, edition, version, seal, gauges, gauged)
select '429099', 'c' || i, 'm', 'p' || i % 30, 1, 'n' || i, '井盖', '', 's' || i % 5, i * 1000, 'u' || i % 40, case when i % 10 = 0 then 0 else i * 1000 + 1 end, '', i % 7, 0, 0, 3, 0, 1, '', '', 3 from generate_series(1, 6000) i`,
			`insert into case_unit (division, unit, casefile, procedure, part, opened_at, stage, ended_at, due_at, halted)
select division, u, casefile, procedure, 'opened', opened_at, stage, ended_at, due_at, halted from case_file, (values ('a'), ('b')) v (u) where v.u = 'a' or opened_at % 7000 = 0`,
			`insert into case_field (division, procedure, field, value, opened_at, casefile)
select division, procedure, '类别', 'k' || opened_at % 3, opened_at, casefile from case_file`,
			"analyze case_file", "analyze case_unit", "analyze case_field", "set local plan_cache_mode = 'force_generic_plan'",
		} {
			if _, err := s.Run(text); err != nil {
				return fmt.Errorf("%s: %w", text, err)
			}
		}
		n := 0
		for name, text := range store.Queries() {
			if !strings.Contains(text, " limit ") || !strings.Contains(text, "case_") || strings.HasSuffix(name, "_due") || whole(name) {
				continue
			}
			n++
			most := 0
			for _, p := range parameter.FindAllStringSubmatch(text, -1) {
				k, _ := strconv.Atoi(p[1])
				most = max(most, k)
			}
			if _, err := s.Run(fmt.Sprintf("prepare plan_%d as %s", n, text)); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			rows, err := s.Ask(fmt.Sprintf("explain execute plan_%d(%s)", n, strings.TrimSuffix(strings.Repeat("'1',", most), ",")))
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			var lines []string
			for rows.Next() {
				var line string
				if err := rows.Scan(&line); err != nil {
					return err
				}
				lines = append(lines, line)
			}
			rows.Close()
			if p := strings.Join(lines, "\n"); sorted.MatchString(p) || scanned.MatchString(p) {
				t.Errorf("%s sorts or reads all before its first page:\n%s", name, p)
			}
		}
		if n < 12 {
			t.Errorf("%d lists of cases were planned", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
