package cli

import (
	"os"
	"strconv"

	"golang.org/x/term"
)

// width is the number of columns to write for; 120 where nobody looks.
func width(w any) int {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n >= 40 {
		return n
	}
	if f, ok := w.(*os.File); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n >= 40 {
			return n
		}
	}
	return 120
}
