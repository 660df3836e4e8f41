package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"duban/internal/base/fault"
)

func TestAFaultIsFoundInAChain(t *testing.T) {
	f := fault.New(fault.NotFound, "找不到文件“报告.txt”。", "请核对路径和文件名。").Because(io.ErrUnexpectedEOF)
	err := fmt.Errorf("desk.ReadReport: %w", f)
	got, ok := fault.As(err)
	if !ok || got != f {
		t.Fatalf("not found in %v", err)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error("the cause is lost")
	}
	if got.Kind != fault.NotFound {
		t.Errorf("kind %d", got.Kind)
	}
}

func TestAPlainErrorIsInternal(t *testing.T) {
	for _, err := range []error{nil, io.EOF, fmt.Errorf("wrapped: %w", io.EOF)} {
		if f, ok := fault.As(err); ok {
			t.Errorf("%v became a fault for people: %v", err, f)
		}
	}
}

func TestTheCauseIsNotForPeople(t *testing.T) {
	f := fault.New(fault.Unreadable, "“报告.doc”是旧版 Word 文档。", "请另存为 .docx。").Because(errors.New("ole: bad sector 7"))
	if got, want := f.Error(), "“报告.doc”是旧版 Word 文档。 请另存为 .docx。"; got != want {
		t.Errorf("got %q", got)
	}
	if got, want := fault.New(fault.Invalid, "年份不对。", "").Error(), "年份不对。"; got != want {
		t.Errorf("got %q", got)
	}
}

// A tenth kind wants a decision: what can the person do that the nine do not say?
func TestThereAreNineKinds(t *testing.T) {
	if fault.Invalid != 1 || fault.Refused != 9 {
		t.Errorf("kinds run from %d to %d", fault.Invalid, fault.Refused)
	}
}
