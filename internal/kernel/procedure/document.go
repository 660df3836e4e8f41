package procedure

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/kernel/form"
	"duban/internal/kernel/rule"
)

// DocumentRule (文书样式) is a document that acts of a procedure write, as declared.
type DocumentRule struct {
	ID          string
	Title       string
	Kind        string // 通知书, 决定书, 函 …
	Letterhead  bool   // with the red head of an official document; a plain form without
	Minutes     bool   // in the form of minutes: their name in red, who attended, no signature
	Heading     Template
	Series      string // the pattern of its numbers, "" where another system gives them
	Issuer      Whose  // the unit of which part signs it; ByRule for IssuerUnit
	IssuerUnit  string
	IssuerField string     // the field with the unit that signs it, where Issuer is ByRule
	When        *rule.Rule // it is written where this holds; nil for always
	To          Template
	Body        []Passage
	Attachments []Passage
	Attending   []Passage // of minutes: 出席：…
	CopyTo      Template
	Note        Template
	Copies      []string // who gets one
	Cites       []*Basis
	Ways        []Way // of service; none where it is not served
	Remedies    bool  // it tells what can be done against it, by the law of its day
	at          place
}

// Given says that another system gives the number.
func (r *DocumentRule) Given() bool { return r.Series == "" }

// Serves says that the document may be served in a way.
func (r *DocumentRule) Serves(w Way) bool { return slices.Contains(r.Ways, w) }

// Passage (段落) is a paragraph of a template, or several.
type Passage struct {
	When    *rule.Rule // nil for always
	Text    Template
	Heading bool
	Each    string   // the field whose entries each make a paragraph
	Columns []string // of the table that Each fills; entries are split at |
}

// Template (模板) is text with fields in it: plain pieces and names in turn.
type Template []string

// Way (送达方式) is how a document is served.
type Way string

// The ways of service.
const (
	Direct     Way = "direct"     // 直接送达
	Left       Way = "left"       // 留置送达
	Post       Way = "post"       // 邮寄送达
	Electronic Way = "electronic" // 电子送达, with the recipient's consent
	Announced  Way = "announced"  // 公告送达
)

// Ways are all ways, in the order that forms show them.
var Ways = []Way{Direct, Left, Post, Electronic, Announced}

var wayNames = map[Way]string{Direct: "直接送达", Left: "留置送达", Post: "邮寄送达", Electronic: "电子送达", Announced: "公告送达"}

// Say says a way in words.
func (w Way) Say() string { return wayNames[w] }

// Document (文书) is a document of a case, as the case's events leave it.
type Document struct {
	Rule      *DocumentRule
	Of        int // the event that wrote it
	Branch    string
	Unit      string // that issues it
	Acted     string // the unit that acted
	Reason    string
	WrittenAt civil.Instant
	Number    string // "" while it waits for one
	IssuedAt  civil.Instant
	VoidedAt  civil.Instant // 0 where it holds
	Why       string        // it was voided
	Replaces  string        // the key of the voided one that it stands for
	Services  []Service
}

// Service (送达) is one delivery of a document.
type Service struct {
	Way     Way
	On      civil.Date // the day it counts as served
	To      string
	By      string
	Receipt string // what proves it: 送达回证, the slip's number
	Proof   string // the file of it by its hash, "" without
	At      civil.Instant
}

// Key names a document within its case.
func (d *Document) Key() string { return d.Rule.ID + "-" + strconv.Itoa(d.Of) }

// State is pending, issued, voided or served.
func (d *Document) State() string {
	switch {
	case d.VoidedAt != 0:
		return "voided"
	case len(d.Services) > 0:
		return "served"
	case d.Number == "":
		return "pending"
	}
	return "issued"
}

// Document finds a document by its key, nil where there is none.
func (c *Case) Document(key string) *Document {
	return find(c.Documents, func(d *Document) bool { return d.Key() == key })
}

// Document finds a declared document, nil where there is none.
func (p *Procedure) Document(id string) *DocumentRule {
	return find(p.Documents, func(r *DocumentRule) bool { return r.ID == id })
}

