package cli

import (
	"strings"
	"testing"

	"duban/internal/base/fault"
)

func TestAFaultNamesTheFileWithItsFolder(t *testing.T) {
	err := named(fault.New(fault.Invalid, "“b.txt”是空文件。", "请重新取一份。"), "year/old/b.txt")
	if got := err.Error(); !strings.HasPrefix(got, "“year/old/b.txt”是空文件。") {
		t.Error(got)
	}
}
