package register

import (
	"fmt"
	"slices"

	"duban/internal/base/civil"
)

// Event (台账变动) is one thing that was done to an entry. Events are only ever added.
type Event struct {
	Seq        int // of the entry, from 1
	Kind       Kind
	On         civil.Date // from this day on; of a correction a day of what was wrong
	Begins     civil.Date // of a correction: when it truly began; zero leaves it
	Data       map[string]any
	Reason     string
	Person     string
	Post       string
	Unit       string
	RecordedAt civil.Instant
}

// Kind (变动类别) is what an event does.
type Kind string

// The kinds.
const (
	Added     Kind = "added"     // 登记, also of one that had ended
	Changed   Kind = "changed"   // 变更: it became different
	Ended     Kind = "ended"     // 终止
	Corrected Kind = "corrected" // 更正: it had been recorded wrong
)

// Span (有效期段) is what holds of an entry from a day until before another.
type Span struct {
	From, Until civil.Date // Until zero while nothing ends it
	Data        map[string]any
	Event       int // that says so
}

// Holds says that a day is within the span.
func (s Span) Holds(day civil.Date) bool {
	return !day.Before(s.From) && (s.Until.Zero() || day.Before(s.Until))
}

// Entry (台账条目) is one thing that a register lists, as its events leave it.
type Entry struct {
	Spans  []Span // in their order, never one over another
	Events []Event
}

// Fold is what follows from an entry's events, in the order they were recorded.
// It applies what was done; whether it might be done is Decide's.
func Fold(events []Event) (Entry, error) {
	e := Entry{Events: slices.Clone(events)}
	slices.SortStableFunc(e.Events, func(a, b Event) int { return a.Seq - b.Seq })
	for _, v := range e.Events {
		if err := e.apply(v); err != nil {
			return e, err
		}
	}
	return e, nil
}

// KnownAt are the events that were recorded by a moment.
func KnownAt(events []Event, at civil.Instant) []Event {
	return slices.DeleteFunc(slices.Clone(events), func(e Event) bool { return e.RecordedAt > at })
}

func (e *Entry) apply(v Event) error {
	i := e.at(v.On)
	switch v.Kind {
	case Added:
		if n := len(e.Spans); n > 0 && (e.Spans[n-1].Until.Zero() || v.On.Before(e.Spans[n-1].Until)) {
			return fmt.Errorf("register: event %d adds what is in force", v.Seq)
		}
		e.Spans = append(e.Spans, Span{From: v.On, Data: v.Data, Event: v.Seq})
		return nil
	case Ended:
		// from the day on nothing holds; what was to hold later goes with it
		if i < 0 {
			return fmt.Errorf("register: event %d ends what is not in force", v.Seq)
		}
		if e.Spans[i].From == v.On {
			e.Spans = e.Spans[:i]
			return nil
		}
		e.Spans[i].Until = v.On
		e.Spans = e.Spans[:i+1]
		return nil
	case Changed:
		if i < 0 {
			return fmt.Errorf("register: event %d changes what is not in force", v.Seq)
		}
		next := Span{From: v.On, Until: e.Spans[i].Until, Data: v.Data, Event: v.Seq}
		if e.Spans[i].From == v.On {
			e.Spans[i] = next
			return nil
		}
		e.Spans[i].Until = v.On
		e.Spans = slices.Insert(e.Spans, i+1, next)
		return nil
	case Corrected:
		if i < 0 {
			return fmt.Errorf("register: event %d corrects what is not in force", v.Seq)
		}
		e.Spans[i].Data, e.Spans[i].Event = v.Data, v.Seq
		if v.Begins.Zero() || v.Begins == e.Spans[i].From {
			return nil
		}
		if !e.mayBegin(i, v.Begins) {
			return fmt.Errorf("register: event %d moves a beginning past its neighbours", v.Seq)
		}
		if i > 0 && (e.Spans[i-1].Until == e.Spans[i].From || v.Begins.Before(e.Spans[i-1].Until)) {
			e.Spans[i-1].Until = v.Begins
		}
		e.Spans[i].From = v.Begins
		return nil
	}
	return fmt.Errorf("register: no kind of event %q", v.Kind)
}

// mayBegin says that a span may begin on a day: after the one before it began,
// and before its own end.
func (e *Entry) mayBegin(i int, on civil.Date) bool {
	return (i == 0 || e.Spans[i-1].From.Before(on)) && (e.Spans[i].Until.Zero() || on.Before(e.Spans[i].Until))
}

func (e *Entry) at(day civil.Date) int {
	return slices.IndexFunc(e.Spans, func(s Span) bool { return s.Holds(day) })
}

// On is what holds on a day, and whether anything does.
func (e Entry) On(day civil.Date) (Span, bool) {
	if i := e.at(day); i >= 0 {
		return e.Spans[i], true
	}
	return Span{}, false
}

// Last is the newest span, and whether there is one.
func (e Entry) Last() (Span, bool) {
	if n := len(e.Spans); n > 0 {
		return e.Spans[n-1], true
	}
	return Span{}, false
}
