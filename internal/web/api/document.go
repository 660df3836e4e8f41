package api

import (
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/web/say"
)

// CaseDocument is a document of a case in the register.
type CaseDocument struct {
	Case     string     `json:"case" doc:"办件代码"`
	Document string     `json:"document" doc:"文书代码，在办件里唯一"`
	Title    string     `json:"title"`
	Unit     string     `json:"unit" doc:"发文单位"`
	Series   string     `json:"series,omitempty" doc:"文号去掉序号，例 仙政许〔2021〕"`
	Serial   int64      `json:"serial,omitempty" doc:"序号"`
	Number   string     `json:"number,omitempty" doc:"文号；没有就是等着编"`
	State    string     `json:"state" enum:"pending,issued,served,voided"`
	IssuedAt *time.Time `json:"issued_at,omitempty"`
	VoidedAt *time.Time `json:"voided_at,omitempty"`
	ServedOn string     `json:"served_on,omitempty" doc:"送达日，2021-03-01"`
	Why      string     `json:"why,omitempty" doc:"为什么作废"`
}

func ofDocument(d desk.DocumentRow) CaseDocument {
	c := CaseDocument{d.Case, d.Key, d.Title, d.Unit, d.Series, d.Serial, d.Number, d.State, moment(d.IssuedAt), moment(d.VoidedAt), "", d.Why}
	if d.ServedOn != 0 {
		c.ServedOn = civil.OfDays(d.ServedOn).String()
	}
	return c
}

// CaseDocumentWhole is a document with its words as they were issued.
type CaseDocumentWhole struct {
	CaseDocument
	Paper  procedure.Paper `json:"paper" doc:"发出时的文字"`
	SHA256 string          `json:"sha256" doc:"文字的哈希，存证里记的就是它"`
	ETag   string          `json:"etag" doc:"办件的版本"`
}

func (d CaseDocumentWhole) tag() string { return d.ETag }

// DocumentAt names a document in the path.
type DocumentAt struct {
	Case     string `path:"case" doc:"办件代码"`
	Document string `path:"document" doc:"文书代码"`
}

// CaseService is a service as it is handed in.
type CaseService struct {
	Way       procedure.Way `json:"way" enum:"direct,left,post,electronic,announced" doc:"直接、留置、邮寄、电子、公告"`
	On        string        `json:"on" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" doc:"收到、留置的那天；公告送达填发出公告的那天"`
	To        string        `json:"to,omitempty" maxLength:"100" doc:"收件人"`
	By        string        `json:"by" maxLength:"100" doc:"送达人"`
	Receipt   string        `json:"receipt" maxLength:"200" doc:"凭据"`
	Proof     string        `json:"proof,omitempty" maxLength:"64" doc:"凭据文件的 SHA-256"`
	Consented bool          `json:"consented,omitempty" doc:"受送达人同意电子送达"`
}

func documents(a *API) {
	noun := say.Text("文书")
	list(a, Operation{Path: "/documents", Act: "document.list", Noun: noun, Says: say.Text("发文登记簿，一个系列的文号，新的在前，作废的也在")}, func(c *call, in *struct {
		Paging
		Series string `query:"series" maxLength:"60" doc:"系列，例 仙政许〔2021〕；不写是最新的一个"`
	}) ([]CaseDocument, func(int) cursor, error) {
		from, err := in.from(1)
		if err != nil {
			return nil, nil, err
		}
		before, err := at(from[0])
		if err != nil {
			return nil, nil, err
		}
		found, err := c.desk.ListDocuments(c, c.by, in.Series, before, in.Limit+1)
		var all []CaseDocument
		for _, d := range found.Rows {
			all = append(all, ofDocument(d))
		}
		return all, func(i int) cursor { return cursor{found.Rows[i].Serial} }, err
	})
	one(a, Operation{Path: "/cases/{case}/documents/{document}", Act: "document.read", Noun: noun, Says: say.Text("一份文书，连同发出时的文字")}, func(c *call, in *DocumentAt) (CaseDocumentWhole, error) {
		p, err := c.desk.ReadDocument(c, c.by, in.Case, in.Document)
		if err != nil {
			return CaseDocumentWhole{}, err
		}
		return CaseDocumentWhole{ofDocument(p.Row), p.Paper, p.Hash, tagOf(p.Case.Version)}, nil
	})
	act(a, Operation{Path: "/cases/{case}/documents/{document}/number", Act: "document.number", Noun: noun, Says: say.Text("登记别的系统给的文号"), Existing: true}, func(c *call, in *struct {
		DocumentAt
		Body struct {
			Number string `json:"number" minLength:"1" maxLength:"60" doc:"例 仙政办发〔2021〕5号"`
		} `nameHint:"DocumentNumber"`
	}) (CaseKept, error) {
		k, err := c.desk.EnterNumber(c, c.by, c.act, in.Case, in.Document, in.Body.Number)
		return CaseKept(k), err
	})
	act(a, Operation{Path: "/cases/{case}/documents/{document}/serve", Act: "document.serve", Noun: noun, Says: say.Text("登记送达"), Existing: true}, func(c *call, in *struct {
		DocumentAt
		Body CaseService
	}) (CaseKept, error) {
		b := in.Body
		on, err := civil.ParseDate(b.On)
		if err != nil {
			return CaseKept{}, fault.New(fault.Invalid, "没有填送达的日子。", "填收到、留置或发出公告的那一天。").At("on")
		}
		k, err := c.desk.ServeDocument(c, c.by, c.act, in.Case, in.Document, procedure.Delivery{Way: b.Way, On: on, To: b.To, By: b.By, Receipt: b.Receipt, Proof: b.Proof, Consented: b.Consented})
		return CaseKept(k), err
	})
	act(a, Operation{Path: "/cases/{case}/documents/{document}/void", Act: "document.void", Noun: noun, Says: say.Text("作废文书"), Existing: true}, func(c *call, in *struct {
		DocumentAt
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"2000"`
			Again  bool   `json:"again,omitempty" doc:"另编一个号重出一份"`
		} `nameHint:"VoidDocument"`
	}) (CaseKept, error) {
		k, err := c.desk.VoidDocument(c, c.by, c.act, in.Case, in.Document, in.Body.Reason, in.Body.Again)
		return CaseKept(k), err
	})
}
