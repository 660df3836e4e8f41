package cli_test

import (
	"context"
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/desk"
	"duban/internal/intake"
	"duban/internal/kernel/document"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/bucket"
	"duban/internal/store/folder"
	"duban/internal/store/sqlite"
	"duban/internal/store/storetest"
	"duban/law"
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

// settled DIR [ADDRESS] sets up a city in a database that was made, with one report
// that is read; its file is in the folder, or in the bucket of the address.
func settled(ts *testscript.TestScript, neg bool, args []string) {
	ctx, dir := context.Background(), ts.MkAbs(args[0])
	e := opened(ts, dir)
	key, err := os.ReadFile(filepath.Join(dir, "keys", "checkpoint.key"))
	ts.Check(err)
	signer, err := ledger.NewSigner(strings.TrimSpace(string(key)))
	ts.Check(err)
	var files desk.Files
	if len(args) > 1 {
		files, err = bucket.Open(args[1], bucket.Means{Env: ts.Getenv, Spool: ts.MkAbs("."), Clock: func() int64 { return time.Now().UnixMicro() }})
	} else {
		files, err = folder.Open(filepath.Join(dir, "files"))
	}
	ts.Check(err)
	hashes, err := credential.NewPasswords(credential.HashCost{Scheme: credential.Argon2id, Memory: 64, Passes: 1, Lanes: 1}, 4, rand.Reader)
	ts.Check(err)
	w := desk.Work(store.New(e), desk.Means{
		Clock: func() int64 { return time.Now().UnixMicro() }, Random: rand.Reader, Signers: []ledger.Signer{signer}, Files: files, Holder: "script",
		Passwords: credential.Proof{Passwords: hashes, Policy: credential.DefaultPolicy},
		Open: func(_ context.Context, name string, data io.Reader) (*document.Document, error) {
			b, err := io.ReadAll(data)
			if err != nil {
				return nil, err
			}
			return intake.Read(name, b)
		},
		Report: func(what string, err error) { ts.Fatalf("%s: %v", what, err) },
	})
	founder := func(login string) desk.Founder {
		return desk.Founder{Login: login, Name: "林" + login, Password: "Correct.Horse.9b"}
	}
	const city = "429099"
	ts.Check(w.FoundDivision(ctx, desk.Call{}, desk.FoundDivision{Code: city, Name: "云泽市", System: founder("xitong"), Security: founder("anquan"), Audit: founder("shenji")}))
	by := staff.Actor{Division: city, Person: "ducha", Role: staff.Supervisor, Unit: city, Armed: true}
	_, err = w.UploadReport(ctx, by, desk.Call{}, desk.UploadReport{Name: "2025.txt", Data: strings.NewReader(ts.ReadFile("2025.txt")), Declared: true})
	ts.Check(err)
	n, err := w.ReadWaiting(ctx)
	ts.Check(err)
	if n != 1 {
		ts.Fatalf("%d reports were read", n)
	}
	ts.Check(e.Close())
}

// errands DIR FOLDER N has supervision open cases of a mechanism in a folder,
// every second of which waits for agreement to be let go.
func errands(ts *testscript.TestScript, neg bool, args []string) {
	ctx := context.Background()
	m, err := desk.ReadMechanisms(os.DirFS(ts.MkAbs(args[1])), law.Files)
	ts.Check(err)
	e := opened(ts, ts.MkAbs(args[0]))
	key, err := os.ReadFile(filepath.Join(ts.MkAbs(args[0]), "keys", "checkpoint.key"))
	ts.Check(err)
	signer, err := ledger.NewSigner(strings.TrimSpace(string(key)))
	ts.Check(err)
	w := desk.Work(store.New(e), desk.Means{Clock: func() int64 { return time.Now().UnixMicro() }, Random: rand.Reader, Signers: []ledger.Signer{signer}, Holder: "script", Mechanisms: m})
	by := staff.Actor{Division: "429099", Person: "jingban", Role: staff.Clerk, Unit: "429099", Units: []string{"429099"}, Armed: true}
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	for i := range n {
		c, err := w.OpenCase(ctx, by, desk.Call{}, desk.OpenCase{Procedure: "errand", Deed: procedure.Deed{Act: "file", Data: map[string]any{"事由": "修路"}}})
		ts.Check(err)
		if i%2 == 1 {
			_, err = w.ActOnCase(ctx, by, desk.Call{}, c.ID, procedure.Deed{Act: "waive"})
			ts.Check(err)
		}
	}
	ts.Check(e.Close())
}

// opened opens the database of a folder. A program that another script is about
// to start holds every lock of this process for the moment until it runs.
func opened(ts *testscript.TestScript, dir string) *sqlite.Engine {
	for tries := 0; ; tries++ {
		e, err := sqlite.Open(context.Background(), filepath.Join(dir, "duban.db"))
		if f, ok := fault.As(err); ok && f.Kind == fault.Conflict && tries < 100 {
			time.Sleep(50 * time.Millisecond)
			continue
		}
		ts.Check(err)
		return e
	}
}

// behind DIR TEXT does something behind the program's back.
func behind(ts *testscript.TestScript, neg bool, args []string) { sql(ts, args[0], args[1]) }

// resized FILE NEW cut leaves the half of a file, NEW changed turns one byte in
// the middle of it.
func resized(ts *testscript.TestScript, neg bool, args []string) {
	data := []byte(ts.ReadFile(args[0]))
	switch half := len(data) / 2; args[2] {
	case "cut":
		data = data[:half]
	case "changed":
		data[half] ^= 1
	default:
		ts.Fatalf("cut or changed, not %s", args[2])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o600))
}

// postgres NAME… gives each variable the address of an empty database.
func postgres(t *testing.T) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		for _, name := range args {
			ts.Setenv(name, storetest.PostgreSQL(t))
		}
	}
}

// s3 NAME… gives each variable the address of a bucket on a server of its own; the keys
// stand in the environment, and in a file of the variable's name.
func s3(t *testing.T) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		for _, name := range args {
			b := storetest.NewBucket(t)
			ts.Setenv(name, b.Address())
			ts.Setenv(name+"_ROOT", b.Root)
			var file strings.Builder
			for _, key := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
				ts.Setenv(key, b.Env(key))
				file.WriteString(key + "=" + b.Env(key) + "\n")
			}
			ts.Check(os.WriteFile(ts.MkAbs(name), []byte(file.String()), 0o600))
		}
	}
}

// serving DIR waits until a program works on a folder: while one has the
// database open, its log file stands beside it. The lock is not tried, so that
// the program never finds it taken.
func serving(ts *testscript.TestScript, neg bool, args []string) {
	for range 1200 {
		if _, err := os.Stat(filepath.Join(ts.MkAbs(args[0]), "duban.db-wal")); err == nil {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	ts.Fatalf("nobody serves %s", args[0])
}

// sql DIR TEXT does something behind the program's back.
func sql(ts *testscript.TestScript, dir, text string) {
	e, err := sqlite.Attach(context.Background(), filepath.Join(ts.MkAbs(dir), "duban.db"))
	ts.Check(err)
	ts.Check(e.Write(context.Background(), func(s *store.Session) error { _, err := s.Run(text); return err }))
	ts.Check(e.Close())
}