// What an event of a document carries.
const (
	dataNumber  = "文号"
	dataAgain   = "重出"
	dataWay     = "方式"
	dataServed  = "送达日"
	dataTo      = "收件人"
	dataBy      = "送达人"
	dataReceipt = "凭据"
	dataProof   = "凭据文件"
)

// OfDocument says that the event is about a document: Act is then the id of
// its rule and Of the event that wrote it.
func (e Event) OfDocument() bool {
	return e.Kind == Numbered || e.Kind == Voided || e.Kind == Served
}

// DocumentKey is the key of the document that the event is about.
func (e Event) DocumentKey() string { return e.Act + "-" + strconv.Itoa(e.Of) }

// DocumentNumber is the number that the event gives.
func (e Event) DocumentNumber() string { s, _ := e.Data[dataNumber].(string); return s }

// write adds the documents that an act writes; what comes from another system
// was written there.
func (c *Case) write(a *Act, e Event) {
	if e.Foreign != "" {
		return
	}
	for _, r := range a.Writes {
		env := c.values(c.Branch(e.Branch))
		if r.When != nil && !r.When.Holds(env) {
			continue
		}
		d := &Document{Rule: r, Of: e.Seq, Branch: e.Branch, Acted: e.Unit, Reason: e.Reason, WrittenAt: e.HappenedAt}
		switch r.Issuer {
		case Initiator:
			d.Unit = c.OpenedBy.Unit
		case OfBranch:
			if b := c.Branch(e.Branch); b != nil {
				d.Unit = b.Unit
			}
		case ByRule:
			if d.Unit = r.IssuerUnit; r.IssuerField != "" {
				d.Unit, _ = env[r.IssuerField].(string)
			}
		default:
			d.Unit = e.Unit
		}
		if d.Unit == "" { // the program acted
			d.Unit = c.OpenedBy.Unit
		}
		c.Documents = append(c.Documents, d)
	}
}

// file applies an event about a document.
func (c *Case) file(e Event) error {
	d := c.Document(e.DocumentKey())
	if d == nil {
		return fmt.Errorf("procedure: event %d is about the document %s, which is none", e.Seq, e.DocumentKey())
	}
	text := func(name string) string { s, _ := e.Data[name].(string); return s }
	b := c.Branch(d.Branch)
	switch e.Kind {
	case Numbered:
		d.Number, d.IssuedAt = text(dataNumber), e.HappenedAt
		c.tick(issuedMark+d.Rule.ID, e.HappenedAt, b, nil)
	case Voided:
		d.VoidedAt, d.Why = e.HappenedAt, e.Reason
		if again, _ := e.Data[dataAgain].(bool); again {
			n := *d
			n.Of, n.WrittenAt, n.Number, n.IssuedAt, n.VoidedAt, n.Why, n.Services, n.Replaces = e.Seq, e.HappenedAt, "", 0, 0, "", nil, d.Key()
			c.Documents = append(c.Documents, &n)
		}
	case Served:
		on, err := civil.ParseDate(text(dataServed))
		if err != nil {
			return err
		}
		d.Services = append(d.Services, Service{Way: Way(text(dataWay)), On: on, To: text(dataTo), By: text(dataBy), Receipt: text(dataReceipt), Proof: text(dataProof), At: e.HappenedAt})
		if len(d.Services) == 1 {
			c.tick(servedMark+d.Rule.ID, e.HappenedAt, b, nil)
		}
	}
	return nil
}

// What clocks may start and end by, beside acts and stages: served:ID, issued:ID.
const (
	servedMark = "served:"
	issuedMark = "issued:"
)

// marked is the document that a clock's mark speaks of.
func (p *Procedure) marked(mark string) (r *DocumentRule, ok bool) {
	for _, m := range []string{servedMark, issuedMark} {
		if id, is := strings.CutPrefix(mark, m); is {
			r = p.Document(id)
			return r, r == nil || m == issuedMark || len(r.Ways) > 0
		}
	}
	return nil, false
}

// SeriesOf is a series and year as its numbers begin, 仙政服〔2021〕, and what follows the figure.
func (r *DocumentRule) SeriesOf(on civil.Date, division string) (before, after string) {
	text := strings.NewReplacer("{年}", strconv.Itoa(on.Year), "{区划}", division).Replace(r.Series)
	before, after, _ = strings.Cut(text, "{序}")
	return before, after
}

