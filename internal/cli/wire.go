package cli

import (
	"duban/internal/desk"
	"duban/internal/intake"
	"duban/internal/kernel/statement"
)

// open reads one file from disk and lets the desk read the report in it.
func open(path string) (*statement.Report, error) {
	doc, err := intake.Open(path)
	if err != nil {
		return nil, err
	}
	return desk.New().ReadReport(doc), nil
}
