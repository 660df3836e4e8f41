package api

import (
	"fmt"
	"time"

	"duban/internal/base/civil"
	"duban/internal/desk"
	"duban/internal/kernel/scorecard"
	"duban/internal/web/say"
)

// SettlementHead is a settlement in a list.
type SettlementHead struct {
	ID          string     `json:"id"`
	Year        int        `json:"year"`
	Card        string     `json:"card" doc:"考核表代码"`
	Title       string     `json:"title" doc:"考核表的名称"`
	CardVersion int        `json:"card_version"`
	Of          string     `json:"of" enum:"unit,town,project" doc:"考的是市直单位、镇办场园还是项目"`
	Number      int64      `json:"number" doc:"这一年这张表的第几次"`
	AsOf        *time.Time `json:"as_of" doc:"用到这一刻为止记下的事实"`
	RunAt       *time.Time `json:"run_at"`
	Subjects    int        `json:"subjects" doc:"几个考核对象"`
	Findings    int        `json:"findings" doc:"缺数几处"`
	ConfirmedAt *time.Time `json:"confirmed_at,omitempty" doc:"没有就是待确认"`
	Amends      string     `json:"amends,omitempty" doc:"更正的是哪一次"`
	Document    string     `json:"document,omitempty" doc:"更正依据的文件"`
	CardDigest  string     `json:"card_digest" doc:"考核表的 SHA-256"`
	InputsHash  string     `json:"inputs_digest" doc:"事实的 SHA-256"`
	Digest      string     `json:"digest" doc:"结果的 SHA-256"`
	Evaluator   int        `json:"evaluator" doc:"计算程序的版本"`
}

// YearSettlement is a settlement as far as the caller sees it.
type YearSettlement struct {
	SettlementHead
	Rechecked bool                `json:"rechecked" doc:"用留存的考核表和事实重算，逐字节一样"`
	Why       string              `json:"why,omitempty" doc:"不一样的原因"`
	Results   []SettlementSubject `json:"results" nullable:"false" doc:"按单位的排列顺序"`
	Lacks     []SettlementLack    `json:"lacks" nullable:"false" doc:"缺的事实"`
	version   int64
}

func (s YearSettlement) tag() string { return tagOf(s.version) }

// SettlementSubject is the account of one subject.
type SettlementSubject struct {
	ID     string           `json:"id" doc:"单位或项目的代码"`
	Name   string           `json:"name"`
	Group  string           `json:"group,omitempty"`
	Unit   string           `json:"unit,omitempty" doc:"项目的责任单位"`
	Total  string           `json:"total,omitempty" doc:"没有就是不出总分"`
	Words  string           `json:"words" doc:"总分怎么加出来"`
	Grade  string           `json:"grade,omitempty"`
	Why    []string         `json:"why" nullable:"false" doc:"等次一步一步怎么定的"`
	Scores []SettlementCell `json:"scores" nullable:"false"`
}

// SettlementCell is the score of one item, deduction, bonus or veto.
type SettlementCell struct {
	ID      string           `json:"id"`
	Kind    string           `json:"kind" enum:"item,deduction,bonus,veto"`
	Title   string           `json:"title"`
	Weight  string           `json:"weight,omitempty" doc:"权重；加减分是上限"`
	Score   string           `json:"score,omitempty" doc:"没有就是不计"`
	Held    bool             `json:"held,omitempty" doc:"否决成立"`
	Effect  string           `json:"effect,omitempty" enum:"zero,drop,stop,full" doc:"缺数怎么办了"`
	Formula string           `json:"formula,omitempty"`
	Words   string           `json:"words" doc:"带数的算式"`
	Inputs  []SettlementFact `json:"inputs" nullable:"false"`
	Rows    []SettlementRow  `json:"rows,omitempty"`
}

