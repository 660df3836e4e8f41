// Package photo takes photographs in: it finds out whether bytes are a picture
// that every browser shows, takes away what a camera or a program wrote beside
// the picture, and makes small ones. It refuses to know where photographs are
// kept and who may see them.
//
// A camera writes its position, its number and its owner into the file. None
// of it is kept but which way is up; where a case asks for a position, it has a
// field for it, which the person fills in.
package photo

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	_ "image/jpeg" // what is decoded
	_ "image/png"
	"strings"

	"duban/internal/base/fault"
)

// Kind (照片格式) is how a picture is written.
type Kind string

// The kinds that every browser shows, by the ends of their names.
const (
	JPEG Kind = "jpg"
	PNG  Kind = "png"
	WebP Kind = "webp"
)

// Media is the kind for HTTP.
func (k Kind) Media() string {
	if k == JPEG {
		return "image/jpeg"
	}
	return "image/" + string(k)
}

// Photo (照片) is a picture with nothing beside it.
type Photo struct {
	Kind          Kind
	Width, Height int
	Bytes         []byte
}

// mostPixels bounds what a picture unfolds to: a telephone's largest have 200
// million, which nobody needs to see a manhole.
const mostPixels = 64_000_000

// mostUnfolded bounds the memory that unfolding takes, in bytes: a sheet scanned
// in colour at 600 points an inch fits.
const mostUnfolded = 150_000_000

var (
	errHEIC     = fault.New(fault.Unreadable, "这张照片是 HEIC 格式，浏览器里打不开。", "在手机相机的设置里选“兼容性最佳”（JPEG）再拍，或先转成 JPEG。")
	errNone     = fault.New(fault.Unreadable, "这个文件不是照片，或者已经损坏。", "请传 JPEG、PNG 或 WebP 照片。")
	errTooMany  = fault.New(fault.TooLarge, "这张照片的像素太多。", "请缩小，或另存为普通的 JPEG 再传。")
	errCutShort = fault.New(fault.Unreadable, "这张照片不完整，打不开。", "请重新拍一张，或从相册里重新选。")
)

// Read takes a picture out of foreign bytes.
func Read(b []byte) (Photo, error) {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return decoded(JPEG, b, bareJPEG)
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return decoded(PNG, b, barePNG)
	case len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return readWebP(b)
	case len(b) >= 12 && string(b[4:8]) == "ftyp" && isHEIF(string(b[8:12])):
		return Photo{}, errHEIC
	}
	return Photo{}, errNone
}

// isHEIF knows the brands that telephones write.
func isHEIF(brand string) bool {
	return strings.Contains("heic heix hevc hevx heim heis mif1 msf1 avif", strings.TrimSpace(brand))
}

// decoded unfolds the picture once, so that what cannot be shown is refused while
// somebody is there to take another. The decoders are Go's own and bounded by
// the size that the head tells.
func decoded(k Kind, b []byte, bare func([]byte) []byte) (Photo, error) {
	head, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return Photo{}, errNone.Because(err)
	}
	if head.Width <= 0 || head.Height <= 0 || head.Width > mostPixels/head.Height {
		return Photo{}, errTooMany
	}
	if float64(head.Width)*float64(head.Height)*unfolds(k, b, head.ColorModel) > mostUnfolded {
		return Photo{}, errTooMany
	}
	out := bare(b)
	if out == nil {
		return Photo{}, errCutShort
	}
	if _, _, err := image.Decode(bytes.NewReader(out)); err != nil {
		return Photo{}, errCutShort.Because(err)
	}
	return Photo{k, head.Width, head.Height, out}, nil
}

// unfolds is how many bytes Go's decoder takes for each point at most.
func unfolds(k Kind, b []byte, m color.Model) float64 {
	switch m {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model: // grey may become colour where it has a transparent tone
		return 8
	}
	if _, few := m.(color.Palette); few {
		return 1
	}
	if k == PNG {
		return 4
	}
	n := samples(b)
	if m == color.RGBAModel || m == color.CMYKModel { // made of the samples once they are there
		n += 4
	}
	return n
}

// samples is how many bytes a JPEG's samples take for each point: in a
// progressive one every coefficient is held until the end (ITU-T T.81, B.2.2).
func samples(b []byte) float64 {
	const most = 4 * (1 + 4)
	for i := 2; i+4 <= len(b) && b[i] == 0xff; {
		m := b[i+1]
		if m == 0xff { // filling
			i++
			continue
		}
		n := int(binary.BigEndian.Uint16(b[i+2:]))
		if m < 0xc0 || m > 0xc2 {
			i += 2 + n
			continue
		}
		if n < 8 || i+2+n > len(b) {
			return most
		}
		area, widest, highest := 0, 1, 1
		for c := i + 10; c+3 <= i+2+n; c += 3 {
			h, v := int(b[c+1]>>4), int(b[c+1]&15)
			area, widest, highest = area+h*v, max(widest, h), max(highest, v)
		}
		each := float64(area) / float64(widest*highest)
		if m == 0xc2 {
			each *= 1 + 4
		}
		return each
	}
	return most
}

