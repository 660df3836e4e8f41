package cli

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"duban/internal/press/paper"
)

// fontsOf finds the fonts that documents are set in, once, when the first is
// wanted: those beside the data before those of the machine, so that an office
// can lay its licensed 仿宋 and 小标宋 there.
func fontsOf(p place) func() *paper.Fonts {
	return sync.OnceValue(func() *paper.Fonts {
		var files []io.ReaderAt
		for _, dir := range append([]string{p.file("fonts")}, fontDirs()...) {
			_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return nil // what cannot be read holds no font for us
				}
				switch strings.ToLower(filepath.Ext(path)) {
				case ".ttf", ".ttc", ".otf", ".otc":
					if f, err := os.Open(path); err == nil {
						files = append(files, f)
					}
				}
				return nil
			})
		}
		return paper.Load(files...)
	})
}

func fontDirs() []string {
	home, _ := os.UserHomeDir()
	switch runtime.GOOS {
	case "windows":
		return []string{filepath.Join(os.Getenv("WINDIR"), "Fonts")}
	case "darwin":
		return []string{"/System/Library/Fonts", "/Library/Fonts"}
	}
	return []string{"/usr/share/fonts", "/usr/local/share/fonts", filepath.Join(home, ".local/share/fonts")}
}
