package desk

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"duban/internal/base/civil"
	"duban/internal/credential"
	"duban/internal/kernel/notice"
	"duban/internal/kernel/webhook"
	"duban/internal/store"
)

// messagesAtOnce is how many notices one message of a robot gathers at most.
const messagesAtOnce = 60

// RunRobots has robots say what is due, while the context lasts. Of several
// programs one holds the lease of a robot at a time.
func (w *Workspace) RunRobots(ctx context.Context) {
	if w.means.Courier == nil {
		return
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	forgotten := int64(0)
	for {
		if _, err := w.SendRobots(ctx); err != nil && ctx.Err() == nil {
			w.means.Report("sending to chat groups", err)
		}
		if now := w.means.Clock(); now-forgotten > 3600*1_000_000 {
			forgotten = now
			if err := w.forgetRobots(ctx, now); err != nil && ctx.Err() == nil {
				w.means.Report("forgetting messages of robots", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// SendRobots sends what is due now, one message a robot: all that waits for it
// goes together. The next has to wait as long as the product asks. It says how
// many messages were tried.
func (w *Workspace) SendRobots(ctx context.Context) (int, error) {
	var due []store.RobotAt
	err := w.store.Read(ctx, func(tx *store.Tx) (err error) { due, err = tx.DueRobots(w.means.Clock()); return err })
	tries := 0
	var errs []error
	for _, at := range due {
		tried, err := w.sendRobot(ctx, at)
		if err != nil {
			errs = append(errs, fmt.Errorf("robot %s: %w", at.Robot, err))
		}
		if tried {
			tries++
		}
	}
	return tries, errors.Join(append(errs, err)...)
}

func (w *Workspace) sendRobot(ctx context.Context, at store.RobotAt) (bool, error) {
	var r webhook.Robot
	var due []webhook.RobotMessage
	err := w.store.Write(ctx, func(tx *store.Tx) error {
		due = nil
		now := w.means.Clock()
		mine, err := tx.TakeLease(at.Division, "robot/"+at.Robot, w.means.Holder, now+sendLease, now)
		if err != nil || !mine {
			return err
		}
		if r, err = tx.Robot(at.Division, at.Robot); err != nil || !r.Open() || r.NextAt > now {
			return err
		}
		// the pause begins before the try, so that it holds whoever sends next
		if due, err = tx.DueRobotMessages(at, now, messagesAtOnce); err != nil || len(due) == 0 {
			return err
		}
		return tx.TriedRobot(at.Division, at.Robot, r.Failures, now+r.Format.Pause().Microseconds())
	})
	if errors.Is(err, store.ErrNotFound) || err == nil && len(due) == 0 {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	answer, err := w.speak(ctx, r, due)
	if err != nil || ctx.Err() != nil {
		return false, err // cut off, it counts for nothing
	}
	return true, w.spoken(ctx, r, due, answer)
}

// speak puts messages into one of the product's, signs it and has it carried.
func (w *Workspace) speak(ctx context.Context, r webhook.Robot, due []webhook.RobotMessage) (webhook.Answer, error) {
	if w.means.Keys == nil {
		return webhook.Answer{}, errors.New("desk: no key to open the address of a robot with")
	}
	address, err := w.means.Keys.Open(r.Address, aboutRobot(r, "address"))
	if err != nil {
		return webhook.Answer{}, err
	}
	items := make([]notice.Item, len(due))
	for i, m := range due {
		items[i] = m.Item
	}
	now := w.means.Clock()
	groups := notice.Gather(items, civil.Instant(now).Date())
	title := "督办通知"
	if r.How != string(notice.AtOnce) && len(items) > 1 {
		title = "督办摘要"
	}
	text := r.Format.Compose(title, groups, w.means.Origin)
	to, signature := string(address), webhook.Signature{}
	if len(r.Secret) > 0 {
		secret, err := w.means.Keys.Open(r.Secret, aboutRobot(r, "secret"))
		if err != nil {
			return webhook.Answer{}, err
		}
		switch r.Format {
		case webhook.DingTalk:
			u, err := url.Parse(to)
			if err != nil {
				return webhook.Answer{}, errors.New("desk: the address of a robot does not parse")
			}
			q := u.Query()
			timestamp, sign := credential.SignDingTalk(string(secret), time.UnixMicro(now))
			q.Set("timestamp", timestamp)
			q.Set("sign", sign)
			u.RawQuery = q.Encode()
			to = u.String()
		case webhook.Feishu:
			signature.Timestamp, signature.Sign = credential.SignFeishu(string(secret), time.UnixMicro(now))
		}
	}
	body, err := r.Format.Body(title, text, signature)
	if err != nil {
		return webhook.Answer{}, err
	}
	networks, err := webhook.Prefixes(r.Networks)
	if err != nil {
		return webhook.Answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, courierTime)
	defer cancel()
	return r.Format.Answered(w.means.Courier.Send(ctx, Parcel{Address: to, Networks: networks, ContentType: "application/json; charset=utf-8", Body: body, Listen: true})), nil
}

// spoken keeps what a try came to. A robot that fails for good is paused, by an
// act of the program's own that the ledger holds; what it had to say waits.
func (w *Workspace) spoken(ctx context.Context, r webhook.Robot, due []webhook.RobotMessage, a webhook.Answer) error {
	now := w.means.Clock()
	ctx = context.WithoutCancel(ctx)
	pause := r.Format.Pause()
	if a.OK() {
		return late(w.store.Write(ctx, func(tx *store.Tx) error {
			for _, m := range due {
				m.State, m.NextAt, m.Trouble = webhook.Delivered, now, ""
				m.Tries++
				if err := tx.SetRobotMessage(m); err != nil {
					return err
				}
			}
			return tx.TriedRobot(r.Division, r.ID, 0, now+pause.Microseconds())
		}))
	}
	whole, again := webhook.Wait(r.Failures+1, w.salt()[0])
	if again && !a.Gone() {
		return late(w.store.Write(ctx, func(tx *store.Tx) error {
			for _, m := range due {
				m.Trouble = a.Trouble
				m.Tries++
				if err := tx.SetRobotMessage(m); err != nil {
					return err
				}
			}
			return tx.TriedRobot(r.Division, r.ID, r.Failures+1, now+max(pause, min(whole, time.Hour)).Microseconds())
		}))
	}
	_, err := performed(ctx, w, machine(r.Division), "robot.pause", Call{}, func(d *deed) (struct{}, error) {
		d.object = "robot/" + r.ID
		for _, m := range due {
			m.Trouble = a.Trouble
			m.Tries++
			if err := d.tx.SetRobotMessage(m); err != nil {
				return struct{}{}, err
			}
		}
		r, err := d.tx.Robot(r.Division, r.ID)
		if err != nil || !r.Open() {
			return struct{}{}, err
		}
		r.PausedAt, r.PausedFor, r.Failures = d.now, a.Trouble, r.Failures+1
		return struct{}{}, d.saveRobot(r)
	})
	return late(err)
}

func (w *Workspace) forgetRobots(ctx context.Context, now int64) error {
	return w.store.Write(ctx, func(tx *store.Tx) error {
		divisions, err := tx.Divisions()
		for _, d := range divisions {
			if err == nil {
				_, err = tx.ForgetRobotMessages(d.Code, now-keepDelivered)
			}
		}
		return err
	})
}