// bareJPEG copies the segments that make the picture and writes anew which way
// is up; nil where the file breaks off.
func bareJPEG(b []byte) []byte {
	out := append(make([]byte, 0, len(b)), 0xff, 0xd8)
	up := 1
	for i := 2; ; {
		if i+4 > len(b) || b[i] != 0xff {
			return nil
		}
		m := b[i+1]
		if m == 0xff { // filling
			i++
			continue
		}
		n := int(binary.BigEndian.Uint16(b[i+2:]))
		if n < 2 || i+2+n > len(b) {
			return nil
		}
		segment := b[i : i+2+n]
		switch {
		case m == 0xda: // the picture itself, up to the end
			if up != 1 {
				out = append(out[:2:2], append(upright(up), out[2:]...)...)
			}
			rest := b[i:]
			// some telephones put a film or a second picture behind the end
			if end := endOfScan(rest); end > 0 {
				rest = rest[:end]
			}
			return append(out, rest...)
		case m == 0xe1:
			if v := orientation(segment[4:]); v != 0 {
				up = v
			}
		case m == 0xe0, m == 0xe2 && bytes.HasPrefix(segment[4:], []byte("ICC_PROFILE\x00")), m == 0xee && bytes.HasPrefix(segment[4:], []byte("Adobe")):
			out = append(out, segment...) // JFIF, colours
		case m >= 0xe0 && m <= 0xef, m == 0xfe: // said by a camera or a program
		default:
			out = append(out, segment...)
		}
		i += 2 + n
	}
}

// endOfScan finds the marker that ends a picture. In the scans 0xff stands
// before 0 or a restart; other segments have their length.
func endOfScan(b []byte) int {
	for i := 0; i+1 < len(b); {
		if b[i] != 0xff {
			i++
			continue
		}
		switch m := b[i+1]; {
		case m == 0xd9:
			return i + 2
		case m == 0 || m == 0xff || m >= 0xd0 && m <= 0xd7:
			i++
			if m != 0xff {
				i++
			}
		default:
			if i+4 > len(b) {
				return 0
			}
			i += 2 + int(binary.BigEndian.Uint16(b[i+2:]))
		}
	}
	return 0
}

// upright is an Exif segment that says which way is up and nothing else.
func upright(v int) []byte {
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	tiff[19] = byte(v)
	n := 2 + 6 + len(tiff)
	return append([]byte{0xff, 0xe1, byte(n >> 8), byte(n), 'E', 'x', 'i', 'f', 0, 0}, tiff...)
}

// orientation reads which way is up out of an Exif segment, 0 where it says nothing.
func orientation(b []byte) int {
	b, ok := bytes.CutPrefix(b, []byte("Exif\x00\x00"))
	if !ok || len(b) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(b[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 0
	}
	n := int64(order.Uint16(b[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > int64(len(b)) {
			return 0
		}
		if order.Uint16(b[e:]) == 0x0112 {
			if v := int(order.Uint16(b[e+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 0
		}
	}
	return 0
}

// said are the chunks of a PNG that hold words, times and positions.
var said = []string{"tEXt", "zTXt", "iTXt", "eXIf", "tIME"}

// barePNG copies the chunks that make the picture, up to its end.
func barePNG(b []byte) []byte {
	out := append(make([]byte, 0, len(b)), b[:8]...)
	for i := 8; i+12 <= len(b); {
		n := int64(binary.BigEndian.Uint32(b[i:]))
		if n > int64(len(b)-i-12) {
			return nil
		}
		name := string(b[i+4 : i+8])
		whole := b[i : i+12+int(n)]
		keep := true
		for _, s := range said {
			keep = keep && s != name
		}
		if keep {
			out = append(out, whole...)
		}
		if name == "IEND" {
			return out
		}
		i += len(whole)
	}
	return nil
}

// readWebP checks the container and its sizes and leaves out what was said
// beside the picture. The picture is not unfolded: Go's library reads none.
func readWebP(b []byte) (Photo, error) {
	size := int64(binary.LittleEndian.Uint32(b[4:])) + 8
	if size > int64(len(b)) {
		return Photo{}, errCutShort
	}
	b = b[:size]
	p := Photo{Kind: WebP}
	out := append(make([]byte, 0, len(b)), b[:12]...)
	pictured := false
	for i := 12; i+8 <= len(b); {
		n := int64(binary.LittleEndian.Uint32(b[i+4:]))
		if n > int64(len(b)-i-8) {
			return Photo{}, errCutShort
		}
		body := b[i+8 : i+8+int(n)]
		next := min(i+8+int(n+n&1), len(b))
		whole := b[i:next]
		name := string(b[i : i+4])
		i = next
		switch name {
		case "EXIF", "XMP ":
			continue
		case "VP8X":
			if len(body) < 10 {
				return Photo{}, errNone
			}
			p.Width, p.Height = 1+int(uint24(body[4:])), 1+int(uint24(body[7:]))
			at := len(out) + 8
			out = append(out, whole...)
			out[at] &^= 0x0c // it has no Exif and no XMP
			continue
		case "VP8 ":
			if len(body) < 10 || string(body[3:6]) != "\x9d\x01\x2a" {
				return Photo{}, errNone
			}
			if p.Width == 0 {
				p.Width, p.Height = int(binary.LittleEndian.Uint16(body[6:])&0x3fff), int(binary.LittleEndian.Uint16(body[8:])&0x3fff)
			}
			pictured = true
		case "VP8L":
			if len(body) < 5 || body[0] != 0x2f {
				return Photo{}, errNone
			}
			if v := binary.LittleEndian.Uint32(body[1:]); p.Width == 0 {
				p.Width, p.Height = 1+int(v&0x3fff), 1+int(v>>14&0x3fff)
			}
			pictured = true
		case "ANMF":
			return Photo{}, fault.New(fault.Unreadable, "这是会动的图，不是照片。", "请传一张照片。")
		}
		out = append(out, whole...)
	}
	switch {
	case !pictured || p.Width == 0 || p.Height == 0:
		return Photo{}, errNone
	case p.Width > mostPixels/p.Height:
		return Photo{}, errTooMany
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	p.Bytes = out
	return p, nil
}

func uint24(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }
