package confine

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/document"
)

// What goes over the pipes. To the child: a mark, the length of the request,
// the request, then the file until it ends. Back: a mark, a letter, then a
// document or an outcome. The last digit of a mark is raised with every change,
// although both sides are one program.
const (
	askMark    = "duban?2\n"
	answerMark = "duban!2\n"
	maxTalk    = 64 << 10 // bytes of a request or an outcome
)

// Letters of an answer.
const (
	aDocument = 'd'
	anOutcome = 'o'
)

// request is what the child is asked. The name may be of any encoding.
type request struct {
	Name    []byte
	Size    int64
	Compile bool // the PDF reader, and nothing else
	Pages   bool // how many there are, and nothing else
	Cache   string
	Limits  Limits
}

func (q request) send(w io.Writer) error { return send(w, askMark, q) }

func (q *request) receive(r io.Reader) error {
	if err := expect(r, askMark); err != nil {
		return err
	}
	return listen(r, q)
}

// outcome is an answer that is no document: the fault to raise again, or the
// text of an error or the place of a crash, or nothing but that it is done.
type outcome struct {
	Fault    *fault.Fault `json:",omitempty"`
	Because  string       `json:",omitempty"`
	Unready  string       `json:",omitempty"`
	Panicked string       `json:",omitempty"`
	Pages    int          `json:",omitempty"`
}

func (o outcome) send(w io.Writer) error { return send(w, answerMark+string(anOutcome), o) }

// errors of an outcome, for the name of a file.
func (o outcome) error(name string) error {
	switch {
	case o.Fault != nil:
		f := *o.Fault
		if f.Kind < fault.Invalid || f.Kind > fault.Refused || f.Sentence == "" {
			return crashed(name).Because(errAnswer)
		}
		f.Cause = nil
		if o.Because != "" {
			f.Cause = errors.New(oneLine(o.Because))
		}
		return &f
	case o.Panicked != "":
		return crashed(name).Because(errors.New(oneLine(o.Panicked)))
	case o.Unready != "":
		return unstarted(name, errors.New(oneLine(o.Unready)))
	}
	return nil
}

func send(w io.Writer, mark string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	out := binary.BigEndian.AppendUint32([]byte(mark), uint32(len(b)))
	_, err = w.Write(append(out, b...))
	return err
}

func expect(r io.Reader, mark string) error {
	got := make([]byte, len(mark))
	if _, err := io.ReadFull(r, got); err != nil {
		return err
	}
	if string(got) != mark {
		return fmt.Errorf("%w: %q", errAnswer, got)
	}
	return nil
}

func listen(r io.Reader, into any) error {
	var length [4]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return err
	}
	n := binary.BigEndian.Uint32(length[:])
	if n > maxTalk {
		return fmt.Errorf("%w: %d bytes", errAnswer, n)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%w: %w", errAnswer, err)
	}
	return nil
}

// receive takes an answer: a document, or an outcome.
func receive(r io.Reader, limit int64) (*document.Document, *outcome, error) {
	if err := expect(r, answerMark); err != nil {
		return nil, nil, err
	}
	var letter [1]byte
	if _, err := io.ReadFull(r, letter[:]); err != nil {
		return nil, nil, err
	}
	switch letter[0] {
	case aDocument:
		d, err := document.Decode(r, limit)
		return d, nil, err
	case anOutcome:
		o := &outcome{}
		if err := listen(r, o); err != nil {
			return nil, nil, err
		}
		return nil, o, nil
	}
	return nil, nil, fmt.Errorf("%w: %q", errAnswer, letter)
}

// oneLine is a text for the log: no line ends, and not too long.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	if r := []rune(s); len(r) > 300 {
		s = string(r[:300]) + "…"
	}
	return s
}
