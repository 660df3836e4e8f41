package api_test

import (
	"path/filepath"
	"testing"

	"duban/internal/store"
	"duban/internal/store/sqlite"
)

// sqliteEngine is a new database, for what does not depend on the engine.
func sqliteEngine(t testing.TB) store.Engine {
	t.Helper()
	e, err := sqlite.Create(t.Context(), filepath.Join(t.TempDir(), "duban.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}
