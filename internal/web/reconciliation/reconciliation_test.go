package reconciliation

import (
	"testing"

	"duban/internal/press"
)

func TestAVerdictIsCalledTheSameOnThePageAndInTheFile(t *testing.T) {
	for _, v := range verdicts {
		if got, want := string(verdictWord[v]), press.VerdictWord(v); got != want {
			t.Errorf("%s is %s on the page and %s in the file", v, got, want)
		}
	}
	if len(verdicts) != len(verdictWord) {
		t.Errorf("%d verdicts are listed, %d have words", len(verdicts), len(verdictWord))
	}
}
