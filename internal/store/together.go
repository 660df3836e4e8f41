package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
)

// Statement is one of several that go to the database in one message.
type Statement struct {
	Text string
	Args []any
	Want int64 // how many rows it must meet; Any for whatever it meets
}

// Any number of rows is right.
const Any = -1

// Pipe sends statements to the database in one message.
type Pipe interface {
	Send(context.Context, []Statement) Answers
}

// Answers come for statements in their order, up to the first that failed.
type Answers interface {
	Met() (int64, error) // how many rows the next one met
	Ask() (Rows, error)  // the rows of the next one, to be closed before going on
	// More sends statements behind those under way while their answers are still
	// read; false where they have to go with the next Send.
	More([]Statement) bool
	Close() error
}

// Rows is what a query gives, row by row.
type Rows interface {
	Next() bool
	Scan(...any) error
	Err() error
	Close() error
}

// sharing is a transaction of several acts. They take turns: each goes on
// until it asks something. What all of them ask goes in one message, behind
// what they have changed so far, of which some went ahead; nobody looks at what
// came of a change before.
type sharing struct {
	base   *Session
	queue  []Statement
	begun  bool // the database knows of the transaction
	broken error
}

// member is one of the acts.
type member struct {
	of       *sharing
	session  *Session
	yield    func(question) bool
	asked    question
	mark     int  // where in the queue its turn began
	wrote    bool // a change of it was sent
	rows     Rows // the answer to what it asked
	met      int64
	err      error // of the act
	resume   func() (question, bool)
	stop     func()
	finished bool
}

// aheadAtOnce is how many changes go to the database while the acts that follow
// are still being worked on: the two take about as long.
const aheadAtOnce = 48

type question struct {
	Statement
	rows bool
}

// errBroken says that acts cannot share a transaction; each is to be done on its own.
var errBroken = errors.New("store: the acts cannot share a transaction")

// later does a statement whose outcome the act does not look at: at once, or
// where acts share the transaction with the next question.
func (s *Session) later(text string, want int64, args ...any) error {
	if m := s.shared; m != nil {
		m.of.queue = append(m.of.queue, Statement{text, args, want})
		return nil
	}
	n, err := s.Run(text, args...)
	if err == nil && want != Any && n != want {
		err = ErrStale
	}
	return err
}

// ask is Ask; where acts share the transaction, the others' questions go with it.
func (s *Session) ask(text string, args ...any) (Rows, error) {
	if s.shared == nil {
		return s.Ask(text, args...)
	}
	if err := s.shared.ask(question{Statement{text, args, Any}, true}); err != nil {
		return nil, err
	}
	return s.shared.rows, nil
}

// broken notes that the acts which share the transaction cannot go on.
func (s *Session) broken(err error) {
	if s.shared != nil {
		s.shared.of.breaks(err)
	}
}

func (g *sharing) breaks(err error) {
	if g.broken == nil {
		g.broken = err
	}
}

// ask lets the others go on until the answer is there.
func (m *member) ask(q question) error {
	if m.of.broken != nil || !m.yield(q) || m.of.broken != nil {
		return errBroken
	}
	return nil
}

// start prepares an act. A panic is left for when it runs on its own.
func (g *sharing) start(f func(*Session) error) *member {
	m := &member{of: g}
	m.session = &Session{ctx: g.base.ctx, name: g.base.name, shared: m}
	m.resume, m.stop = iter.Pull(func(yield func(question) bool) {
		defer func() {
			if p := recover(); p != nil {
				g.breaks(fmt.Errorf("%w: %v", errBroken, p))
			}
		}()
		m.yield = yield
		m.err = f(m.session)
	})
	return m
}

