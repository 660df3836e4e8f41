// Package score compares what was read with what a careful reader found (评分).
//
// It knows the gold records of the corpus and nothing of files; names of units
// are compared by a function that is handed in.
package score

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"duban/internal/base/quantity"
)

// Kind of gold records in a file.
type Kind string

const (
	Measures     Kind = "measure"
	Undertakings Kind = "undertaking"
	Mechanisms   Kind = "mechanism"
	Pairs        Kind = "pair"
)

// Record (标注) is one gold record. Which fields are set depends on its kind.
type Record struct {
	Type       string            `json:"type"`
	Start      int               `json:"start"`
	End        int               `json:"end"`
	Text       string            `json:"text"`
	Value      quantity.Decimal  `json:"value"`
	To         *quantity.Decimal `json:"to"`
	Unit       string            `json:"unit"`
	Bound      string            `json:"bound"`
	Kind       string            `json:"kind"`
	Status     string            `json:"status"`
	Period     string            `json:"period"`
	Subject    string            `json:"subject"`
	Section    string            `json:"section"`
	Quantified bool              `json:"quantified"`
	Lead       string            `json:"lead"`

	PromiseLine  *int    `json:"promise_line"`
	PromiseText  string  `json:"promise_text"`
	PromiseStart int     `json:"promise_s"`
	PromiseEnd   int     `json:"promise_e"` // 0: where the promise's text ends
	AnswerLine   *int    `json:"answer_line"`
	AnswerText   *string `json:"answer_text"`
	AnswerStart  *int    `json:"answer_s"`
	Verdict      string  `json:"verdict"`
}

// Gold (标注集) is a file of records of one kind.
type Gold struct {
	Kind    Kind
	Records []Record
}

// LineError says which line of a gold file is no record.
type LineError struct {
	Line int // from 1
	Err  error
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

func (e *LineError) Unwrap() error { return e.Err }

// ReadGold reads records, one JSON object a line.
func ReadGold(r io.Reader) (Gold, error) {
	var g Gold
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for line := 1; sc.Scan(); line++ {
		if len(sc.Bytes()) == 0 {
			continue
		}
		var rec Record
		if err := json.Unmarshal(sc.Bytes(), &rec); err != nil {
			return g, &LineError{line, err}
		}
		k := Kind(rec.Type)
		if rec.Type == "" && rec.Verdict != "" {
			k = Pairs
		}
		if g.Kind == "" {
			g.Kind = k
		}
		if k != g.Kind {
			return g, &LineError{line, fmt.Errorf("a %s among %ss", k, g.Kind)}
		}
		g.Records = append(g.Records, rec)
	}
	if err := sc.Err(); err != nil {
		return g, err
	}
	switch g.Kind {
	case Measures, Undertakings, Mechanisms, Pairs:
		return g, nil
	}
	return g, fmt.Errorf("no gold records of a known kind")
}
