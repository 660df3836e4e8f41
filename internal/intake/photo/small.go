package photo

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
)

// Small makes a picture that fits into a square, as JPEG, the right way up. What
// is small already, and what cannot be unfolded here, comes back as it is.
func Small(k Kind, b []byte, side int) ([]byte, Kind) {
	if k == WebP {
		return b, k
	}
	head, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil || head.Width <= side && head.Height <= side {
		return b, k
	}
	whole, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return b, k
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, turned(shrunk(whole, side), upOf(k, b)), &jpeg.Options{Quality: 78}); err != nil {
		return b, k
	}
	return out.Bytes(), JPEG
}

// upOf finds the segment that Read left at the very beginning.
func upOf(k Kind, b []byte) int {
	if k != JPEG || len(b) < 38 || b[3] != 0xe1 {
		return 1
	}
	return max(1, orientation(b[6:38]))
}

// shrunk takes the mean of the points that fall on each point of the small
// picture, of at most four a side.
func shrunk(whole image.Image, side int) *image.RGBA {
	r := whole.Bounds()
	w, h := side, side
	if r.Dx() >= r.Dy() {
		h = max(1, r.Dy()*side/r.Dx())
	} else {
		w = max(1, r.Dx()*side/r.Dy())
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	const points = 4
	for y := range h {
		for x := range w {
			var red, green, blue uint32
			for j := range points {
				for i := range points {
					c := whole.At(r.Min.X+(x*points+i)*r.Dx()/(w*points), r.Min.Y+(y*points+j)*r.Dy()/(h*points))
					a, b, d, _ := c.RGBA()
					red, green, blue = red+a>>8, green+b>>8, blue+d>>8
				}
			}
			const n = points * points
			out.SetRGBA(x, y, color.RGBA{uint8(red / n), uint8(green / n), uint8(blue / n), 255})
		}
	}
	return out
}

// turned puts a picture the right way up (Exif 2.3, 4.6.4, Orientation).
func turned(p *image.RGBA, up int) *image.RGBA {
	if up == 1 {
		return p
	}
	w, h := p.Rect.Dx(), p.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if up >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			i, j := x, y
			switch up {
			case 2:
				i = w - 1 - x
			case 3:
				i, j = w-1-x, h-1-y
			case 4:
				j = h - 1 - y
			case 5:
				i, j = y, x
			case 6:
				i, j = h-1-y, x
			case 7:
				i, j = h-1-y, w-1-x
			case 8:
				i, j = y, w-1-x
			}
			out.SetRGBA(i, j, p.RGBAAt(x, y))
		}
	}
	return out
}
