package desk

import (
	"os"
	"path/filepath"
	"testing"

	"duban/internal/kernel/document"
)

// corpus is the folder of real reports beside the project.
const corpus = "../../../shared/corpus"

func BenchmarkReadReport(b *testing.B) {
	for _, pattern := range []string{"xiantao-2021.txt", "*.txt"} {
		files, _ := filepath.Glob(filepath.Join(corpus, "text", pattern))
		if len(files) == 0 {
			b.Skip("the corpus of real reports is not beside the project")
		}
		var texts []string
		var size int64
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				b.Fatal(err)
			}
			texts = append(texts, string(data))
			size += int64(len(data))
		}
		name := "whole folder"
		if len(files) == 1 {
			name = "one report"
		}
		d := New()
		b.Run(name, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				for _, t := range texts {
					d.ReadReport(document.Plain("report", t, nil))
				}
			}
		})
	}
}
