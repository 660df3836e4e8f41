package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/poll"
	"duban/internal/kernel/snapshot"
	"duban/internal/store"
)

// Voices is what somebody without an account sees of a year's poll.
type Voices struct {
	Place     string
	Published *snapshot.Snapshot // what the public sees, nil for nothing
	Running   bool               // there is a poll that was not closed
	poll.Poll
	Done  map[string]bool // by item, that this browser answered today
	Today civil.Date
	Least int64
}

// Vote is somebody's answers. Browser is a text that his browser was given for
// the day; of it only a keyed hash is kept, until the day is over.
type Vote struct {
	Division string
	Year     int
	Browser  string
	Answers  map[string]poll.Answer
	Remarks  map[string]string
}

// Voted is what came of a vote.
type Voted struct {
	Counted int
	Again   int // that were answered by this browser today already, and not counted
}

var browserForm = regexp.MustCompile(`^[A-Za-z0-9_-]{32,64}$`)

// BrowserKnown says that a text is one that a browser was given.
func BrowserKnown(s string) bool { return browserForm.MatchString(s) }

// Voices shows the poll of a year to whoever asks.
func (w *Workspace) Voices(ctx context.Context, division string, year int, browser string) (Voices, error) {
	out := Voices{Today: civil.Instant(w.now()).Date(), Done: map[string]bool{}}
	out.Least = poll.Least(out.Today)
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		d, err := tx.Division(division)
		if err != nil {
			return err
		}
		out.Place = d.Name
		s, err := newestSnapshot(tx, division)
		if err != nil {
			return err
		}
		if s != nil && s.Year == year {
			out.Published = s
		}
		x, err := tx.RunningPoll(division, year)
		if missing(err) {
			return nil
		}
		if err != nil {
			return err
		}
		out.Poll, out.Running = x.Poll, true
		if !BrowserKnown(browser) {
			return nil
		}
		key, err := w.ballotKey(tx, division, out.Today.Days())
		if missing(err) {
			return nil
		}
		for _, it := range x.Items {
			if err == nil {
				out.Done[it.Number], err = tx.WasCast(division, out.Today.Days(), ballotMark(key, browser, x.ID, it.Number))
			}
		}
		return err
	})
	return out, faulted(err)
}

// Vote counts somebody's answers, each item once a browser and day. It is no act
// of a person: the ledger has what it comes to when the poll is closed.
func (w *Workspace) Vote(ctx context.Context, in Vote) (Voted, error) {
	if !divisionCode.MatchString(in.Division) {
		return Voted{}, fault.New(fault.NotFound, "没有找到，或者您看不到它。", "看看地址是不是写错了。")
	}
	if !BrowserKnown(in.Browser) {
		return Voted{}, fault.New(fault.Refused, "浏览器没有收下今天的记号，这次没有记。", "请允许本站的 Cookie，刷新页面再评。")
	}
	var out Voted
	var err error
	for range 2 { // two programs may draw the key of a day at once
		err = w.store.Write(ctx, func(tx *store.Tx) (err error) { out, err = w.vote(tx, in); return err })
		if !errors.Is(err, store.ErrDuplicate) {
			break
		}
	}
	if err != nil {
		return Voted{}, faulted(err)
	}
	return out, nil
}

func (w *Workspace) vote(tx *store.Tx, in Vote) (out Voted, err error) {
	today := civil.Instant(w.now()).Date()
	x, err := tx.RunningPoll(in.Division, in.Year)
	if missing(err) {
		return out, fault.New(fault.Conflict, fmt.Sprintf("%d 年的民生实事现在没有在评的。", in.Year), "结果在最近一次公布里。")
	}
	if err != nil {
		return out, err
	}
	if err := x.Check(in.Answers, in.Remarks, today); err != nil {
		return out, err
	}
	key, err := w.ballotKey(tx, in.Division, today.Days())
	if missing(err) {
		key, err = w.newBallotKey(tx, in.Division, today.Days())
	}
	if err != nil {
		return out, err
	}
	var counted []string
	for _, number := range slices.Sorted(maps.Keys(in.Answers)) {
		first, err := tx.CastBallot(in.Division, today.Days(), ballotMark(key, in.Browser, x.ID, number))
		if err != nil {
			return out, err
		}
		if !first {
			out.Again++
			continue
		}
		counted = append(counted, number)
	}
	var remarks []store.Remark
	for _, number := range counted {
		if words := poll.Words(in.Remarks[number]); words != "" {
			remarks = append(remarks, store.Remark{ID: w.draw(), Item: number, Words: words, GivenOn: today})
		}
	}
	out.Counted = len(counted)
	runs, err := tx.HoldPoll(in.Division, x.ID, int64(len(counted)), int64(len(remarks)))
	if err == nil && !runs {
		err = poll.Over(x.ClosesOn)
	}
	for _, number := range counted {
		if err == nil {
			err = tx.AddVote(in.Division, x.ID, number, in.Answers[number])
		}
	}
	for _, r := range remarks {
		if err == nil {
			err = tx.AddRemark(in.Division, x.ID, r)
		}
	}
	return out, err
}

// ballotMark is what is kept of who answered what on a day. Without the day's key
// nobody can tell whether two marks are of one browser.
func ballotMark(key []byte, browser, poll, item string) string {
	h := hmac.New(sha256.New, key)
	fmt.Fprintf(h, "%s\x00%s\x00%s", browser, poll, item)
	return hex.EncodeToString(h.Sum(nil))
}

func aboutBallots(division string, day int64) string {
	return fmt.Sprintf("%s/ballot/%d", division, day)
}

func (w *Workspace) ballotKey(tx *store.Tx, division string, day int64) ([]byte, error) {
	b, err := tx.BallotKey(division, day)
	if err != nil {
		return nil, err
	}
	return w.means.Keys.Open(b, aboutBallots(division, day))
}

// newBallotKey draws the key of a day. With it the days before are forgotten.
func (w *Workspace) newBallotKey(tx *store.Tx, division string, day int64) ([]byte, error) {
	if err := tx.ForgetBallots(division, day); err != nil {
		return nil, err
	}
	key := make([]byte, 32)
	fill(w.means.Random, key)
	b, err := w.means.Keys.Seal(w.means.Random, key, aboutBallots(division, day))
	if err != nil {
		return nil, err
	}
	return key, tx.AddBallotKey(division, day, b)
}

// forgetBallots forgets who voted on the days before today.
func (w *Workspace) forgetBallots(ctx context.Context, division string, now int64) error {
	return w.store.Write(ctx, func(tx *store.Tx) error { return tx.ForgetBallots(division, dayOf(now)) })
}
