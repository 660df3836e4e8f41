// Package container opens the zip packages that docx, xlsx and ofd files are,
// under limits, and reads the XML in them.
//
// A package from outside may be a bomb: small on disk and endless when
// unpacked, with millions of entries or elements nested without end. Every
// byte that leaves this package has been counted. It refuses to know what the
// parts mean; that is the readers'.
package container

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"duban/internal/base/fault"
)

// The limits are far above any report: the longest seen unpack to 5 MB.
const (
	MaxEntries  = 10_000
	MaxUnpacked = 512 << 20 // all parts read from one package
	MaxPart     = 128 << 20 // one part
	MaxRatio    = 200       // unpacked : packed, looked at beyond FreeRatio
	FreeRatio   = 16 << 20  // what a part may unpack to at any ratio
)

// Package is an opened zip package. Its methods answer faults naming the file.
type Package struct {
	name   string
	parts  map[string]*zip.File
	folded map[string]*zip.File
	files  []*zip.File
	spent  int64
}

// Open reads the directory of a zip package and checks what it promises.
func Open(name string, data []byte) (*Package, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, broken(name, err)
	}
	if len(z.File) > MaxEntries {
		return nil, fault.New(fault.TooLarge,
			fmt.Sprintf("“%s”里有%d个条目，超过上限%d个，已停止读取。", name, len(z.File), MaxEntries),
			"正常的文件不会这样，请向提供者索取原件。")
	}
	p := &Package{
		name: name, files: z.File,
		parts:  make(map[string]*zip.File, len(z.File)),
		folded: make(map[string]*zip.File, len(z.File)),
	}
	var promised uint64
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return nil, fault.New(fault.Unreadable,
				fmt.Sprintf("“%s”带有密码，无法读取。", name), "请用密码打开后另存一份不加密的再交。")
		}
		promised += min(f.UncompressedSize64, MaxUnpacked+1)
		if promised > MaxUnpacked {
			return nil, bomb(name)
		}
		key := clean(f.Name)
		if _, twice := p.parts[key]; !twice {
			p.parts[key] = f
			p.folded[strings.ToLower(key)] = f
		}
	}
	return p, nil
}

// Has says whether a part is there.
func (p *Package) Has(part string) bool { return p.find(part) != nil }

// Names are the parts in the order of the directory.
func (p *Package) Names() []string {
	names := make([]string, 0, len(p.files))
	for _, f := range p.files {
		names = append(names, clean(f.Name))
	}
	return names
}

// Part unpacks a part. The bool is false if there is none of that name.
func (p *Package) Part(part string) ([]byte, bool, error) {
	f := p.find(part)
	if f == nil {
		return nil, false, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, true, broken(p.name, err)
	}
	defer r.Close()
	limit := min(limitOf(f), MaxUnpacked-p.spent)
	// The directory says how long the part is; a liar costs a copy, no more.
	into := bytes.NewBuffer(make([]byte, 0, min(f.UncompressedSize64+bytes.MinRead, uint64(limit)+1, FreeRatio)))
	n, err := into.ReadFrom(io.LimitReader(r, limit+1))
	p.spent += n
	if n > limit {
		return nil, true, bomb(p.name)
	}
	if err != nil {
		return nil, true, broken(p.name, err)
	}
	return into.Bytes(), true, nil
}

// Measure unpacks every part into nothing, for readers that must hand the
// package to a library: what it unpacks has then been counted.
func (p *Package) Measure() error {
	all := int64(0)
	for _, f := range p.files {
		r, err := f.Open()
		if err != nil {
			return broken(p.name, err)
		}
		limit := min(limitOf(f), MaxUnpacked-all)
		n, err := io.Copy(io.Discard, io.LimitReader(r, limit+1))
		r.Close()
		all += n
		if n > limit {
			return bomb(p.name)
		}
		if err != nil {
			return broken(p.name, err)
		}
	}
	return nil
}

// limitOf is what one part may unpack to.
func limitOf(f *zip.File) int64 {
	packed := int64(min(f.CompressedSize64, MaxPart))
	return min(MaxPart, max(packed*MaxRatio, FreeRatio))
}

// find takes a path as packages write it; some are rooted, some have the case wrong.
func (p *Package) find(part string) *zip.File {
	key := clean(part)
	if f := p.parts[key]; f != nil {
		return f
	}
	return p.folded[strings.ToLower(key)]
}

func clean(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	return strings.TrimPrefix(path.Clean("/"+name), "/")
}

// Join is the path of a target named inside the part from.
func Join(from, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if strings.HasPrefix(target, "/") {
		return clean(target)
	}
	return clean(path.Join(path.Dir(from), target))
}

func bomb(name string) *fault.Fault {
	return fault.New(fault.TooLarge,
		fmt.Sprintf("“%s”解压后大得不正常（上限%d MB、压缩比%d倍），已停止读取。", name, MaxUnpacked>>20, MaxRatio),
		"正常的文件不会这样，请向提供者索取原件。")
}

func broken(name string, err error) *fault.Fault {
	var corrupt flate.CorruptInputError
	sentence := fmt.Sprintf("“%s”不完整或已损坏，读不下去。", name)
	if errors.Is(err, zip.ErrChecksum) || errors.As(err, &corrupt) {
		sentence = fmt.Sprintf("“%s”的内容已损坏，校验不符。", name)
	}
	return fault.New(fault.Unreadable, sentence, "请重新下载或复制；仍不行时用 Office、WPS 打开后另存一份。").Because(err)
}
