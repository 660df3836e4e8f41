package register

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/kernel/form"
)

// Keeper (管理人) is who does something to an entry.
type Keeper struct {
	Person, Post, Role, Unit string
	Units                    []string // the unit and those below it
	All                      bool     // of the whole division
}

// Deed (登记) is what somebody asks to be done to an entry.
type Deed struct {
	Kind   Kind
	On     civil.Date
	Begins civil.Date
	Data   map[string]any
	Reason string
}

// UnitOf is the unit that keeps an entry: the register's, else the one that the
// entry names, else that of who adds it.
func (r *Register) UnitOf(data map[string]any, adder string) string {
	if r.Keeper != "" {
		return r.Keeper
	}
	if r.Of != "" {
		s, _ := data[r.Of].(string)
		return s
	}
	return adder
}

// MayKeep says whether somebody may change what a unit keeps.
func (r *Register) MayKeep(who Keeper, unit string) bool {
	return slices.Contains(r.Keeps, who.Role) && (who.All || slices.Contains(who.Units, unit))
}

// MayUnmask says whether somebody may see what is masked of what a unit keeps.
func (r *Register) MayUnmask(who Keeper, unit string) bool {
	return slices.Contains(r.Unmasks, who.Role) && (who.All || slices.Contains(who.Units, unit))
}

// Decide says what is done to an entry and gives the event; nothing is changed.
// unit is whose the entry is now, "" for a new one.
func (r *Register) Decide(e Entry, unit string, who Keeper, d Deed) (Event, error) {
	if d.Kind == Added {
		if w := r.Form.Check(d.Data); len(w) > 0 { // else nobody would know whose it is to be
			return Event{}, fault.New(fault.Invalid, w[0].Sentence, w[0].Hint).At(w[0].Field).Because(&Unfit{w})
		}
		unit = r.UnitOf(d.Data, who.Unit)
	}
	if !r.MayKeep(who, unit) {
		return Event{}, fault.New(fault.Forbidden, "您不能改动“"+r.Title+"”里的这一条。", "由管这一条的单位的"+words(r.Keeps)+"办。")
	}
	if d.On.Zero() || !d.On.Valid() {
		return Event{}, fault.New(fault.Invalid, "没有写从哪一天起。", "请写日子，例 2021-03-01。").At("on")
	}
	d.Reason = strings.TrimSpace(d.Reason)
	if d.Kind != Added && d.Reason == "" {
		return Event{}, fault.New(fault.Invalid, "改动台账要写明理由。", "写一两句，说清为什么，依据是什么。").At("reason")
	}
	v := Event{Seq: len(e.Events) + 1, Kind: d.Kind, On: d.On, Reason: d.Reason, Person: who.Person, Post: who.Post, Unit: who.Unit}
	if d.Kind == Ended {
		return v, r.ends(e, d)
	}
	if i := e.at(d.On); i >= 0 && d.Kind != Added {
		d.Data = r.Unmasked(e.Spans[i].Data, d.Data)
	}
	if w := r.Form.Check(d.Data); len(w) > 0 {
		return Event{}, fault.New(fault.Invalid, w[0].Sentence, w[0].Hint).At(w[0].Field).Because(&Unfit{w})
	}
	v.Data = maps.Clone(d.Data)
	for name, x := range v.Data { // a name is the same whatever blanks stand around it
		if s, ok := x.(string); ok {
			v.Data[name] = strings.TrimSpace(s)
		}
	}
	if r.KeyOf(v.Data) == "" {
		return Event{}, fault.New(fault.Invalid, "“"+strings.Join(r.Key, "”“")+"”没有填全。", "台账按它认一条，必填。").At(r.Key[0])
	}
	if after := r.UnitOf(v.Data, unit); after != unit && !r.MayKeep(who, after) {
		return Event{}, fault.New(fault.Forbidden, "您不能把这一条交给别的单位管。", "由管这一条的单位的"+words(r.Keeps)+"办。")
	}
	if d.Kind == Added {
		return v, r.adds(e, d)
	}
	i := e.at(d.On)
	if i < 0 {
		return Event{}, fault.New(fault.Conflict, "“"+r.Title+"”的这一条在 "+d.On.String()+" 不在册。", "请选它在册的日子；已终止的，重新登记。").At("on")
	}
	if was := r.KeyOf(e.Spans[i].Data); r.KeyOf(v.Data) != was {
		return Event{}, fault.New(fault.Refused, "“"+strings.Join(r.Key, "”“")+"”不能改：台账按它认一条。", "登记错了的，终止这一条，另外登记。").At(r.Key[0])
	}
	if d.Kind == Corrected {
		v.Begins = d.Begins
		if !d.Begins.Zero() && !e.mayBegin(i, d.Begins) {
			return Event{}, fault.New(fault.Invalid, "起始日 "+d.Begins.String()+" 和前后的记录对不上。", "要晚于前一段的起始日，早于这一段的止日。").At("begins")
		}
	}
	if (d.Begins.Zero() || d.Begins == e.Spans[i].From) && len(r.Difference(e.Spans[i].Data, v.Data)) == 0 {
		return Event{}, fault.New(fault.Invalid, "和在册的完全一样，没有改动。", "改了再交。")
	}
	return v, nil
}

