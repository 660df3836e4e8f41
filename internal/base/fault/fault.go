// Package fault holds the errors that are meant for people.
//
// A plain Go error is internal: whoever is at the screen sees an incident
// number and the text stays in the log. A Fault is one Chinese sentence that
// names the object, with a hint what to do next. This room refuses to know how
// a fault is shown: exit codes live in cli/exit.go.
package fault

import "errors"

// Kind says what sort of trouble a fault is. There are at most nine.
type Kind uint8

const (
	Invalid     Kind = iota + 1 // 内容不对: what was handed in is not well formed
	Unreadable                  // 读不出: a file is damaged, locked or of a kind we do not read
	TooLarge                    // 太大: over a stated limit
	NotFound                    // 没有: the named thing does not exist
	Forbidden                   // 无权
	Conflict                    // 冲突: somebody changed it first
	Usage                       // 用法: the command was called wrongly
	Unavailable                 // 暂不可用: try again later
	Refused                     // 不受理: a rule of law or of the house says no
)

// Fault is an error for people.
type Fault struct {
	Kind     Kind
	Sentence string // one Chinese sentence naming the object
	Hint     string // what to do next; may be empty
	Field    string // name of the field of the form it is about; may be empty
	Cause    error  // for the log only
}

// New returns a fault of the kind with one sentence and a hint.
func New(k Kind, sentence, hint string) *Fault {
	return &Fault{Kind: k, Sentence: sentence, Hint: hint}
}

// Because keeps the technical cause for the log and returns the fault.
func (f *Fault) Because(err error) *Fault { f.Cause = err; return f }

// At names the field that is wrong and returns the fault.
func (f *Fault) At(field string) *Fault { f.Field = field; return f }

func (f *Fault) Error() string {
	if f.Hint == "" {
		return f.Sentence
	}
	return f.Sentence + " " + f.Hint
}

func (f *Fault) Unwrap() error { return f.Cause }

// As finds the fault in a chain of errors.
func As(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}
