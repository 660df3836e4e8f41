package container

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/intake/charset"
)

// MaxDepth is how deep elements may nest. A table in a table in a text box is
// about forty deep.
const MaxDepth = 256

// Handler is told the elements and the text of an XML part in order.
type Handler interface {
	Start(e xml.StartElement)
	Text(chars []byte)
	End(name xml.Name)
}

var errDepth = errors.New("xml: elements nest too deep")

// Walk hands an XML part to the handler and answers a fault naming the file if
// the part is not well formed.
func (p *Package) Walk(part string, data []byte, h Handler) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(label string, r io.Reader) (io.Reader, error) {
		raw, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		decoded, err := charset.Decode(raw, label)
		if err != nil {
			return nil, err
		}
		return strings.NewReader(decoded.Text), nil
	}
	err := walk(d, h)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errDepth):
		return fault.New(fault.TooLarge,
			fmt.Sprintf("“%s”里的层次超过%d层，已停止读取。", p.name, MaxDepth),
			"正常的文件不会这样，请向提供者索取原件。")
	}
	return broken(p.name, fmt.Errorf("%s: %w", part, err))
}

func walk(d *xml.Decoder, h Handler) error {
	depth, seen := 0, false
	for {
		token, err := d.Token()
		if err == io.EOF && seen {
			return nil
		}
		if err == io.EOF {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > MaxDepth {
				return errDepth
			}
			seen = true
			h.Start(t)
		case xml.CharData:
			h.Text(t)
		case xml.EndElement:
			depth--
			h.End(t.Name)
		}
	}
}

// Attr is the value of an attribute by its local name, or "".
func Attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
