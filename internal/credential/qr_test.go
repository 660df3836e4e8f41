package credential

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"rsc.io/qr"
)

func TestTheDrawingHoldsEveryModuleOfTheCode(t *testing.T) {
	text := OneTime{Secret: []byte("12345678901234567890"), Hash: SHA1, Digits: 6}.URI("云泽市督查室", "wangke")
	svg, err := QR(text, `扫码 <“&">`)
	if err != nil {
		t.Fatal(err)
	}
	code, _ := qr.Encode(text, qr.M)
	drawn := map[[2]int]bool{}
	var label, view string
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := token.(xml.StartElement)
		for _, a := range start.Attr {
			switch {
			case !ok:
			case a.Name.Local == "aria-label":
				label = a.Value
			case a.Name.Local == "viewBox":
				view = a.Value
			case a.Name.Local == "d":
				for _, bar := range strings.Split(strings.TrimSuffix(a.Value, "z"), "z") {
					var x, y, n, back int
					if _, err := fmt.Sscanf(bar, "M%d %dh%dv1h-%d", &x, &y, &n, &back); err != nil || n != back {
						t.Fatal(bar, err)
					}
					for i := range n {
						drawn[[2]int{x + i - quiet, y - quiet}] = true
					}
				}
			}
		}
	}
	for y := -1; y <= code.Size; y++ {
		for x := -1; x <= code.Size; x++ {
			if drawn[[2]int{x, y}] != code.Black(x, y) {
				t.Errorf("module %d, %d", x, y)
			}
		}
	}
	if side := code.Size + 8; label != `扫码 <“&">` || view != fmt.Sprintf("0 0 %d %d", side, side) {
		t.Errorf("%q, %q", label, view)
	}
	if _, err := QR(strings.Repeat("x", 5000), ""); err == nil {
		t.Error("more than a code can hold was drawn")
	}
}
