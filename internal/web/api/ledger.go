package api

import (
	"time"

	"duban/internal/desk"
	"duban/internal/web/say"
)

// Act is an act as the ledger tells it: who did what, never what it says.
type Act struct {
	ID         string     `json:"id" doc:"行为的编号"`
	Act        string     `json:"act"`
	Title      string     `json:"title"`
	Object     string     `json:"object" doc:"办在什么上"`
	Person     string     `json:"person" doc:"人员代码；duban 是系统自己"`
	Name       string     `json:"name"`
	Post       string     `json:"post,omitempty"`
	PostName   string     `json:"post_name,omitempty"`
	Unit       string     `json:"unit,omitempty"`
	HappenedAt *time.Time `json:"happened_at"`
	RecordedAt *time.Time `json:"recorded_at"`
	Position   *int64     `json:"position,omitempty" doc:"在账本里第几条，从 0 起；没有就是还没排进检查点"`
}

func ofAct(t desk.Told) Act {
	out := Act{t.ActID, t.Act.Act, t.Title, t.Object, t.Person, t.Who, t.Post, t.Where, t.Unit, moment(t.HappenedAt), moment(t.RecordedAt), nil}
	if t.Position >= 0 {
		out.Position = &t.Position
	}
	return out
}

// Checkpoint is the newest one of the division's log.
type Checkpoint struct {
	Size    int64      `json:"size" doc:"账本里有几条"`
	Root    string     `json:"root" doc:"树根"`
	Note    string     `json:"note" doc:"签过名的检查点，c2sp.org/tlog-checkpoint 的写法"`
	NotedAt *time.Time `json:"noted_at,omitempty"`
}

// Verification is what a check of the whole log found.
type Verification struct {
	Intact   bool      `json:"intact" doc:"没有被改过"`
	Size     int64     `json:"size" doc:"检查点里有几条"`
	Entries  int64     `json:"entries" doc:"读了几条"`
	Payloads int64     `json:"payloads" doc:"对了几个版本"`
	Objects  int64     `json:"objects" doc:"对了几个现有的对象"`
	Waiting  int64     `json:"waiting" doc:"还没排进检查点的"`
	Findings []Finding `json:"findings" nullable:"false"`
	Note     string    `json:"note" doc:"依据的检查点"`
}

// Finding is one thing that a verification has to say.
type Finding struct {
	Sentence string `json:"sentence"`
	Remark   bool   `json:"remark" doc:"只是说明，不算被改"`
	Object   string `json:"object,omitempty"`
	Act      string `json:"act,omitempty" doc:"行为的编号"`
	Position int64  `json:"position" doc:"第几条，从 0 起；-1 不指哪一条"`
}

func ledger(a *API) {
	noun := say.Text("存证账本")
	list(a, Operation{Path: "/ledger/acts", Act: "ledger.read", Noun: noun, Says: say.Text("谁做了什么，新的在前")}, func(c *call, in *struct{ Paging }) ([]Act, func(int) cursor, error) {
		from, err := in.from(2)
		if err != nil {
			return nil, nil, err
		}
		before, err := at(from[0])
		if err != nil {
			return nil, nil, err
		}
		log, err := c.desk.ReadLedger(c, c.by, before, from[1], in.Limit+1)
		var all []Act
		for _, t := range log.Acts {
			all = append(all, ofAct(t))
		}
		return all, func(i int) cursor { return cursor{log.Acts[i].RecordedAt, log.Acts[i].ActID} }, err
	})
	whole(a, Operation{Path: "/ledger/checkpoint", Act: "ledger.read", Noun: noun, Says: say.Text("最新的检查点")}, func(c *call, _ *struct{}) (Checkpoint, error) {
		log, err := c.desk.ReadLedger(c, c.by, 0, "", 0)
		return Checkpoint{log.Size, log.Root.String(), log.Note, moment(log.NotedAt)}, err
	})
	whole(a, Operation{Path: "/ledger/verification", Act: "ledger.verify", Noun: noun, Says: say.Text("核验整个账本"), About: "什么也不改，所以是 GET；账本大时要等一会儿。"}, func(c *call, _ *struct{}) (Verification, error) {
		v, err := c.desk.VerifyLedger(c, c.by)
		out := Verification{v.Intact(), v.Size, v.Entries, v.Payloads, v.Objects, v.Waiting, []Finding{}, v.Note}
		for _, f := range v.Findings {
			out.Findings = append(out.Findings, Finding{f.Sentence(), f.Kind.Remark(), f.Object, f.ActID, f.Position})
		}
		return out, err
	})
}