// Paper (文书稿) is the words of a document as they are issued and sealed.
type Paper struct {
	Kind        string   `json:"kind"`
	Letterhead  bool     `json:"letterhead"`
	Minutes     bool     `json:"minutes,omitempty"`
	Organ       string   `json:"organ"` // whose name stands above, 发文机关
	Number      string   `json:"number"`
	Heading     string   `json:"heading"`
	To          string   `json:"to,omitempty"`
	Body        []Block  `json:"body"`
	Attachments []string `json:"attachments,omitempty"`
	Attending   []string `json:"attending,omitempty"` // of minutes, each with its word before a colon
	Day         string   `json:"day"`                 // 2021-03-01
	Note        string   `json:"note,omitempty"`
	CopyTo      string   `json:"copy_to,omitempty"`
	Copies      []string `json:"copies,omitempty"`
	Cites       []string `json:"cites,omitempty"`
	Remedies    string   `json:"remedies,omitempty"`
}

// Block (文书块) is a paragraph, a heading or a table of a document.
type Block struct {
	Text    string     `json:"text,omitempty"`
	Heading bool       `json:"heading,omitempty"`
	Columns []string   `json:"columns,omitempty"`
	Rows    [][]string `json:"rows,omitempty"`
}

// Names are what documents call things by that a case knows by its code.
type Names struct {
	Division string // 云泽市
	Unit     func(code string) string
	Object   func(noun, id string) string // what is called so; nil where there are none
}

// Paper writes a document of the case: its template filled in with what the
// case stands at, dated on a day, with what the law of that day gives against it.
func (c *Case) Paper(d *Document, on civil.Date, n Names, law *Remedies) (Paper, error) {
	r := d.Rule
	b := c.Branch(d.Branch)
	env := c.values(b)
	say := func(t Template) string { return c.fill(t, d, env, on, n, nil) }
	p := Paper{Kind: r.Kind, Letterhead: r.Letterhead, Minutes: r.Minutes, Organ: n.Unit(d.Unit), Number: d.Number, Heading: say(r.Heading), To: say(r.To), Day: on.String(), Note: say(r.Note), CopyTo: say(r.CopyTo), Copies: r.Copies, Body: []Block{}}
	for _, x := range r.Cites {
		p.Cites = append(p.Cites, x.cited())
	}
	p.Body = c.passages(r.Body, d, env, on, n)
	for _, x := range c.passages(r.Attachments, d, env, on, n) {
		p.Attachments = append(p.Attachments, x.Text)
	}
	for _, x := range c.passages(r.Attending, d, env, on, n) {
		p.Attending = append(p.Attending, x.Text)
	}
	if r.Remedies {
		text, err := law.Tell(on, n.Division)
		if err != nil {
			return p, err
		}
		p.Remedies = text
		p.Body = append(p.Body, Block{Text: text})
	}
	return p, nil
}

func (c *Case) passages(list []Passage, d *Document, env map[string]any, on civil.Date, n Names) []Block {
	blocks := []Block{}
	for _, x := range list {
		if x.When != nil && !x.When.Holds(env) {
			continue
		}
		if x.Each == "" {
			if text := c.fill(x.Text, d, env, on, n, nil); text != "" {
				blocks = append(blocks, Block{Text: text, Heading: x.Heading})
			}
			continue
		}
		entries, _ := rule.As(rule.Texts, env[x.Each]).([]string)
		if x.Columns == nil {
			for i, entry := range entries {
				blocks = append(blocks, Block{Text: c.fill(x.Text, d, env, on, n, map[string]string{"序": strconv.Itoa(i + 1), "项": c.named(x.Each, entry, n)})})
			}
			continue
		}
		t := Block{Columns: x.Columns}
		for i, entry := range entries {
			row := []string{strconv.Itoa(i + 1)}
			for _, cell := range strings.FieldsFunc(strings.ReplaceAll(entry, "｜", "|"), func(r rune) bool { return r == '|' }) {
				row = append(row, strings.TrimSpace(cell))
			}
			for len(row) < len(x.Columns) {
				row = append(row, "")
			}
			if extra := row[len(x.Columns):]; len(extra) > 0 {
				row = append(row[:len(x.Columns)-1:len(x.Columns)-1], strings.Join(append([]string{row[len(x.Columns)-1]}, extra...), "；"))
			}
			t.Rows = append(t.Rows, row)
		}
		if len(t.Rows) > 0 {
			blocks = append(blocks, t)
		}
	}
	return blocks
}

