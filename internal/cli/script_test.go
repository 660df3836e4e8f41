package cli_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"duban/internal/cli"
	"duban/internal/store/storetest"
)

var update = flag.Bool("update", os.Getenv("DUBAN_UPDATE") != "", "write the golden parts of the scripts anew")

// The scripts call duban as a program of its own, with arguments, streams and
// an exit code.
func TestMain(m *testing.M) {
	testscript.Main(stopping{m}, map[string]func(){
		"duban": func() { os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// stopping ends the PostgreSQL that a script asked for.
type stopping struct{ *testing.M }

func (s stopping) Run() int {
	defer storetest.Stop()
	return s.M.Run()
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: *update,
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"exit": exit, "bytes": bytes, "lines": lines, "calm": calm, "framed": framed, "older": older, "newer": newer, "settled": settled, "errands": errands, "behind": behind, "serving": serving, "resized": resized, "postgres": postgres(t), "bucket": s3(t)},
		Condition: func(name string) (bool, error) {
			if name != "s3" {
				return false, fmt.Errorf("no condition %q", name)
			}
			_, err := storetest.Gateway()
			return err == nil, nil
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("COLUMNS", "100")
			e.Setenv("DOLLAR", "$")
			// what every script reads stands beside them
			for _, f := range []string{"2025.txt", "2026.txt"} {
				data, err := os.ReadFile(filepath.Join("testdata", "reports", f))
				if err != nil {
					return err
				}
				if err := os.WriteFile(filepath.Join(e.WorkDir, f), data, 0o644); err != nil {
					return err
				}
			}
			return nil
		},
	})
}
