package cli_test

import (
	"context"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"

	"duban/internal/store"
	"duban/internal/store/sqlite"
)

// older DIR puts a database of the first version in a folder's place.
func older(ts *testscript.TestScript, neg bool, args []string) {
	path := filepath.Join(ts.MkAbs(args[0]), "duban.db")
	ts.Check(os.Remove(path))
	e, err := sqlite.CreateAt(context.Background(), path, 1)
	ts.Check(err)
	ts.Check(e.Close())
}

// newer DIR makes a database look as a later program leaves it.
func newer(ts *testscript.TestScript, neg bool, args []string) {
	sql(ts, args[0], "insert into schema_version (version_id, is_applied, tstamp) values (99, 1, datetime('now'))")
}

// sql DIR TEXT does something behind the program's back.
func sql(ts *testscript.TestScript, dir, text string) {
	e, err := sqlite.Attach(context.Background(), filepath.Join(ts.MkAbs(dir), "duban.db"))
	ts.Check(err)
	ts.Check(e.Write(context.Background(), func(s *store.Session) error { _, err := s.Run(text); return err }))
	ts.Check(e.Close())
}
