package desk

import (
	"context"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/kernel/burden"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

// RequestPage says which data requests a list shows; zero values leave open.
type RequestPage = store.RequestPage

// ListedRequest is a data request with how many of its units have answered.
type ListedRequest struct {
	burden.Request
	Version int64
	Units   int
	Given   int
	Mine    *store.ReplyRow // what the actor's own unit is asked, nil where it is not
	Late    bool            // its day has passed and somebody has not answered
}

// RequestList is a page of data requests, the newest first.
type RequestList struct {
	Requests []ListedRequest
	Units    map[string]staff.Unit
	Today    civil.Date
}

// ListRequests lists data requests as far as the actor sees them: what his units
// ask and what they are asked.
func (w *Workspace) ListRequests(ctx context.Context, by staff.Actor, p RequestPage) (RequestList, error) {
	out := RequestList{Today: civil.Instant(w.now()).Date()}
	scope, err := staff.ScopeOf(by, "request.list")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		if out.Units, err = unitsOf(tx, by.Division); err != nil {
			return err
		}
		out.Requests, err = listedRequests(tx, scope, by, p, out.Today)
		return err
	})
	return out, faulted(err)
}

func listedRequests(tx *store.Tx, scope staff.Scope, by staff.Actor, p RequestPage, today civil.Date) (all []ListedRequest, err error) {
	rows, err := tx.Requests(scope, p)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		x, _, err := listedRequest(tx, by, r, today)
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

func listedRequest(tx *store.Tx, by staff.Actor, r store.RequestRow, today civil.Date) (ListedRequest, []store.ReplyRow, error) {
	x := ListedRequest{Request: r.Request, Version: r.Version}
	replies, err := tx.Replies(by.Division, r.ID)
	for i, a := range replies {
		x.Units++
		if a.Given() {
			x.Given++
		}
		if a.Unit == by.Unit {
			x.Mine = &replies[i]
		}
	}
	x.Late = r.State == burden.Open && r.DueOn.Before(today)
	return x, replies, err
}

// ShownRequest is a data request with the answers that the actor may see: all of
// them for who asks and for the office, its own for a unit that is asked.
type ShownRequest struct {
	ListedRequest
	Replies []store.ReplyRow
	All     bool
	Asker   string // name of who asked
	ByUnit  map[string]staff.Unit
	Today   civil.Date
	Form    burden.Form
}

// ShowRequest opens a data request.
func (w *Workspace) ShowRequest(ctx context.Context, by staff.Actor, id string) (ShownRequest, error) {
	out := ShownRequest{Today: civil.Instant(w.now()).Date(), Form: burden.FixedForm(burden.Reply)}
	scope, err := staff.ScopeOf(by, "request.list")
	if err != nil {
		return out, err
	}
	err = w.store.Read(ctx, func(tx *store.Tx) error {
		r, err := tx.Request(scope, id)
		if err != nil {
			return err
		}
		if out.ByUnit, err = unitsOf(tx, by.Division); err != nil {
			return err
		}
		if out.ListedRequest, out.Replies, err = listedRequest(tx, by, r, out.Today); err != nil {
			return err
		}
		out.All = scope.Sees(r.Office)
		out.Replies = slices.DeleteFunc(out.Replies, func(x store.ReplyRow) bool { return !out.All && !scope.Sees(x.Unit) })
		out.Asker, err = personName(tx, by.Division, r.Person, map[string]string{})
		return err
	})
	return out, faulted(err)
}

// RequestStateWords are the Chinese words for the states.
var RequestStateWords = map[burden.RequestState]string{burden.Open: "在报", burden.Closed: "报齐", burden.Stopped: "不要了"}

// ExportRequests hands out what ListRequests lists, a row for each answer that the actor may see.
func (w *Workspace) ExportRequests(ctx context.Context, by staff.Actor, p RequestPage, h Handout) error {
	l := press.List{Title: "报数要求登记簿", Columns: []press.Column{
		{Key: "number", Title: "编号", English: "Number", Kind: press.Link}, {Key: "title", Title: "要什么", English: "What", Width: 30}, {Key: "why", Title: "为什么", English: "Why", Width: 40},
		{Key: "office", Title: "谁要", English: "Asked by"}, {Key: "asked_on", Title: "哪天要的", English: "Asked on", Kind: press.Date}, {Key: "due_on", Title: "哪天前报", English: "Due", Kind: press.Date},
		{Key: "state", Title: "状态", English: "State"}, {Key: "minutes", Title: "每家分钟", English: "Minutes each", Kind: press.Number}, {Key: "unit", Title: "答复单位", English: "Unit"},
		{Key: "value", Title: "数", English: "Figure"}, {Key: "measure", Title: "单位", English: "Measure"}, {Key: "words", Title: "说明", English: "Words", Width: 40},
	}}
	return w.handOut(ctx, by, "request.list", "requests", l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		units, err := unitNames(tx, by.Division)
		if err != nil {
			return err
		}
		for p.Most = 200; ; {
			rows, err := tx.Requests(scope, p)
			if err != nil {
				return err
			}
			for _, r := range rows {
				replies, err := tx.Replies(by.Division, r.ID)
				if err != nil {
					return err
				}
				for _, a := range replies {
					if !scope.Sees(r.Office) && !scope.Sees(a.Unit) {
						continue
					}
					if err := add(h.link(r.Number, "/requests/"+r.ID), r.Title, r.Why, units[r.Office], r.AskedOn, r.DueOn, RequestStateWords[r.State], r.Minutes, units[a.Unit], a.Value, r.Measure, a.Words); err != nil {
						return err
					}
				}
			}
			if len(rows) < p.Most {
				return nil
			}
			p.Before, p.BeforeID = rows[len(rows)-1].AskedOn, rows[len(rows)-1].ID
		}
	})
}
