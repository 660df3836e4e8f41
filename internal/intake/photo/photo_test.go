package photo

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"testing"

	"duban/internal/base/fault"
)

// picture is wider than high, dark on its left.
func picture(w, h int) image.Image {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{230, 230, 230, 255}
			if x < w/2 {
				c = color.RGBA{20, 20, 20, 255}
			}
			p.SetRGBA(x, y, c)
		}
	}
	return p
}

func asJPEG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// position stands for what a camera says of where it was.
const position = "GPS 30.3647N 113.4545E"

func withSegments(jpg []byte, up int) []byte {
	exif := append(upright(up), position...)
	binary.BigEndian.PutUint16(exif[2:], uint16(len(exif)-2))
	note := append([]byte{0xff, 0xfe, 0, byte(2 + len(position))}, position...)
	out := append(append(append([]byte{}, jpg[:2]...), exif...), note...)
	return append(append(out, jpg[2:]...), "FILM "+position...)
}

func withChunk(b []byte) []byte {
	words := []byte("tEXtplace\x00" + position)
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(words)-4))
	chunk = append(chunk, words...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(words))
	return append(append(append([]byte{}, b[:33]...), chunk...), b[33:]...)
}

// aWebP is a container with a lossless picture's head, Exif behind it.
func aWebP() []byte {
	body := []byte("WEBP")
	add := func(name string, b []byte) {
		body = append(body, name...)
		body = binary.LittleEndian.AppendUint32(body, uint32(len(b)))
		body = append(body, b...)
		if len(b)%2 == 1 {
			body = append(body, 0)
		}
	}
	add("VP8X", []byte{0x08, 0, 0, 0, 39, 0, 0, 29, 0, 0})
	add("VP8L", []byte{0x2f, 39, 0x40, 7, 0, 1, 2})
	add("EXIF", []byte(position))
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func TestAPhotographIsKeptWithoutWhatACameraSaid(t *testing.T) {
	for name, c := range map[string]struct {
		bytes []byte
		kind  Kind
	}{
		"jpeg": {withSegments(asJPEG(t, picture(40, 30)), 6), JPEG},
		"png":  {withChunk(asPNG(t, picture(40, 30))), PNG},
		"webp": {aWebP(), WebP},
	} {
		p, err := Read(c.bytes)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !bytes.Contains(c.bytes, []byte(position)) || bytes.Contains(p.Bytes, []byte(position)) {
			t.Errorf("%s: the position stands in it", name)
		}
		if p.Kind != c.kind || p.Width != 40 || p.Height != 30 {
			t.Errorf("%s is %s of %d × %d", name, p.Kind, p.Width, p.Height)
		}
		again, err := Read(p.Bytes)
		if err != nil || !bytes.Equal(again.Bytes, p.Bytes) {
			t.Errorf("%s: taken in twice it is another, %v", name, err)
		}
	}
}

func TestWhatIsNoPhotographIsRefusedInWords(t *testing.T) {
	whole := asJPEG(t, picture(200, 200))
	huge := asPNG(t, picture(2, 2))
	binary.BigEndian.PutUint32(huge[16:], 90_000)
	binary.BigEndian.PutUint32(huge[20:], 90_000)
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	for name, c := range map[string]struct {
		bytes []byte
		want  string
	}{
		"heic":      {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), "HEIC"},
		"nothing":   {nil, "不是照片"},
		"a script":  {[]byte("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"), "不是照片"},
		"broken":    {whole[:len(whole)/2], "不完整"},
		"a head":    {whole[:20], "不是照片"},
		"a bomb":    {huge, "像素太多"},
		"half webp": {aWebP()[:40], "不完整"},
	} {
		_, err := Read(c.bytes)
		f, ok := fault.As(err)
		if !ok || !strings.Contains(f.Sentence, c.want) || f.Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// headed is a picture whose head tells another size than it has.
func headed(b []byte, w, h uint32) []byte {
	b = bytes.Clone(b)
	if bytes.HasPrefix(b, []byte("\x89PNG")) {
		binary.BigEndian.PutUint32(b[16:], w)
		binary.BigEndian.PutUint32(b[20:], h)
		binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
		return b
	}
	sof := bytes.Index(b, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(b[sof+5:], uint16(h))
	binary.BigEndian.PutUint16(b[sof+7:], uint16(w))
	return b
}

func TestAPictureIsRefusedBeforeItTakesTheMemory(t *testing.T) {
	deep, grey := asPNG(t, image.NewNRGBA64(image.Rect(0, 0, 2, 2))), asPNG(t, image.NewGray(image.Rect(0, 0, 2, 2)))
	jpg := asJPEG(t, picture(64, 64))
	progressive := headed(jpg, 6000, 4000)
	progressive[bytes.Index(jpg, []byte{0xff, 0xc0})+1] = 0xc2
	for name, c := range map[string]struct {
		bytes []byte
		large bool
	}{
		"64 million points of 8 bytes":        {headed(deep, 8000, 8000), true},
		"12 million points of 8 bytes":        {headed(deep, 4000, 3000), false},
		"a sheet at 600 an inch":              {headed(grey, 4960, 7016), false},
		"64 million points of 4 bytes":        {headed(grey, 8000, 8000), true},
		"a telephone's 50 million":            {headed(jpg, 8160, 6120), false},
		"24 million points, all held at once": {progressive, true},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Read(c.bytes)
		runtime.ReadMemStats(&after)
		f, ok := fault.As(err)
		if !ok || (f.Kind == fault.TooLarge) != c.large {
			t.Errorf("%s: %v", name, err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 2*mostUnfolded || c.large && took > 1<<20 {
			t.Errorf("%s: %d bytes", name, took)
		}
	}
}

func TestASmallPhotographStandsTheRightWayUp(t *testing.T) {
	p, err := Read(withSegments(asJPEG(t, picture(400, 200)), 6)) // its left is up
	if err != nil {
		t.Fatal(err)
	}
	small, kind := Small(p.Kind, p.Bytes, 80)
	got, err := jpeg.Decode(bytes.NewReader(small))
	if err != nil || kind != JPEG {
		t.Fatal(kind, err)
	}
	if r := got.Bounds(); r.Dx() != 40 || r.Dy() != 80 {
		t.Errorf("it is %v", r)
	}
	top, _, _, _ := got.At(20, 10).RGBA()
	below, _, _, _ := got.At(20, 70).RGBA()
	if top>>8 > 90 || below>>8 < 160 {
		t.Errorf("its top is %d, its foot %d", top>>8, below>>8)
	}
	if same, _ := Small(p.Kind, p.Bytes, 400); !bytes.Equal(same, p.Bytes) {
		t.Error("a small one is made anew")
	}
}

func FuzzForeignBytesNeverBreakTheReader(f *testing.F) {
	f.Add(asPNG(f, picture(3, 2)))
	f.Add(withSegments(asJPEG(f, picture(8, 8)), 3))
	f.Add(aWebP())
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Read(b)
		if err != nil {
			return
		}
		again, err := Read(p.Bytes)
		if err != nil || !bytes.Equal(again.Bytes, p.Bytes) {
			t.Errorf("what was kept reads otherwise: %v", err)
		}
		Small(p.Kind, p.Bytes, 4)
	})
}
