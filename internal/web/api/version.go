package api

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"duban/internal/desk"
	"duban/internal/web/say"
)

// Version is a version of a mechanism, and what it changes of the one before.
type Version struct {
	Version int      `json:"version"`
	From    string   `json:"from" format:"date" doc:"从哪天起用"`
	InForce bool     `json:"in_force,omitempty" doc:"现行"`
	Changes []Change `json:"changes" nullable:"false" doc:"和前一版比"`
}

// Change is one part of a declaration that a version says otherwise.
type Change struct {
	Procedure string `json:"procedure,omitempty" doc:"流程的名称；没有就是机制本身"`
	Part      string `json:"part"`
	Name      string `json:"name"`
	Before    string `json:"before,omitempty" doc:"没有就是新的"`
	After     string `json:"after,omitempty" doc:"没有就是没有了"`
}

// OlderCases is the open cases of a procedure that are under an older version.
type OlderCases struct {
	Procedure string       `json:"procedure" doc:"流程代码"`
	Version   int64        `json:"version"`
	Open      int64        `json:"open"`
	Looked    int64        `json:"looked" doc:"细看了最早的多少件；下面的数只说它们"`
	Touched   int64        `json:"touched" doc:"现行的一版有变的"`
	Dated     int64        `json:"dated" doc:"到期日会变的"`
	Refused   int64        `json:"refused" doc:"现在不能迁的"`
	Stages    []OlderStage `json:"stages" nullable:"false"`
	Reasons   []Unmigrated `json:"reasons" nullable:"false" doc:"为什么不能迁"`
}

// OlderStage is a stage that such cases stand in.
type OlderStage struct {
	Stage   string `json:"stage" doc:"环节代码"`
	Open    int64  `json:"open"`
	Touched int64  `json:"touched"`
	Refused int64  `json:"refused"`
}

// Unmigrated is why cases cannot be migrated, with the first of them.
type Unmigrated struct {
	Sentence string   `json:"sentence"`
	Hint     string   `json:"hint,omitempty"`
	Cases    int64    `json:"cases" doc:"几件"`
	First    []string `json:"first" nullable:"false" doc:"最早的几件的编号"`
}

// Versions is all versions of a mechanism and what is under the older ones.
type Versions struct {
	Versions []Version    `json:"versions" nullable:"false" doc:"新的在前"`
	Older    []OlderCases `json:"older" nullable:"false" doc:"还按旧版办着的；看不到全市办件的人没有"`
}

// tag is of what is said, as nothing of it has a version.
func (v Versions) tag() string {
	b, _ := json.Marshal(v)
	return fmt.Sprintf(`"%x"`, sha256.Sum256(b))
}

func ofVersions(d desk.MechanismVersions) Versions {
	out := Versions{Versions: []Version{}, Older: []OlderCases{}}
	for _, v := range d.Versions {
		x := Version{Version: v.Version, From: v.From.String(), InForce: v.Version == d.InForce.Version, Changes: []Change{}}
		for _, c := range v.Changes {
			x.Changes = append(x.Changes, Change(c))
		}
		out.Versions = append(out.Versions, x)
	}
	for _, o := range d.Older {
		x := OlderCases{Procedure: o.ID, Version: o.Version, Open: o.Open, Looked: o.Looked, Touched: o.Touched, Dated: o.Dated, Refused: o.Refused, Stages: []OlderStage{}, Reasons: []Unmigrated{}}
		for _, s := range o.Stages {
			x.Stages = append(x.Stages, OlderStage{s.ID, s.Open, s.Touched, s.Refused})
		}
		for _, r := range o.Reasons {
			u := Unmigrated{r.Fault.Sentence, r.Fault.Hint, r.N, []string{}}
			for _, c := range r.First {
				u.First = append(u.First, c.Number)
			}
			x.Reasons = append(x.Reasons, u)
		}
		out.Older = append(out.Older, x)
	}
	return out
}

func versions(a *API, noun say.Text) {
	one(a, Operation{Path: "/mechanisms/{mechanism}/versions", Act: "mechanism.read", Noun: noun, Says: say.Text("一个机制的各版改了什么，哪些件还按旧版办着")}, func(c *call, in *struct {
		Mechanism string `path:"mechanism" doc:"机制代码"`
	}) (Versions, error) {
		d, err := c.desk.MechanismVersions(c, c.by, in.Mechanism)
		if err != nil {
			return Versions{}, err
		}
		return ofVersions(d), nil
	})
}

// CasesMigrated says what became of the cases.
type CasesMigrated struct {
	Migrated int           `json:"migrated" doc:"迁了几件"`
	Skipped  []SkippedCase `json:"skipped" nullable:"false" doc:"不能迁的，留在原来的版"`
	After    string        `json:"after,omitempty" doc:"还没有看完：再来一次时把它写进 after"`
}

// SkippedCase is one that stays as it is.
type SkippedCase struct {
	ID       string `json:"id"`
	Number   string `json:"number"`
	Sentence string `json:"sentence"`
	Hint     string `json:"hint,omitempty"`
}

func migrations(a *API, noun say.Text) {
	act(a, Operation{Path: "/procedures/{procedure}/migrations", Act: "case.migrate", Noun: noun, Says: say.Text("把按旧版办着的都迁到现行的一版；一次看五百件，一件一件地迁，可以再来")}, func(c *call, in *struct {
		Procedure string `path:"procedure" doc:"流程代码"`
		Body      struct {
			From   int64  `json:"from" minimum:"1" doc:"现在按哪一版办"`
			Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"为什么迁"`
			After  string `json:"after,omitempty" maxLength:"60" doc:"上一次答的 after，从那里接着看"`
		} `nameHint:"CasesMigration"`
	}) (CasesMigrated, error) {
		got, err := c.desk.MigrateCases(c, c.by, c.act, desk.MigrateCases{Procedure: in.Procedure, From: in.Body.From, Reason: in.Body.Reason, After: in.Body.After})
		out := CasesMigrated{got.Migrated, []SkippedCase{}, got.After}
		for _, s := range got.Skipped {
			out.Skipped = append(out.Skipped, SkippedCase(s))
		}
		return out, err
	})
}
