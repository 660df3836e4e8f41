package directive

import (
	"embed"
	"strconv"

	"duban/internal/base/civil"
	"duban/internal/base/table"
)

//go:embed data/*.tsv
var data embed.FS

var parameters = table.Rows(data, "data/parameters.tsv")

// parameter is a dated value as it stood on a day, "" before the first.
func parameter(key string, on civil.Date) (value, basis string) {
	for _, r := range parameters {
		from, err := civil.ParseDate(r[1])
		if r[0] == key && err == nil && !on.Before(from) {
			value, basis = r[2], r[3]
		}
	}
	return value, basis
}

// Workdays is within how many workdays a directive is to be answered that names
// no day, and on what that rests.
func Workdays(k Kind, on civil.Date) (n int, basis string) {
	value, basis := parameter(string(k)+".workdays", on)
	n, _ = strconv.Atoi(value)
	return n, basis
}

// Mark (发文代字) begins the number under which a directive is handed out.
func Mark(k Kind, on civil.Date) string {
	value, _ := parameter(string(k)+".mark", on)
	return value
}

// Default is the day by which a directive is to be answered that names none,
// counted from the day on which it is handed out.
func Default(k Kind, from civil.Date, workday func(from civil.Date, n int) civil.Date) civil.Date {
	n, _ := Workdays(k, from)
	return workday(from, n)
}