// SettlementFact is a fact that a score was reckoned with.
type SettlementFact struct {
	Fact   string `json:"fact"`
	Value  string `json:"value"`
	Noun   string `json:"source_noun,omitempty" doc:"来处：task、unit、fact、decision"`
	ID     string `json:"source_id,omitempty"`
	Source string `json:"source" doc:"来处，一句话"`
}

// SettlementRow is the share of one task.
type SettlementRow struct {
	ID     string           `json:"id" doc:"任务代码"`
	Title  string           `json:"title"`
	Weight string           `json:"weight"`
	Share  string           `json:"share"`
	Effect string           `json:"effect,omitempty"`
	Words  string           `json:"words"`
	Inputs []SettlementFact `json:"inputs" nullable:"false"`
}

// SettlementLack is a fact that was missing.
type SettlementLack struct {
	Subject string   `json:"subject"`
	Words   string   `json:"words"`
	Effect  string   `json:"effect"`
	Items   []string `json:"items" nullable:"false"`
	Rows    []string `json:"rows,omitempty"`
}

// SettlementDifference is what changed between two settlements.
type SettlementDifference struct {
	Pins     []SettlementChange `json:"pins" nullable:"false" doc:"考核表、计算程序、截至时间"`
	Subjects []ChangedSubject   `json:"subjects" nullable:"false"`
}

// ChangedSubject is what changed for one subject.
type ChangedSubject struct {
	ID      string             `json:"id"`
	Name    string             `json:"name"`
	Added   bool               `json:"added,omitempty"`
	Removed bool               `json:"removed,omitempty"`
	Scores  []ChangedScore     `json:"scores" nullable:"false"`
	Results []SettlementChange `json:"results" nullable:"false" doc:"总分、等次"`
}

// ChangedScore is a score that changed, or whose facts did.
type ChangedScore struct {
	ID    string             `json:"id"`
	Title string             `json:"title"`
	Was   string             `json:"was,omitempty"`
	Is    string             `json:"is,omitempty"`
	Facts []SettlementChange `json:"facts" nullable:"false"`
}

// SettlementChange is one thing that was one way and is another.
type SettlementChange struct {
	What string `json:"what"`
	Row  string `json:"row,omitempty"`
	Was  string `json:"was,omitempty"`
	Is   string `json:"is,omitempty"`
}

// SettlementKept is a settlement after an act.
type SettlementKept struct {
	ID      string `json:"id"`
	Number  int64  `json:"number"`
	version int64
}

func (k SettlementKept) tag() string { return tagOf(k.version) }

// SupposedFact is a fact put in the place of another.
type SupposedFact struct {
	Subject string `json:"subject" minLength:"1" maxLength:"64" doc:"单位或项目的代码"`
	Row     string `json:"row,omitempty" maxLength:"64" doc:"任务代码；不写是单位自己的事实"`
	Fact    string `json:"fact" minLength:"1" maxLength:"40"`
	Value   string `json:"value" minLength:"1" maxLength:"200" doc:"数，或是、否"`
}

// EnteredFact is a fact that somebody entered with a document.
type EnteredFact struct {
	Subject  string     `json:"subject" doc:"单位或项目的代码"`
	Fact     string     `json:"fact"`
	Seq      int64      `json:"seq" doc:"这项事实的第几次录入，最后一次算数"`
	Value    string     `json:"value,omitempty" doc:"没有就是收回"`
	Document string     `json:"document"`
	Reason   string     `json:"reason"`
	At       *time.Time `json:"at"`
}

func ofHead(s desk.ListedSettlement) SettlementHead {
	return SettlementHead{s.ID, s.Year, s.Card, s.Title, s.CardVersion, string(s.Of), s.Number, moment(s.AsOf), moment(s.RunAt), s.Subjects, s.Findings, moment(s.ConfirmedAt), s.Amends, s.Document, s.CardDigest, s.InputsDigest, s.Digest, s.Evaluator}
}

