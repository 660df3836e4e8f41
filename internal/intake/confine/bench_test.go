package confine

import (
	"bytes"
	"testing"

	"duban/internal/intake"
)

// What a child costs beside reading here.
func BenchmarkOpen(b *testing.B) {
	files := map[string][]byte{"报告.txt": []byte(report), "报告.docx": word(), "表格.xlsx": workbook(b), "report.pdf": pdfs(b)["report.pdf"]}
	for _, name := range []string{"报告.txt", "报告.docx", "表格.xlsx", "report.pdf"} {
		b.Run(name+"/child", func(b *testing.B) {
			for b.Loop() {
				if _, err := Open(b.Context(), bytes.NewReader(files[name]), name, Limits{}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/here", func(b *testing.B) {
			for b.Loop() {
				if _, err := intake.Read(name, files[name]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