// turn has an act go on until it asks or ends. What it changed is forgotten if
// it refuses while nothing of it was sent.
func (g *sharing) turn(m *member) {
	m.mark = len(g.queue)
	asked, more := m.resume()
	m.rows = nil
	switch {
	case more:
		m.asked = asked
		m.wrote = m.wrote || len(g.queue) > m.mark || !asked.rows
	case m.err == nil:
		m.finished = true
	case m.wrote:
		m.finished = true
		g.breaks(errBroken)
	default:
		m.finished = true
		clear(g.queue[m.mark:])
		g.queue = g.queue[:m.mark]
	}
}

// round sends what waits and what is asked, and has everybody who asked go on.
func (g *sharing) round(asking []*member) {
	queue := g.queue
	changes := len(queue)
	for _, m := range asking {
		queue = append(queue, m.asked.Statement)
	}
	g.queue, g.begun = nil, true
	answers := g.base.pipe.Send(g.base.ctx, queue)
	g.met(answers, queue[:changes])
	var ahead []Statement
	for _, m := range asking {
		if g.broken != nil {
			break
		}
		var err error
		if m.asked.rows {
			m.rows, err = answers.Ask()
		} else {
			m.met, err = answers.Met()
		}
		if err != nil {
			g.breaks(g.base.Name(err))
			break
		}
		g.turn(m)
		if len(g.queue) >= aheadAtOnce && g.broken == nil && answers.More(g.queue) {
			ahead = append(ahead, g.queue...)
			g.queue = nil
		}
	}
	g.met(answers, ahead)
	if err := answers.Close(); err != nil {
		g.breaks(g.base.Name(err))
	}
}

// met reads what came of changes.
func (g *sharing) met(answers Answers, changes []Statement) {
	for _, s := range changes {
		if g.broken != nil {
			return
		}
		switch n, err := answers.Met(); {
		case err != nil:
			g.breaks(g.base.Name(err))
		case s.Want != Any && n != s.Want:
			g.breaks(ErrStale)
		}
	}
}

// run has the acts take turns until all have ended and all was sent.
func (g *sharing) run(all []*member) {
	for _, m := range all {
		g.turn(m)
	}
	for g.broken == nil {
		var asking []*member
		for _, m := range all {
			if !m.finished {
				asking = append(asking, m)
			}
		}
		if len(asking) == 0 && (len(g.queue) == 0 || len(g.queue) == 1 && !g.begun) {
			return
		}
		g.round(asking)
	}
}

// Together runs acts in one transaction, and gives the error of each. It hopes
// that all goes well: an act may refuse as long as no change of it was sent;
// after anything else none is kept, and answered is false. Then each is to be
// done on its own, where it meets what befell it. An error of the commit is
// everybody's, and the last word.
func (p *Pool) Together(ctx context.Context, begin string, acts []func(*Session) error) (errs []error, answered bool) {
	s, _, err := p.take(ctx)
	if err != nil {
		return nil, false
	}
	sound := false
	defer func() { p.give(s, sound) }()
	if s.pipe == nil {
		sound = true
		return nil, false
	}
	g := &sharing{base: s, queue: []Statement{{begin, nil, Any}}}
	all := make([]*member, len(acts))
	for i, f := range acts {
		all[i] = g.start(f)
		defer all[i].stop()
	}
	g.run(all)
	if g.broken == nil && ctx.Err() == nil {
		if g.begun {
			_, err = s.With(context.WithoutCancel(ctx)).Run("commit")
		}
		errs = make([]error, len(acts))
		for i, m := range all {
			if errs[i] = m.err; err != nil {
				errs[i] = gone(err)
			}
		}
		sound = err == nil
		return errs, true
	}
	sound = !g.begun
	if g.begun {
		_, back := s.With(context.WithoutCancel(ctx)).Run("rollback")
		sound = back == nil
	}
	return nil, false
}

// piped gives the way to send several statements at once on a connection.
func piped(conn *sql.Conn, pipe func(driverConn any) Pipe) (p Pipe, err error) {
	if pipe == nil {
		return nil, nil
	}
	err = conn.Raw(func(c any) error { p = pipe(c); return nil })
	return p, err
}
