package tasks

import (
	"context"
	"testing"

	"duban/internal/kernel/task"
	"duban/internal/web/say"
)

func TestTheTableOfProfilesIsSaidInEnglish(t *testing.T) {
	en := say.In(context.Background(), say.English)
	for _, p := range task.Profiles() {
		texts := []string{p.Title}
		for _, r := range p.Rules {
			texts = append(texts, r.Words)
		}
		for _, text := range texts {
			if profiled(en, text) == text {
				t.Errorf("%s: %s has no English", p.Name, text)
			}
		}
	}
	for _, e := range task.Evidences {
		if got := say.T(context.Background(), evidenceWord[e]); got != task.EvidenceWords[e] {
			t.Errorf("%s is called %q here, %q in the kernel", e, got, task.EvidenceWords[e])
		}
	}
}