func ofInputs(all []scorecard.Input) []SettlementFact {
	out := []SettlementFact{}
	for _, x := range all {
		out = append(out, SettlementFact{x.Fact, x.Value.String(), x.Source.Noun, x.Source.ID, x.Source.Words})
	}
	return out
}

func ofCell(r scorecard.Rounding, kind string, c scorecard.Cell) SettlementCell {
	out := SettlementCell{ID: c.ID, Kind: kind, Title: c.Title, Weight: c.Weight.String(), Effect: string(c.Effect), Formula: c.Formula, Words: c.Words, Inputs: ofInputs(c.Inputs)}
	if c.Effect != scorecard.Drop && c.Effect != scorecard.Stop {
		out.Score = r.Write(c.Score.Decimal)
	}
	for _, x := range c.Rows {
		out.Rows = append(out.Rows, SettlementRow{x.ID, x.Title, x.Weight.String(), x.Share.String(), string(x.Effect), x.Words, ofInputs(x.Inputs)})
	}
	return out
}

func ofSubject(r scorecard.Rounding, x scorecard.Result) SettlementSubject {
	out := SettlementSubject{ID: x.ID, Name: x.Name, Group: x.Group, Unit: x.Unit, Words: x.Words, Grade: x.Grade, Why: append([]string{}, x.Why...), Scores: []SettlementCell{}}
	if x.Scored {
		out.Total = r.Write(x.Total.Decimal)
	}
	for kind, list := range [][]scorecard.Cell{x.Cells, x.Deductions, x.Bonuses} {
		for _, c := range list {
			out.Scores = append(out.Scores, ofCell(r, []string{"item", "deduction", "bonus"}[kind], c))
		}
	}
	for _, v := range x.Vetoes {
		out.Scores = append(out.Scores, SettlementCell{ID: v.ID, Kind: "veto", Title: v.Title, Held: v.Held, Effect: string(v.Effect), Words: v.Words, Inputs: ofInputs(v.Inputs)})
	}
	return out
}

func ofSettlement(s desk.ShownSettlement) YearSettlement {
	out := YearSettlement{SettlementHead: ofHead(s.ListedSettlement), Rechecked: s.Rechecked.Same, Why: s.Rechecked.Why, Results: []SettlementSubject{}, Lacks: []SettlementLack{}, version: s.Version}
	for _, x := range s.Result.Subjects {
		out.Results = append(out.Results, ofSubject(s.Result.Rounding, x))
	}
	for _, l := range s.Lacks {
		out.Lacks = append(out.Lacks, SettlementLack{l.Subject, l.Words, string(l.Effect), append([]string{}, l.Items...), l.Rows})
	}
	return out
}

func ofDifference(d scorecard.Difference) SettlementDifference {
	out := SettlementDifference{[]SettlementChange{}, []ChangedSubject{}}
	for _, p := range d.Pins {
		out.Pins = append(out.Pins, SettlementChange{What: p.What, Was: p.Was, Is: p.Is})
	}
	for _, s := range d.Subjects {
		x := ChangedSubject{s.ID, s.Name, s.Added, s.Removed, []ChangedScore{}, []SettlementChange{}}
		for _, c := range s.Cells {
			y := ChangedScore{ID: c.ID, Title: c.Title, Facts: []SettlementChange{}}
			if c.Score != nil {
				y.Was, y.Is = c.Score.Was, c.Score.Is
			}
			for _, in := range c.Inputs {
				y.Facts = append(y.Facts, SettlementChange{in.What, in.Row, in.Was, in.Is})
			}
			x.Scores = append(x.Scores, y)
		}
		for _, r := range s.Results {
			x.Results = append(x.Results, SettlementChange{What: r.What, Was: r.Was, Is: r.Is})
		}
		out.Subjects = append(out.Subjects, x)
	}
	return out
}

func ofSupposed(all []SupposedFact) (facts []desk.Supposed) {
	for _, f := range all {
		facts = append(facts, desk.Supposed(f))
	}
	return facts
}