// Unmasked is what was filled in, with what it was before wherever a field comes
// back masked as it was shown: whoever changes something else has not seen it.
func (r *Register) Unmasked(before, data map[string]any) map[string]any {
	out := maps.Clone(data)
	for _, f := range r.Form.Fields {
		if was, ok := before[f.Name].(string); ok && f.Masked && was != "" && data[f.Name] == form.Mask(was) {
			out[f.Name] = was
		}
	}
	return out
}

func (r *Register) adds(e Entry, d Deed) error {
	last, ok := e.Last()
	switch {
	case !ok:
		return nil
	case last.Until.Zero():
		return fault.New(fault.Conflict, "“"+r.Title+"”里已经有“"+r.KeyOf(d.Data)+"”。", "要改它，请打开那一条办变更。").At(r.Key[0])
	case d.On.Before(last.Until):
		return fault.New(fault.Conflict, "“"+r.KeyOf(d.Data)+"”在册到 "+last.Until.String()+" 前，新登记的要从那天或以后起。", "请改起始日。").At("on")
	}
	return nil
}

func (r *Register) ends(e Entry, d Deed) error {
	i := e.at(d.On)
	if i < 0 {
		return fault.New(fault.Conflict, "“"+r.Title+"”的这一条在 "+d.On.String()+" 不在册。", "请选它在册的日子。").At("on")
	}
	if !e.Spans[i].From.Before(d.On) {
		return fault.New(fault.Invalid, "终止日 "+d.On.String()+" 不晚于起始日。", "从终止日起不在册，前一天还在。").At("on")
	}
	if i < len(e.Spans)-1 {
		return fault.New(fault.Conflict, "这一天以后还有改动，从 "+e.Spans[i+1].From.String()+" 起。", "终止日要晚于最后一次改动。").At("on")
	}
	return nil
}

var roleWord = map[string]string{"clerk": "经办", "head": "负责人", "supervisor": "督查", "leader": "领导"}

func words(roles []string) string {
	list := make([]string, len(roles))
	for i, x := range roles {
		list[i] = roleWord[x]
	}
	return strings.Join(list, "、")
}

// Unfit is what an entry was not filled in right with; it stands behind a fault.
type Unfit struct{ Wantings []form.Wanting }

func (u *Unfit) Error() string {
	var list []string
	for _, w := range u.Wantings {
		list = append(list, w.Sentence)
	}
	return strings.Join(list, " ")
}

// Difference (改动) is a field that says something else than before.
type Difference struct {
	Field         *form.Field
	Before, After any // nil where it says nothing
}

// Difference is what is different between two versions, in the form's order.
func (r *Register) Difference(before, after map[string]any) []Difference {
	var list []Difference
	for i := range r.Form.Fields {
		f := &r.Form.Fields[i]
		b, a := before[f.Name], after[f.Name]
		if same(b, a) {
			continue
		}
		list = append(list, Difference{f, b, a})
	}
	return list
}

func same(a, b any) bool {
	if Text(a) == Text(b) && (a == nil || b == nil) {
		return true // said nothing, one way or the other
	}
	return reflect.DeepEqual(a, b) || Text(a) == Text(b) && Text(a) != ""
}
