package press

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"time"

	"duban/internal/base/quantity"
)

// CSVOptions say for whom the file is.
type CSVOptions struct {
	BOM  bool // a byte order mark, without which Excel takes the bytes for GBK
	Keys bool // heads are the columns' keys
}

const instantForm = "2006-01-02 15:04:05"

// ListCSV writes a list as CSV (RFC 4180): one line of heads, then the rows.
// A text that a spreadsheet would take for a formula gets an apostrophe before it. A link
// takes two columns, words and address.
func ListCSV(w io.Writer, l List, o CSVOptions) error {
	if err := sound(l.Columns); err != nil {
		return err
	}
	if o.BOM {
		if err := onward(w, []byte("\uFEFF")); err != nil {
			return err
		}
	}
	return csvRows(w, l, o.Keys, instantForm)
}

func csvRows(w io.Writer, l List, keys bool, instant string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	var cells []string
	for _, c := range l.Columns {
		if keys {
			cells = append(cells, c.Key)
		} else {
			cells = append(cells, guarded(c.head(l.English)))
		}
		switch {
		case c.Kind == Link && keys:
			cells = append(cells, c.Key+addressKey)
		case c.Kind == Link:
			cells = append(cells, guarded(c.addressHead(l.English)))
		}
	}
	if err := out.Write(cells); err != nil {
		return err
	}
	err := checked(l.Columns, l.Rows, func(row []Value) error {
		cells = cells[:0]
		for i, v := range row {
			cell := plain(v, l.Zone, instant)
			if kind := l.Columns[i].Kind; kind == Text || kind == Link {
				cell = guarded(cell)
			}
			cells = append(cells, cell)
			if l.Columns[i].Kind == Link {
				ref, _ := v.(Ref)
				cells = append(cells, ref.URL)
			}
		}
		return out.Write(cells)
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// ListJSONL writes a list as JSON, one object a line, keys in the order of the
// columns. Quantities are numbers digit by digit, instants RFC 3339, empty cells null.
func ListJSONL(w io.Writer, l List) error {
	if err := sound(l.Columns); err != nil {
		return err
	}
	var line []byte
	return checked(l.Columns, l.Rows, func(row []Value) error {
		line = append(line[:0], '{')
		for i, v := range row {
			c := l.Columns[i]
			if i > 0 {
				line = append(line, ',')
			}
			line = append(line, `"`+c.Key+`":`...)
			line = appendJSON(line, v, l.Zone)
			if c.Kind == Link {
				ref, _ := v.(Ref)
				line = append(line, `,"`+c.Key+addressKey+`":`...)
				line = appendJSON(line, ref.URL, nil)
			}
		}
		return onward(w, append(line, '}', '\n'))
	})
}

func appendJSON(line []byte, v Value, zone *time.Location) []byte {
	if blank(v) {
		return append(line, "null"...)
	}
	words := plain(v, zone, time.RFC3339)
	switch v.(type) {
	case int, int64, quantity.Decimal:
		return append(line, words...)
	}
	quoted, _ := json.Marshal(words) // a string is always JSON
	return append(line, quoted...)
}
