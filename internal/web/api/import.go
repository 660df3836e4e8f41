package api

import (
	"duban/internal/desk"
	"duban/internal/web/say"
)

// TableFile is a workbook or CSV as it is handed in.
type TableFile struct {
	Name string `json:"name" minLength:"1" maxLength:"200" doc:"文件名，.xlsx 或 .csv"`
	Data []byte `json:"data" contentEncoding:"base64"`
}

// EntryTable is a table of entries.
type EntryTable struct {
	File   TableFile `json:"file"`
	On     string    `json:"on,omitempty" format:"date" doc:"表里没写“有效起”的行从哪天起；不写是今天"`
	Reason string    `json:"reason,omitempty" maxLength:"2000" doc:"有改动的行要写"`
	Digest string    `json:"digest,omitempty" maxLength:"64" doc:"预览给的；台账在预览后变了就不导入"`
}

func (b EntryTable) in(register string) (desk.ImportEntries, error) {
	on, err := civilDay("on", b.On)
	return desk.ImportEntries{Register: register, File: desk.SheetFile(b.File), On: on, Reason: b.Reason, Digest: b.Digest}, err
}

// EntryPlan is what a table would do to a register.
type EntryPlan struct {
	Digest  string         `json:"digest"`
	Rows    []PlannedEntry `json:"rows" nullable:"false"`
	Refused []RefusedRow   `json:"refused" nullable:"false" doc:"有一行就一条也不导入"`
	Unread  []string       `json:"unread" nullable:"false" doc:"台账没有的列"`
}

// PlannedEntry is a row beside what is known.
type PlannedEntry struct {
	Row      int      `json:"row"`
	Key      string   `json:"key"`
	Name     string   `json:"name"`
	On       string   `json:"on" format:"date"`
	Standing string   `json:"standing" enum:"new,changed,same"`
	Differs  []string `json:"differs" nullable:"false" doc:"要改的字段"`
}

// EntriesImported tells what came in.
type EntriesImported struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
}

func refusedRows(rows []desk.RefusedRow) []RefusedRow {
	all := []RefusedRow{}
	for _, r := range rows {
		all = append(all, RefusedRow{r.Line, r.Column, r.Sentence, r.Hint})
	}
	return all
}

func imports(a *API) {
	noun := say.Text("名录")
	type body struct {
		Register string `path:"register" doc:"台账代码"`
		Body     EntryTable
	}
	act(a, Operation{Path: "/registers/{register}/imports/preview", Act: "entry.import", Noun: noun, Says: say.Text("预览：表会改什么、哪里要改"), About: "什么也不改。", most: mostRoster}, func(c *call, in *body) (EntryPlan, error) {
		load, err := in.Body.in(in.Register)
		if err != nil {
			return EntryPlan{}, err
		}
		plan, err := c.desk.PlanEntries(c, c.by, load)
		if err != nil {
			return EntryPlan{}, err
		}
		out := EntryPlan{Digest: plan.Digest, Rows: []PlannedEntry{}, Refused: refusedRows(plan.Refused), Unread: append([]string{}, plan.Unread...)}
		for _, r := range plan.Rows {
			p := PlannedEntry{r.Line, r.Key, r.Name, r.On.String(), string(r.Standing), []string{}}
			for _, d := range r.Differs {
				p.Differs = append(p.Differs, d.Field.Name)
			}
			out.Rows = append(out.Rows, p)
		}
		return out, nil
	})
	act(a, Operation{Path: "/registers/{register}/imports", Act: "entry.import", Noun: noun, Says: say.Text("导入条目，要么全部，要么一条也不"), most: mostRoster}, func(c *call, in *body) (EntriesImported, error) {
		load, err := in.Body.in(in.Register)
		if err != nil {
			return EntriesImported{}, err
		}
		got, err := c.desk.ImportEntries(c, c.by, c.act, load)
		return EntriesImported(got), err
	})
	type events struct {
		Procedure string `path:"procedure" doc:"流程代码"`
		Body      struct {
			File TableFile `json:"file"`
		} `nameHint:"EventTable"`
	}
	act(a, Operation{Path: "/procedures/{procedure}/events/table", Act: "case.receive", Noun: say.Text("办件"), Says: say.Text("收别的系统的事件，一张表"), most: mostRoster}, func(c *call, in *events) (CasesReceived, error) {
		got, _, err := c.desk.ReceiveFile(c, c.by, c.act, in.Procedure, desk.SheetFile(in.Body.File))
		return CasesReceived{got.Taken, got.Known, got.Cases, refusedRows(got.Refused)}, err
	})
}
