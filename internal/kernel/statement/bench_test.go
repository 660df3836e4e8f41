package statement

import (
	"os"
	"path/filepath"
	"testing"

	"duban/internal/kernel/document"
)

// corpus is the folder of real reports beside the project; benchmarks and
// corpus tests say plainly when it is not there.
const corpus = "../../../../shared/corpus"

func BenchmarkReadXiantao(b *testing.B) { benchmarkRead(b, "xiantao-2021.txt") }

func BenchmarkReadCorpus(b *testing.B) { benchmarkRead(b, "*.txt") }

func benchmarkRead(b *testing.B, pattern string) {
	files, _ := filepath.Glob(filepath.Join(corpus, "text", pattern))
	if len(files) == 0 {
		b.Skip("the corpus is not beside the project")
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
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range texts {
			Read(document.Plain("report", t, nil), Knowledge{})
		}
	}
}