func (b *Basis) cited() string { return "《" + strings.Trim(b.Title, "《》") + "》" + b.Article }

// cited are the provisions that a document cites, as its words say them.
func (r *DocumentRule) cited() string {
	list := make([]string, len(r.Cites))
	for i, b := range r.Cites {
		list[i] = b.cited()
	}
	return strings.Join(list, "、")
}

// ownFields are what a template may name beside the forms' fields.
var ownFields = []string{"编号", "文号", "发文单位", "承办单位", "区划", "日期", "理由", "立件日期", "依据"}

func (c *Case) fill(t Template, d *Document, env map[string]any, on civil.Date, n Names, local map[string]string) string {
	var b strings.Builder
	for i, piece := range t {
		if i%2 == 0 {
			b.WriteString(piece)
			continue
		}
		if s, ok := local[piece]; ok {
			b.WriteString(s)
			continue
		}
		switch piece {
		case "编号":
			b.WriteString(c.Number)
		case "文号":
			b.WriteString(d.Number)
		case "发文单位":
			b.WriteString(n.Unit(d.Unit))
		case "承办单位":
			b.WriteString(n.Unit(d.Acted))
		case "区划":
			b.WriteString(n.Division)
		case "日期":
			b.WriteString(ChineseDay(on))
		case "立件日期":
			b.WriteString(ChineseDay(c.OpenedBy.HappenedAt.Date()))
		case "依据":
			b.WriteString(d.Rule.cited())
		case "理由":
			b.WriteString(d.Reason)
		case "发起单位":
			b.WriteString(n.Unit(c.OpenedBy.Unit))
		case "环节":
			b.WriteString(c.Stage.Title)
		default:
			b.WriteString(c.sayField(piece, env[piece], n))
		}
	}
	return strings.TrimSpace(b.String())
}

// sayField says a field's value as documents do.
func (c *Case) sayField(name string, v any, n Names) string {
	switch v := v.(type) {
	case string:
		if on, err := civil.ParseDate(v); err == nil && c.is(name, "date") {
			return ChineseDay(on)
		}
		return c.named(name, v, n)
	case bool:
		return map[bool]string{true: "是", false: "否"}[v]
	case json.Number:
		if x, err := quantity.Parse(v.String()); err == nil {
			return x.String()
		}
	case quantity.Decimal:
		return v.String()
	case []string, []any:
		list := slices.Clone(rule.As(rule.Texts, v).([]string))
		for i := range list {
			list[i] = c.named(name, list[i], n)
		}
		return strings.Join(list, "、")
	}
	return ""
}

// is says that a form asks for a field in a particular way.
func (c *Case) is(name, what string) bool {
	for _, f := range c.Procedure.Forms {
		if x := f.Field(name); x != nil {
			return x.Is == what
		}
	}
	return false
}

// NounOf is the noun that a field refers to an object of, "" for none.
func (p *Procedure) NounOf(name string) string {
	for _, f := range p.Forms {
		if x := f.Field(name); x != nil {
			return x.Noun
		}
	}
	return ""
}

// named says a unit or an object by its name where the field holds units.
func (c *Case) named(name, v string, n Names) string {
	if c.is(name, "unit") || c.is(name, "units") {
		return n.Unit(v)
	}
	if noun := c.Procedure.NounOf(name); noun != "" && n.Object != nil {
		return n.Object(noun, v)
	}
	if c.is(name, "files") {
		return form.FileOf(v).Title
	}
	return v
}

// ChineseDay writes a day as documents are dated: 2021年3月1日, no leading zeros.
func ChineseDay(d civil.Date) string {
	return strconv.Itoa(d.Year) + "年" + strconv.Itoa(int(d.Month)) + "月" + strconv.Itoa(int(d.Day)) + "日"
}
