package desk

import (
	"context"
	"encoding/json"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
)

// VoidDocument voids a document of a case: its number stays in the book and is
// never given again. again writes the same document anew, under a new number.
func (w *Workspace) VoidDocument(ctx context.Context, by staff.Actor, call Call, id, key, reason string, again bool) (CaseKept, error) {
	return w.onCaseBy(ctx, by, "document.void", call, id, func(d *deed, c *procedure.Case) (procedure.Event, error) {
		return c.Void(whoIs(by), key, reason, again, civil.Instant(d.now))
	})
}

// EnterNumber enters the number that another system gave to a document.
func (w *Workspace) EnterNumber(ctx context.Context, by staff.Actor, call Call, id, key, number string) (CaseKept, error) {
	return w.onCaseBy(ctx, by, "document.number", call, id, func(d *deed, c *procedure.Case) (procedure.Event, error) {
		e, err := c.Enter(whoIs(by), key, number, civil.Instant(d.now))
		if err != nil {
			return e, err
		}
		taken, err := d.tx.NumberTaken(by.Division, e.DocumentNumber())
		if err == nil && taken {
			err = fault.New(fault.Conflict, "文号 "+e.DocumentNumber()+" 已经用过。", "作废的号也不再用；请核对。").At("number")
		}
		return e, err
	})
}

// ServeDocument enters that a document was served.
func (w *Workspace) ServeDocument(ctx context.Context, by staff.Actor, call Call, id, key string, in procedure.Delivery) (CaseKept, error) {
	if in.Proof != "" && !isHash(in.Proof) {
		return CaseKept{}, fault.New(fault.Invalid, "凭据文件要用它的 SHA-256 写，64 位十六进制。", "没有文件就不写。").At("proof")
	}
	return w.onCaseBy(ctx, by, "document.serve", call, id, func(d *deed, c *procedure.Case) (procedure.Event, error) {
		told := ""
		if c.Document(key) != nil {
			row, err := d.tx.Document(by.Division, id, key)
			if err != nil {
				return procedure.Event{}, err
			}
			var p procedure.Paper
			if err := json.Unmarshal([]byte(row.Paper), &p); err != nil {
				return procedure.Event{}, err
			}
			told = p.Remedies
		}
		n, err := d.names()
		if err != nil {
			return procedure.Event{}, err
		}
		return c.Serve(whoIs(by), key, in, told, n.Division, d.w.means.Mechanisms.Remedies, civil.Instant(d.now))
	})
}

func isHash(s string) bool {
	for _, c := range s {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(s) == 64
}
