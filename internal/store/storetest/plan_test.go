package storetest_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"duban/internal/store"
	"duban/internal/store/storetest"
)

// whole are the statements that read all of something on purpose: for the
// ledger, for imports to compare with, because there is one row a division, or
// because a partial index holds only what waits.
func whole(name string) bool {
	return strings.HasSuffix(name, "_all") || slices.Contains([]string{"act_divisions_waiting", "report_waiting", "delivery_webhooks_due", "health_schema", "health_unsequenced", "health_deliveries", "health_calendar", "calendar_unsettled", "ledger_reach"}, name)
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
