package review

import (
	"testing"

	"duban/internal/base/cite"
)

func found(id string, at int, value string) Record {
	c := Content{Subject: "粮食产量", Value: value}
	return Record{ID: id, Sort: Measure, Span: cite.Span{Start: at, End: at + 4}, State: Found, Words: value, Content: c, Original: c}
}

func TestAnotherReadingIsADifferenceAndTouchesNoDecision(t *testing.T) {
	same, otherwise, gone, rejected, corrected, replaced := found("same", 0, "1"), found("otherwise", 10, "2"), found("gone", 20, "3"), found("rejected", 30, "4"), found("corrected", 40, "5"), found("replaced", 50, "6")
	otherwise.State = Accepted
	rejected.State = Rejected
	corrected.State, corrected.Content.Value = Accepted, "55"
	replaced.State = Replaced
	part := Record{ID: "part", Sort: Measure, Span: cite.Span{Start: 60, End: 62}, State: Accepted, Content: Content{Subject: "人加的"}}
	held := []Record{same, otherwise, gone, rejected, corrected, replaced, part}
	read := []Record{found("same", 0, "1"), found("otherwise", 10, "22"), found("corrected", 40, "55"), found("replaced", 50, "66"), found("new", 70, "7")}
	atPart := found("elsewhere", 60, "8")
	atPart.Span.End = 62
	d := Compare(held, append(read, atPart))
	if len(d.Added) != 1 || d.Added[0].ID != "new" {
		t.Errorf("added %+v", d.Added)
	}
	if len(d.Changed) != 1 || d.Changed[0].Record != "otherwise" || d.Changed[0].To.Value != "22" {
		t.Errorf("changed %+v", d.Changed)
	}
	if len(d.Gone) != 1 || d.Gone[0] != "gone" {
		t.Errorf("gone %v", d.Gone)
	}
	if list := d.Single(); len(list) != 3 || list[0].Key() == list[1].Key() || list[1].Key() == list[2].Key() {
		t.Errorf("apart %+v", list)
	}
	if !Compare(held, []Record{same, otherwise, gone, rejected, corrected, replaced}).Empty() {
		t.Error("the same reading is a difference")
	}
}

func TestWhatIsInTheRegisterIsRereadOnlyWithAReason(t *testing.T) {
	r := found("a", 0, "1")
	r.State, r.EnteredAt = Accepted, 7
	if err := r.Reread(Content{Subject: "粮食产量", Value: "2"}, " "); err == nil {
		t.Error("the register changed without a reason")
	}
	if err := r.Unread("2027", ""); err == nil || r.State != Accepted {
		t.Error("a record left the register without a reason")
	}
	if err := r.Reread(Content{Subject: "粮食产量", Value: "2"}, "核过原文"); err != nil || r.State != Accepted || r.EnteredAt != 7 || r.Corrected() {
		t.Errorf("%+v, %v", r, err)
	}
	if err := r.Unread("2027", "核过原文"); err != nil || r.State != Rejected || r.EnteredAt != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if err := r.Reread(Content{Subject: "粮食产量", Value: "3"}, ""); err != nil || r.State != Found {
		t.Errorf("a rejected record that is read otherwise: %+v, %v", r, err)
	}
}
