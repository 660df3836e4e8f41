// Package ledger shows the tamper-evident log to the auditor, and serves its
// tiles in the open format for anybody's tools.
package ledger

import (
	"archive/zip"
	"context"
	"net/http"

	"duban/internal/desk"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

const most = 100

type data struct {
	log      desk.Log
	next     string
	verified *desk.Verified
}

// Show lists the newest acts.
func Show(v *frame.Visit) error { return show(v, nil) }

func show(v *frame.Visit, verified *desk.Verified) error {
	before, last := frame.Cursor(v.Text("after"))
	log, err := v.House.Desk.ReadLedger(v.Ctx, v.Actor, before, last, most+1)
	if err != nil {
		return err
	}
	d := data{log: log, verified: verified}
	if len(d.log.Acts) > most {
		d.log.Acts = d.log.Acts[:most]
		a := d.log.Acts[most-1]
		d.next = frame.CursorText(a.RecordedAt, a.ActID)
	}
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "存证账本"), At: "/ledger"}, page(v, d))
}

// Bundle sends the log as an archive that verifies without an account:
// docs/operations/ledger.md says what is in it.
func Bundle(v *frame.Visit) error {
	z := zip.NewWriter(v.W)
	begun := false
	_, err := v.House.Desk.ExportLedger(v.Ctx, v.Actor, func(name string, data []byte) error {
		if !begun {
			begun = true
			v.W.Header().Set("Content-Type", "application/zip")
			v.W.Header().Set("Content-Disposition", `attachment; filename="ledger-`+v.Actor.Division+`.zip"`)
		}
		part, err := z.Create(name)
		if err == nil {
			_, err = part.Write(data)
		}
		return err
	})
	if err == nil {
		err = z.Close()
	}
	if err != nil && begun {
		// the browser must see that it is not whole
		v.House.Log.Warn("a bundle was not sent to its end", "error", err.Error())
		panic(http.ErrAbortHandler)
	}
	return err
}

// File hands the acts out.
func File(v *frame.Visit) error {
	return v.HandOut("ledger", "", func(ctx context.Context, h desk.Handout) error {
		return v.House.Desk.ExportActs(ctx, v.Actor, h)
	})
}

// Verify re-hashes everything.
func Verify(v *frame.Visit) error {
	r, err := v.House.Desk.VerifyLedger(v.Ctx, v.Actor)
	if err != nil {
		return err
	}
	return show(v, &r)
}