func ofKept(k desk.SettlementKept) SettlementKept { return SettlementKept{k.ID, k.Number, k.Version} }

func settlements(a *API) {
	noun := say.Text("年终结算")
	list(a, Operation{Path: "/settlements", Act: "settlement.list", Noun: noun, Says: say.Text("一年的结算，新的在前；单位只看得到确认了的")}, func(c *call, in *struct {
		Paging
		Year int    `query:"year" minimum:"1990" maximum:"2200" doc:"不写是最近的一年"`
		Card string `query:"card" maxLength:"60" doc:"考核表代码"`
	}) ([]SettlementHead, func(int) cursor, error) {
		from, err := in.from(2)
		if err != nil {
			return nil, nil, err
		}
		before, err := at(from[0])
		if err != nil {
			return nil, nil, err
		}
		l, err := c.desk.ListSettlements(c, c.by, desk.SettlementPage{Year: in.Year, Card: in.Card, Before: before, BeforeID: from[1], Most: in.Limit + 1})
		if err != nil {
			return nil, nil, err
		}
		var all []SettlementHead
		for _, s := range l.Settlements {
			all = append(all, ofHead(s))
		}
		return all, func(i int) cursor { return cursor{l.Settlements[i].RunAt, l.Settlements[i].ID} }, nil
	})
	one(a, Operation{Path: "/settlements/{settlement}", Act: "settlement.list", Noun: noun, Says: say.Text("一次结算，每一格带算式和来处；单位只看得到自己的一行")}, func(c *call, in *struct {
		Settlement string `path:"settlement" doc:"结算代码"`
	}) (YearSettlement, error) {
		s, err := c.desk.ShowSettlement(c, c.by, in.Settlement)
		if err != nil {
			return YearSettlement{}, err
		}
		return ofSettlement(s), nil
	})
	whole(a, Operation{Path: "/settlements/{settlement}/difference", Act: "settlement.list", Noun: noun, Says: say.Text("和另一次比，哪一格从多少变成多少，因为哪个事实变了")}, func(c *call, in *struct {
		Settlement string `path:"settlement" doc:"结算代码"`
		With       string `query:"with" required:"true" minLength:"1" maxLength:"64" doc:"原来的一次"`
	}) (SettlementDifference, error) {
		d, err := c.desk.CompareSettlements(c, c.by, in.Settlement, in.With)
		return ofDifference(d.Difference), err
	})
	create(a, Operation{Path: "/settlements", Act: "settlement.run", Noun: noun, Says: say.Text("结算一年"), About: "事实不全而考核表写明要停下的，什么都不存。"}, func(c *call, in *struct {
		Body struct {
			Year     int       `json:"year" minimum:"1990" maximum:"2200"`
			Card     string    `json:"card,omitempty" maxLength:"60" doc:"程序带的考核表的代码"`
			Declared string    `json:"declared,omitempty" maxLength:"262144" doc:"或本市的考核表，YAML"`
			AsOf     time.Time `json:"as_of,omitempty" doc:"用到这一刻为止记下的事实；不写是现在"`
		} `nameHint:"NewSettlement"`
	}) (SettlementKept, string, error) {
		run := desk.RunSettlement{Card: in.Body.Card, Declared: in.Body.Declared, Year: in.Body.Year}
		if !in.Body.AsOf.IsZero() {
			run.AsOf = civil.Instant(in.Body.AsOf.UnixMicro())
		}
		k, err := c.desk.RunSettlement(c, c.by, c.act, run)
		return ofKept(k), place("settlements", k.ID), err
	})
	act(a, Operation{Path: "/settlements/{settlement}/confirm", Act: "settlement.confirm", Noun: noun, Says: say.Text("确认一次结算，各单位看得到自己的一行"), Existing: true}, func(c *call, in *struct {
		Settlement string `path:"settlement" doc:"结算代码"`
	}) (SettlementKept, error) {
		k, err := c.desk.ConfirmSettlement(c, c.by, c.act, in.Settlement)
		return ofKept(k), err
	})
	act(a, Operation{Path: "/settlements/{settlement}/amend", Act: "settlement.amend", Noun: noun, Says: say.Text("按申诉决定换事实，重新结算；原来的一次不动"), Existing: true}, func(c *call, in *struct {
		Settlement string `path:"settlement" doc:"结算代码"`
		Body       struct {
			Facts    []SupposedFact `json:"facts" minItems:"1" maxItems:"200" nullable:"false"`
			Document string         `json:"document" minLength:"1" maxLength:"400" doc:"决定的名称和文号"`
			Reason   string         `json:"reason" minLength:"1" maxLength:"400"`
		} `nameHint:"Amendment"`
	}) (SettlementKept, error) {
		k, err := c.desk.AmendSettlement(c, c.by, c.act, in.Settlement, ofSupposed(in.Body.Facts), in.Body.Document, in.Body.Reason)
		return ofKept(k), err
	})
	act(a, Operation{Path: "/settlements/{settlement}/trial", Act: "settlement.suppose", Noun: noun, Says: say.Text("试算：换几个事实看结果；什么都不存")}, func(c *call, in *struct {
		Settlement string `path:"settlement" doc:"结算代码"`
		Body       struct {
			Facts []SupposedFact `json:"facts" minItems:"1" maxItems:"200" nullable:"false"`
		} `nameHint:"Trial"`
	}) (SettlementDifference, error) {
		s, err := c.desk.SupposeSettlement(c, c.by, in.Settlement, ofSupposed(in.Body.Facts))
		return ofDifference(s.Difference), err
	})
	list(a, Operation{Path: "/settlement-facts", Act: "fact.list", Noun: noun, Says: say.Text("一年里录入的考核事实，以前的值也在")}, func(c *call, in *struct {
		Paging
		Year int `query:"year" minimum:"1990" maximum:"2200" doc:"不写是今年"`
	}) ([]EnteredFact, func(int) cursor, error) {
		l, err := c.desk.ListFacts(c, c.by, in.Year)
		if err != nil {
			return nil, nil, err
		}
		var all []EnteredFact
		for _, f := range l.Facts {
			for _, x := range f.Story {
				all = append(all, EnteredFact{f.Subject, f.Fact, x.Seq, x.Value.String(), x.Document, x.Reason, moment(x.RecordedAt)})
			}
		}
		return rest(in.page(), all, func(f EnteredFact) string { return fmt.Sprintf("%s/%s/%d", f.Subject, f.Fact, f.Seq) })
	})
	act(a, Operation{Path: "/settlement-facts", Act: "fact.enter", Noun: noun, Says: say.Text("凭文件录入一项考核事实"), About: "以前的值留着；value 为空是收回。"}, func(c *call, in *struct {
		Body struct {
			Year     int    `json:"year" minimum:"1990" maximum:"2200"`
			Subject  string `json:"subject" minLength:"1" maxLength:"64" doc:"单位或项目的代码"`
			Fact     string `json:"fact" minLength:"1" maxLength:"40"`
			Value    string `json:"value" maxLength:"40"`
			Document string `json:"document" minLength:"1" maxLength:"400"`
			Reason   string `json:"reason" minLength:"1" maxLength:"400"`
		} `nameHint:"NewFact"`
	}) (FactKept, error) {
		b := in.Body
		k, err := c.desk.EnterFact(c, c.by, c.act, desk.EnterFact{Year: b.Year, Subject: b.Subject, Fact: b.Fact, Value: b.Value, Document: b.Document, Reason: b.Reason})
		return FactKept(k), err
	})
}

// FactKept is which entry of a fact was kept.
type FactKept struct {
	Seq int64 `json:"seq"`
}
