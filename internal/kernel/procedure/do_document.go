package procedure

import (
	"slices"
	"strings"

	"duban/internal/base/cite"
	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// MayFile says whether somebody may serve a document or enter its number: a
// clerk or head of the unit that issues it, or whoever may do the act that
// wrote it. To void one takes a head of that unit, or supervision.
func (c *Case) MayFile(who Who, d *Document) bool {
	return slices.Contains([]string{"clerk", "head"}, who.Role) && slices.Contains(who.Units, d.Unit)
}

// MayVoid says whether somebody may void a document.
func (c *Case) MayVoid(who Who, d *Document) bool {
	return who.Role == "head" && slices.Contains(who.Units, d.Unit) || who.Role == "supervisor"
}

// document finds a document that still holds.
func (c *Case) document(key string) (*Document, error) {
	d := c.Document(key)
	switch {
	case d == nil:
		return nil, fault.New(fault.NotFound, "这一件没有这份文书。", "请看“文书”里有哪些。")
	case d.VoidedAt != 0:
		return nil, fault.New(fault.Conflict, "《"+d.Rule.Title+"》已经作废。", "作废的号留着，不再使用。")
	}
	return d, nil
}

func (c *Case) filed(kind EventKind, d *Document, who Who, at civil.Instant, data map[string]any, reason string) Event {
	return Event{Seq: len(c.Events) + 1, Act: d.Rule.ID, Kind: kind, Of: d.Of, Branch: d.Branch, Person: who.Person, Post: who.Post, Unit: who.Unit, HappenedAt: at, Data: data, Reason: reason}
}

// Issue gives a document the number that the program drew for it.
func (c *Case) Issue(d *Document, who Who, number string, at civil.Instant) Event {
	return c.filed(Numbered, d, who, max(at, d.WrittenAt), map[string]any{dataNumber: number}, "")
}

// Enter enters the number that another system gave.
func (c *Case) Enter(who Who, key, number string, at civil.Instant) (Event, error) {
	d, err := c.document(key)
	if err != nil {
		return Event{}, err
	}
	if !c.MayFile(who, d) {
		return Event{}, fault.New(fault.Forbidden, "您不能登记《"+d.Rule.Title+"》的文号。", "由发文单位的经办、负责人办。")
	}
	switch {
	case !d.Rule.Given():
		return Event{}, fault.New(fault.Refused, "《"+d.Rule.Title+"》的文号由本系统编。", "不用另填。")
	case d.Number != "":
		return Event{}, fault.New(fault.Conflict, "《"+d.Rule.Title+"》已经有文号 "+d.Number+"。", "号错了，请作废重出。")
	}
	n, odd, err := cite.ReadDocumentNumber(strings.TrimSpace(number))
	if err != nil {
		return Event{}, fault.New(fault.Invalid, "“"+number+"”不是发文字号。", "写成 仙政办发〔2021〕5号 的样子。").At("number")
	}
	if len(odd) > 0 {
		return Event{}, fault.New(fault.Invalid, "发文字号写得不规范："+string(odd[0])+"。", "规范的写法是 "+n.String()+"。").At("number")
	}
	return c.filed(Numbered, d, who, max(at, d.WrittenAt), map[string]any{dataNumber: n.String()}, ""), nil
}

// Void voids a document, with a reason; again writes another in its place.
func (c *Case) Void(who Who, key, reason string, again bool, at civil.Instant) (Event, error) {
	d, err := c.document(key)
	if err != nil {
		return Event{}, err
	}
	if !c.MayVoid(who, d) {
		return Event{}, fault.New(fault.Forbidden, "您不能作废《"+d.Rule.Title+"》。", "由发文单位的负责人，或督查办。")
	}
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return Event{}, fault.New(fault.Invalid, "作废要写明理由。", "写一两句，说清为什么。").At("reason")
	}
	data := map[string]any{}
	if again {
		data[dataAgain] = true
	}
	return c.filed(Voided, d, who, max(at, d.WrittenAt, d.IssuedAt), data, reason), nil
}

