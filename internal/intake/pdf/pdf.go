// Package pdf reads the text layer of PDF files through pdfium, which runs as
// WebAssembly inside the program. It refuses to guess at scanned pages.
package pdf

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"duban/internal/base/fault"
	"duban/internal/intake/layout"
	"duban/internal/kernel/document"
)

// MaxPages is how many pages are read of one file.
const MaxPages = 5000

// cache is the folder in which the compiled code of pdfium is kept.
var cache = func() (string, error) {
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "duban", "pdfium"), err
}

// CacheDir is where the compiled code of pdfium is kept unless KeepIn says otherwise.
func CacheDir() (string, error) { return cache() }

// KeepIn names another folder for it, before the first file is read; an empty
// name keeps it nowhere.
func KeepIn(dir string) {
	cache = func() (string, error) {
		if dir == "" {
			return "", errors.New("pdf: no folder for the compiled code")
		}
		return dir, nil
	}
}

// pool starts pdfium on first use: two seconds the first time on a machine, a
// tenth afterwards, since the compiled code is kept in the user's cache.
var pool = sync.OnceValues(func() (pdfium.Pool, error) {
	ctx := context.Background()
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling)
	if dir, err := cache(); err == nil {
		if kept, err := wazero.NewCompilationCacheWithDir(dir); err == nil {
			config = config.WithCompilationCache(kept)
		}
	}
	return webassembly.Init(webassembly.Config{
		Context: ctx, MinIdle: 0, MaxIdle: 1, MaxTotal: 1, RuntimeConfig: config,
		FSConfig: wazero.NewFSConfig(), // nothing of the disk
	})
})

// Compile fills the folder of compiled code, so that whoever reads a file may
// be forbidden to write there.
func Compile() error {
	_, err := pool()
	return err
}

// Read makes a document of a PDF file.
func Read(name string, data []byte) (doc *document.Document, err error) {
	err = opened(name, data, func(in pdfium.Pdfium, d references.FPDF_DOCUMENT, count int) error {
		doc, err = read(name, in, d, count)
		return err
	})
	if err != nil {
		return nil, err
	}
	return doc, nil
}

// Pages counts the pages of a PDF file that can be opened; what stands on them
// is not looked at.
func Pages(name string, data []byte) (n int, err error) {
	err = opened(name, data, func(_ pdfium.Pdfium, _ references.FPDF_DOCUMENT, count int) error { n = count; return nil })
	return n, err
}

// opened opens a PDF file and hands it on with the count of its pages.
func opened(name string, data []byte, f func(pdfium.Pdfium, references.FPDF_DOCUMENT, int) error) (err error) {
	defer func() {
		// the boundary to foreign code: what it may throw ends here
		if p := recover(); p != nil {
			err = broken(name, fmt.Errorf("pdfium: %v", p))
		}
	}()
	pl, err := pool()
	if err != nil {
		return fmt.Errorf("starting pdfium: %w", err)
	}
	in, err := pl.GetInstance(30 * time.Second)
	if err != nil {
		return fmt.Errorf("starting pdfium: %w", err)
	}
	defer in.Close()
	open, err := in.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return fault.New(fault.Unreadable, fmt.Sprintf("“%s”设了打开密码，无法读取。", name), "请用密码打开后另存一份不加密的再交。").Because(err)
	case err != nil:
		return broken(name, err)
	}
	defer in.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: open.Document})
	count, err := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: open.Document})
	if err != nil {
		return broken(name, err)
	}
	if count.PageCount > MaxPages {
		return fault.New(fault.TooLarge, fmt.Sprintf("“%s”有 %d 页，超过上限 %d 页。", name, count.PageCount, MaxPages), "请拆成几份。")
	}
	return f(in, open.Document, count.PageCount)
}

func read(name string, in pdfium.Pdfium, d references.FPDF_DOCUMENT, count int) (*document.Document, error) {
	r := reader{in: in, document: d}
	pages := make([]layout.Page, count)
	for i := range pages {
		var err error
		if pages[i], err = r.page(i); err != nil {
			return nil, broken(name, err)
		}
	}
	if r.nameless > 20 && r.nameless > r.named {
		return nil, fault.New(fault.Unreadable, fmt.Sprintf("“%s”的字体没有说明各个字形是什么字，复制出来也是乱码。", name), "请向提供者要 Word 版，或先用识别软件转成文字。")
	}
	b := document.NewBuilder(name, document.PDF)
	for _, p := range layout.Paragraphs(pages) {
		b.Add(p.Text, document.Paragraph{Form: layout.FormOf(p), Place: document.Place{Page: p.Page, Cell: p.Cell}})
	}
	doc := b.Document()
	if len(doc.Paragraphs) == 0 {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("“%s”的页面上没有文字，多半是扫描件。", name), "请换一份文字版，或先用识别软件转成文字。")
	}
	return doc, nil
}

func broken(name string, err error) *fault.Fault {
	return fault.New(fault.Unreadable, fmt.Sprintf("“%s”已损坏或不完整，无法读取。", name), "请重新取一份。").Because(err)
}
