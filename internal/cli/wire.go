package cli

import (
	"os"
	"runtime/debug"

	"duban/internal/desk"
	"duban/internal/intake"
	"duban/internal/kernel/statement"
)

// largeText is the size in bytes of a text from which memory is thriftily
// kept: a quarter less of it for a few hundredths of the time.
const largeText = 4 << 20

// open reads one file from disk and lets the desk read the report in it.
func open(path string) (*statement.Report, error) {
	doc, err := intake.Open(path)
	if err != nil {
		return nil, err
	}
	if len(doc.Text) > largeText && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(40)
	}
	return desk.New().ReadReport(doc), nil
}