// Delivery (送达登记) is a service as somebody enters it.
type Delivery struct {
	Way       Way
	On        civil.Date // handed over, left, posted and signed for, received; for Announced the day of the announcement
	To        string
	By        string // who served
	Receipt   string
	Proof     string
	Consented bool // the recipient agreed to electronic service
}

// Serve enters how a document was served. An announced one counts as served
// once the days of the law have passed; told is what the document tells of
// remedies, which must be what the law gives on the day of service.
func (c *Case) Serve(who Who, key string, in Delivery, told, division string, law *Remedies, now civil.Instant) (Event, error) {
	d, err := c.document(key)
	if err != nil {
		return Event{}, err
	}
	title := "《" + d.Rule.Title + "》"
	if !c.MayFile(who, d) {
		return Event{}, fault.New(fault.Forbidden, "您不能登记"+title+"的送达。", "由发文单位的经办、负责人办。")
	}
	switch {
	case len(d.Rule.Ways) == 0:
		return Event{}, fault.New(fault.Refused, title+"不用送达。", "")
	case d.Number == "":
		return Event{}, fault.New(fault.Conflict, title+"还没有文号，不能送达。", "先登记文号。")
	case !slices.Contains(d.Rule.Ways, in.Way):
		names := make([]string, len(d.Rule.Ways))
		for i, w := range d.Rule.Ways {
			names[i] = w.Say()
		}
		return Event{}, fault.New(fault.Invalid, title+"不能这样送达。", "可以："+strings.Join(names, "、")+"。").At("way")
	case in.On.Zero():
		return Event{}, fault.New(fault.Invalid, "没有填送达的日子。", "填收到、留置或发出公告的那一天。").At("on")
	}
	in.To, in.By, in.Receipt = strings.TrimSpace(in.To), strings.TrimSpace(in.By), strings.TrimSpace(in.Receipt)
	switch {
	case in.On.Before(d.IssuedAt.Date()):
		return Event{}, fault.New(fault.Invalid, "送达的日子 "+in.On.String()+" 早于发出的 "+d.IssuedAt.Date().String()+"。", "请核对日子。").At("on")
	case now.Date().Before(in.On):
		return Event{}, fault.New(fault.Invalid, "送达的日子 "+in.On.String()+" 还没有到。", "送到了再登记。").At("on")
	case in.To == "" && in.Way != Announced:
		return Event{}, fault.New(fault.Invalid, "没有填收件人。", "写谁签收的；留置的写受送达人。").At("to")
	case in.By == "":
		return Event{}, fault.New(fault.Invalid, "没有填送达人。", "写谁去送的。").At("by")
	case in.Receipt == "":
		return Event{}, fault.New(fault.Invalid, "没有填送达的凭据。", "写送达回证、邮件号、见证人或公告的出处。").At("receipt")
	case in.Way == Electronic && !in.Consented:
		return Event{}, fault.New(fault.Refused, "电子送达要受送达人同意。", "没有同意的，换一种方式送达。").At("consented")
	}
	on := in.On
	if in.Way == Announced {
		var provision string
		if law == nil {
			return Event{}, errNoLaw
		}
		if on, provision, err = law.AnnouncedBy(in.On); err != nil {
			return Event{}, err
		}
		if now.Date().Before(on) {
			return Event{}, fault.New(fault.Refused, "公告送达到 "+on.String()+" 才算送达。", "依据"+provision+"；到那天再登记。").At("on")
		}
	}
	if d.Rule.Remedies && law != nil {
		due, err := law.Tell(on, division)
		if err != nil {
			return Event{}, err
		}
		if due != told {
			return Event{}, fault.New(fault.Refused, title+"告知的救济途径不是送达日 "+on.String()+" 的法。", "作废重出一份再送；那天的法是："+due)
		}
	}
	at := max(on.At(0, 0), d.IssuedAt)
	data := map[string]any{dataWay: string(in.Way), dataServed: on.String(), dataTo: in.To, dataBy: in.By, dataReceipt: in.Receipt}
	if in.Proof != "" {
		data[dataProof] = in.Proof
	}
	return c.filed(Served, d, who, at, data, ""), nil
}
