package statement

import (
	"duban/internal/kernel/document"
	"fmt"
	"os"
	"testing"
)

func TestTry(t *testing.T) {
	f := os.Getenv("TRY")
	if f == "" {
		t.Skip("no")
	}
	r := Read(document.Plain("x", f, nil), Knowledge{})
	for _, m := range r.Measures {
		fmt.Println(m.Value, m.Unit, m.Kind, m.Bound, m.Subject, m.Trace)
	}
}
