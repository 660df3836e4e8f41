package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"duban/internal/store"
)

// Dump is what all tables hold, a line a row.
func Dump(t testing.TB, e store.Engine) []string {
	t.Helper()
	var all []string
	err := e.Read(t.Context(), func(s *store.Session) error {
		for _, table := range store.Tables() {
			if err := dump(s, table, &all); err != nil {
				return fmt.Errorf("%s: %w", table.Name, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func dump(s *store.Session, table store.Table, all *[]string) error {
	rows, err := s.Ask("select * from " + table.Name + " order by " + strings.Join(table.Key, ", "))
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	values, into := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		line := []byte(table.Name)
		for i, v := range values {
			line = fmt.Appendf(append(append(append(line, ' '), names[i]...), '='), "%v", v)
		}
		*all = append(*all, string(line))
	}
	return rows.Err()
}

// Differences are the lines that only one of two dumps holds.
func Differences(before, after []string) (gone, come []string) {
	in := func(list []string) func(string) bool {
		known := map[string]bool{}
		for _, l := range list {
			known[l] = true
		}
		return func(l string) bool { return known[l] }
	}
	return slices.DeleteFunc(slices.Clone(before), in(after)), slices.DeleteFunc(slices.Clone(after), in(before))
}
