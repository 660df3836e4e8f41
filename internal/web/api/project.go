package api

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/project"
	"duban/internal/web/say"
)

// ListedProject is a project in a list.
type ListedProject struct {
	ID         string   `json:"id"`
	Code       string   `json:"code,omitempty" doc:"投资项目在线平台的项目代码"`
	Name       string   `json:"name"`
	Category   string   `json:"category"`
	Lists      []string `json:"lists" nullable:"false" doc:"在哪些清单里"`
	Unit       string   `json:"unit" doc:"责任单位代码"`
	Town       string   `json:"town,omitempty" doc:"建设地点所在镇办的代码"`
	Stage      string   `json:"stage" enum:"planned,signed,landed,started,enrolled,building,completed,producing,capacity"`
	Since      string   `json:"since,omitempty" format:"date" doc:"哪天到的这个阶段"`
	OverDays   int64    `json:"over_days,omitempty" doc:"超过停留期限几天"`
	Investment string   `json:"investment" doc:"总投资，万元"`
	Pace       Pace     `json:"pace"`
	Owed       bool     `json:"owed" doc:"该报的月份没有签"`
}

// Pace is how a project stands against its year.
type Pace struct {
	Plan   string `json:"plan,omitempty" doc:"年度计划投资，万元"`
	Done   string `json:"done" doc:"签过的月份说的本年累计，万元"`
	Months int    `json:"months" doc:"该到几个月"`
	Rate   string `json:"rate,omitempty" doc:"完成率，百分数"`
	Due    string `json:"due,omitempty" doc:"时间进度，百分数"`
	Lead   string `json:"lead,omitempty" doc:"完成率减时间进度，百分点"`
	Colour string `json:"colour" enum:"green,yellow,red,none"`
}

func ofPace(p project.Pace) Pace {
	out := Pace{Done: p.Done.String(), Months: p.Month, Colour: "none"}
	if p.Colour != project.NoColour {
		out.Plan, out.Rate, out.Due, out.Lead, out.Colour = p.Plan.String(), p.Rate.String(), p.Due.String(), p.Lead.String(), p.Colour.Name()
	}
	return out
}

// WholeProject is a project with all that is known of it.
type WholeProject struct {
	ID     string            `json:"id"`
	Facts  map[string]string `json:"facts" doc:"全部要素，键见登记项目；阶段和日子在 stage、reached.*"`
	Pace   Pace              `json:"pace"`
	Dwells []Dwell           `json:"dwells" nullable:"false"`
	Months []ProjectMonth    `json:"months" nullable:"false"`
	Events []ProjectEvent    `json:"events" nullable:"false" doc:"经过，旧的在前"`
	Cases  []ProjectCase     `json:"cases" nullable:"false" doc:"用这个代码的办件"`
	ETag   string            `json:"etag"`
}

func (p WholeProject) tag() string { return p.ETag }

// Dwell is a limit that a project is under.
type Dwell struct {
	From  string `json:"from"`
	Until string `json:"until"`
	Since string `json:"since" format:"date"`
	Limit string `json:"limit"`
	DueOn string `json:"due_on" format:"date"`
	Over  int64  `json:"over_days" doc:"超过几天；不大于 0 是没有超过"`
	Basis string `json:"basis"`
}

// ProjectMonth is the progress of a month.
type ProjectMonth struct {
	Period   string   `json:"period" doc:"2021-03"`
	Invested string   `json:"invested" doc:"本月完成，万元"`
	Year     string   `json:"year" doc:"本年累计，万元"`
	Total    string   `json:"total" doc:"开工以来累计，万元"`
	Visual   string   `json:"visual,omitempty" doc:"形象进度"`
	Problem  string   `json:"problem,omitempty"`
	Next     string   `json:"next,omitempty"`
	Why      string   `json:"why,omitempty" doc:"累计数为什么接不上"`
	State    string   `json:"state" enum:"filled,signed,returned"`
	Return   string   `json:"return,omitempty" doc:"退回的理由"`
	Migrated bool     `json:"migrated,omitempty" doc:"从以前的台账迁入"`
	Photos   []string `json:"photos" nullable:"false"`
}

// ProjectEvent is something that was done to a project.
type ProjectEvent struct {
	Seq        int          `json:"seq"`
	Kind       project.Kind `json:"kind" enum:"added,changed,advanced,retreated,reported,signed,returned,imported,taken"`
	On         string       `json:"on" format:"date" doc:"哪天的事"`
	RecordedAt *time.Time   `json:"recorded_at"`
	Unit       string       `json:"unit"`
	Reason     string       `json:"reason,omitempty"`
	Changes    []FactChange `json:"changes" nullable:"false"`
}

// FactChange is one fact that became different.
type FactChange struct {
	Key    string `json:"key"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// ProjectCase is a case that bears the project's code.
type ProjectCase struct {
	Case   string `json:"case"`
	Number string `json:"number"`
	Title  string `json:"title"`
	Permit string `json:"permit,omitempty" doc:"对应哪项前期手续"`
	Stage  string `json:"stage"`
}

// ProjectKept is what an act came to.
type ProjectKept struct {
	ID    string `json:"id"`
	Event int64  `json:"event" doc:"第几次变动"`
}

// ProjectChoices is what there is to choose from.
type ProjectChoices struct {
	Names []string `json:"names" nullable:"false"`
}

// ProjectTable is a ledger of projects.
type ProjectTable struct {
	File     TableFile `json:"file"`
	Mapping  []string  `json:"mapping,omitempty" doc:"每一列是什么，照预览给的改；空的不读"`
	Period   string    `json:"period,omitempty" doc:"表里的本月是哪个月，2021-03；不写是该报的月份"`
	Category string    `json:"category,omitempty" maxLength:"60" doc:"没写类别的新项目算这个"`
	Unit     string    `json:"unit,omitempty" maxLength:"60" doc:"没写责任单位的新项目归这个"`
	Reason   string    `json:"reason,omitempty" maxLength:"500"`
	Digest   string    `json:"digest,omitempty" doc:"预览给的；看过之后又变了就不导入"`
}

func (t ProjectTable) in() (desk.ImportProjects, error) {
	in := desk.ImportProjects{File: desk.SheetFile(t.File), Mapping: t.Mapping, Category: t.Category, Unit: t.Unit, Reason: t.Reason, Digest: t.Digest}
	var err error
	if t.Period != "" {
		in.Period, err = project.ReadMonth(t.Period)
	}
	return in, err
}

// ProjectPlan is what a ledger would do to the register.
type ProjectPlan struct {
	Digest     string           `json:"digest"`
	Titles     []string         `json:"titles" nullable:"false" doc:"表里的列名"`
	Mapping    []string         `json:"mapping" nullable:"false" doc:"每一列认作什么"`
	Remembered bool             `json:"remembered" doc:"照以前认过的"`
	Rows       []PlannedProject `json:"rows" nullable:"false"`
	Refused    []RefusedRow     `json:"refused" nullable:"false" doc:"有一行就一条也不导入"`
}

// PlannedProject is a row beside what is known.
type PlannedProject struct {
	Row      int          `json:"row"`
	Project  string       `json:"project,omitempty"`
	Name     string       `json:"name"`
	Standing string       `json:"standing" enum:"new,changed,same"`
	Changes  []FactChange `json:"changes" nullable:"false"`
}

// ProjectsImported tells what came in.
type ProjectsImported struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
}

// ProjectAt names a project in the path.
type ProjectAt struct {
	Project string `path:"project" doc:"项目的编号，不是项目代码"`
}

// MonthAt names a month of a project in the path.
type MonthAt struct {
	ProjectAt
	Period string `path:"period" doc:"2021-03"`
}

const factKeys = "要素的键：name、code、category、nature、industry、unit、town、place、lon、lat、owner、leader、content、investment、fund.〈来源〉、shortfall、agreed、paid、plan.〈年〉、starts_on、ends_on、list.〈清单〉、permit.〈手续〉.state|number|on、need.〈要素〉.amount|met|note。金额以万元为单位，最多两位小数。"

func projects(a *API) {
	noun := say.Text("项目")
	list(a, Operation{Path: "/projects", Act: "project.list", Noun: noun, Says: say.Text("项目台账，投资大的在前")}, func(c *call, in *struct {
		Paging
		Stage    string `query:"stage" enum:"planned,signed,landed,started,enrolled,building,completed,producing,capacity"`
		Category string `query:"category" maxLength:"60"`
		List     string `query:"list" maxLength:"60" doc:"清单"`
		Town     string `query:"town" maxLength:"60" doc:"镇办的代码"`
		Unit     string `query:"unit" maxLength:"60" doc:"责任单位代码"`
		Colour   string `query:"colour" enum:"green,yellow,red,none"`
		Over     bool   `query:"over" doc:"只要超过停留期限的"`
		Owed     bool   `query:"owed" doc:"只要该报没签的"`
	}) ([]ListedProject, func(int) cursor, error) {
		from, err := in.from(2)
		if err != nil {
			return nil, nil, err
		}
		q := desk.ProjectQuery{Stage: project.StageOf(in.Stage), Category: in.Category, List: in.List, Town: in.Town, Unit: in.Unit, Colour: in.Colour, Over: in.Over, Owed: in.Owed, Most: in.Limit + 1}
		if from[1] != "" {
			if q.After.Investment, err = quantity.Parse(from[0]); err != nil {
				return nil, nil, problem("invalid", "翻页的记号不对。", "用上一页给的 next，不要自己拼。")
			}
			q.After.ID = from[1]
		}
		found, err := c.desk.ListProjects(c, c.by, q)
		all := []ListedProject{}
		for _, p := range found.Projects {
			x := ListedProject{ID: p.ID, Code: p.Code, Name: p.Name, Category: p.Category, Lists: append([]string{}, p.Lists...), Unit: p.Unit, Town: p.Town, Stage: p.Stage.ID(), OverDays: max(p.Over, 0), Investment: p.Investment.String(), Pace: ofPace(p.Pace), Owed: p.Owed}
			if !p.Since.Zero() {
				x.Since = p.Since.String()
			}
			all = append(all, x)
		}
		return all, func(i int) cursor { return cursor{found.Projects[i].Investment.String(), found.Projects[i].ID} }, err
	})
	one(a, Operation{Path: "/projects/{project}", Act: "project.list", Noun: noun, Says: say.Text("一个项目，连同月进度、经过和办件")}, func(c *call, in *ProjectAt) (WholeProject, error) {
		s, err := c.desk.ShowProject(c, c.by, in.Project, 0)
		if err != nil {
			return WholeProject{}, err
		}
		return ofProject(s), nil
	})
	create(a, Operation{Path: "/projects", Act: "project.add", Noun: noun, Says: say.Text("登记项目"), About: factKeys}, func(c *call, in *struct {
		Body struct {
			Facts map[string]string `json:"facts"`
			Stage string            `json:"stage,omitempty" enum:"planned,signed,landed,started,enrolled,building,completed,producing,capacity" doc:"现在到哪一步；不写是谋划"`
			Since string            `json:"since,omitempty" format:"date" doc:"哪天到的；不写是今天"`
			Note  string            `json:"note,omitempty" maxLength:"500" doc:"依据"`
		}
	}) (ProjectKept, string, error) {
		since, err := civilDay("since", in.Body.Since)
		if err != nil {
			return ProjectKept{}, "", err
		}
		k, err := c.desk.AddProject(c, c.by, c.act, desk.AddProject{Facts: in.Body.Facts, Stage: project.StageOf(in.Body.Stage), Since: since, Note: in.Body.Note})
		return ProjectKept(k), place("projects", k.ID), err
	})
	create(a, Operation{Path: "/projects/taken", Act: "project.take", Noun: noun, Says: say.Text("把报告里的一条项目记录立为项目"), About: "记录的原文留在项目上。" + factKeys}, func(c *call, in *struct {
		Body struct {
			Report string            `json:"report" minLength:"1" maxLength:"60"`
			Record string            `json:"record" minLength:"1" maxLength:"60"`
			Facts  map[string]string `json:"facts"`
			Stage  string            `json:"stage,omitempty" enum:"planned,signed,landed,started,enrolled,building,completed,producing,capacity"`
			Since  string            `json:"since,omitempty" format:"date"`
			Note   string            `json:"note,omitempty" maxLength:"500"`
		}
	}) (ProjectKept, string, error) {
		since, err := civilDay("since", in.Body.Since)
		if err != nil {
			return ProjectKept{}, "", err
		}
		b := in.Body
		k, err := c.desk.TakeProject(c, c.by, c.act, b.Report, b.Record, desk.AddProject{Facts: b.Facts, Stage: project.StageOf(b.Stage), Since: since, Note: b.Note})
		return ProjectKept(k), place("projects", k.ID), err
	})
	act(a, Operation{Path: "/projects/choices", Act: "project.define", Noun: noun, Says: say.Text("定类别或清单，整个换掉")}, func(c *call, in *struct {
		Body struct {
			Kind  string   `json:"kind" enum:"category,list" doc:"类别、清单"`
			Names []string `json:"names" maxItems:"20"`
		}
	}) (ProjectChoices, error) {
		k, err := c.desk.DefineProjectChoices(c, c.by, c.act, in.Body.Kind, in.Body.Names)
		return ProjectChoices(k), err
	})
	act(a, Operation{Path: "/projects/imports/preview", Act: "project.import", Noun: noun, Says: say.Text("预览：台账的各列认作什么，会改什么、哪里要改"), About: "什么也不改。不写 mapping，用上次认过的，没有就用猜的。", most: mostRoster}, func(c *call, in *struct{ Body ProjectTable }) (ProjectPlan, error) {
		load, err := in.Body.in()
		if err != nil {
			return ProjectPlan{}, err
		}
		s, err := c.desk.ReadProjectSheet(c, c.by, load.File)
		if err != nil {
			return ProjectPlan{}, err
		}
		if load.Mapping == nil {
			load.Mapping = s.Mapping
		}
		plan, err := c.desk.PlanProjects(c, c.by, load)
		if err != nil {
			return ProjectPlan{}, err
		}
		out := ProjectPlan{Digest: plan.Digest, Titles: s.Titles, Mapping: load.Mapping, Remembered: s.Remembered, Rows: []PlannedProject{}, Refused: refusedRows(plan.Refused)}
		for _, r := range plan.Rows {
			p := PlannedProject{Row: r.Line, Project: r.ID, Name: r.Name, Standing: string(r.Standing), Changes: []FactChange{}}
			for _, x := range r.Changes {
				p.Changes = append(p.Changes, FactChange(x))
			}
			out.Rows = append(out.Rows, p)
		}
		return out, nil
	})
	act(a, Operation{Path: "/projects/imports", Act: "project.import", Noun: noun, Says: say.Text("导入项目台账，要么全部，要么一条也不；认过的列记住"), most: mostRoster}, func(c *call, in *struct{ Body ProjectTable }) (ProjectsImported, error) {
		load, err := in.Body.in()
		if err != nil {
			return ProjectsImported{}, err
		}
		got, err := c.desk.ImportProjects(c, c.by, c.act, load)
		return ProjectsImported(got), err
	})
	act(a, Operation{Path: "/projects/{project}/changes", Act: "project.change", Noun: noun, Says: say.Text("改项目的要素"), About: "写了的键改，写空的去掉，没写的不动。" + factKeys, Existing: true}, func(c *call, in *struct {
		ProjectAt
		Body struct {
			Facts  map[string]string `json:"facts"`
			Reason string            `json:"reason,omitempty" maxLength:"2000" doc:"改代码、名称、责任单位、总投资、年度计划、拟开竣工要写"`
		}
	}) (ProjectKept, error) {
		k, err := c.desk.ChangeProject(c, c.by, c.act, in.Project, in.Body.Facts, in.Body.Reason)
		return ProjectKept(k), err
	})
	act(a, Operation{Path: "/projects/{project}/advance", Act: "project.advance", Noun: noun, Says: say.Text("推进阶段，凭依据"), Existing: true}, func(c *call, in *struct {
		ProjectAt
		Body struct {
			To        string   `json:"to" enum:"signed,landed,started,enrolled,building,completed,producing,capacity"`
			On        string   `json:"on" format:"date" doc:"哪天到的"`
			Note      string   `json:"note" maxLength:"500" doc:"依据"`
			MainWorks bool     `json:"main_works,omitempty" doc:"主体工程已经动工；到开工要写"`
			Documents []string `json:"documents,omitempty" doc:"看过的入库要件；到入库要写全"`
			Skip      string   `json:"skip,omitempty" maxLength:"500" doc:"越过阶段的理由"`
		}
	}) (ProjectKept, error) {
		on, err := civilDay("on", in.Body.On)
		if err != nil {
			return ProjectKept{}, err
		}
		b := in.Body
		k, err := c.desk.AdvanceProject(c, c.by, c.act, in.Project, project.Step{To: project.StageOf(b.To), On: on, Note: b.Note, MainWorks: b.MainWorks, Documents: b.Documents, Skip: b.Skip})
		return ProjectKept(k), err
	})
	act(a, Operation{Path: "/projects/{project}/retreat", Act: "project.retreat", Noun: noun, Says: say.Text("退回以前的阶段，写明理由"), Existing: true}, func(c *call, in *struct {
		ProjectAt
		Body struct {
			To     string `json:"to" enum:"planned,signed,landed,started,enrolled,building,completed,producing"`
			Reason string `json:"reason" minLength:"1" maxLength:"2000"`
		}
	}) (ProjectKept, error) {
		k, err := c.desk.RetreatProject(c, c.by, c.act, in.Project, project.StageOf(in.Body.To), in.Body.Reason)
		return ProjectKept(k), err
	})
	act(a, Operation{Path: "/projects/{project}/progress/{period}", Act: "project.report", Noun: noun, Says: say.Text("报一个月的进度"), About: "写本月完成，两个累计数接着算；照片先用传照片的接口传。", Existing: true}, func(c *call, in *struct {
		MonthAt
		Body struct {
			Invested string   `json:"invested,omitempty" doc:"本月完成，万元；没有写 0"`
			Year     string   `json:"year,omitempty" doc:"本年累计，万元；不写就接着算"`
			Total    string   `json:"total,omitempty" doc:"开工以来累计，万元；不写就接着算"`
			Visual   string   `json:"visual" maxLength:"500" doc:"形象进度"`
			Problem  string   `json:"problem,omitempty" maxLength:"500"`
			Next     string   `json:"next,omitempty" maxLength:"500"`
			Why      string   `json:"why,omitempty" maxLength:"500" doc:"累计数为什么接不上，或比上次少"`
			Photos   []string `json:"photos,omitempty" maxItems:"9"`
		}
	}) (ProjectKept, error) {
		m, err := project.ReadMonth(in.Period)
		if err != nil {
			return ProjectKept{}, err
		}
		b := in.Body
		k, err := c.desk.ReportProject(c, c.by, c.act, in.Project, project.Filling{Month: m, Invested: b.Invested, Year: b.Year, Total: b.Total, Visual: b.Visual, Problem: b.Problem, Next: b.Next, Why: b.Why, Photos: b.Photos})
		return ProjectKept(k), err
	})
	act(a, Operation{Path: "/projects/{project}/progress/{period}/sign", Act: "project.sign", Noun: noun, Says: say.Text("签一个月的进度"), Existing: true}, func(c *call, in *MonthAt) (ProjectKept, error) {
		m, err := project.ReadMonth(in.Period)
		if err != nil {
			return ProjectKept{}, err
		}
		k, err := c.desk.SignProject(c, c.by, c.act, in.Project, m)
		return ProjectKept(k), err
	})
	act(a, Operation{Path: "/projects/{project}/progress/{period}/return", Act: "project.return", Noun: noun, Says: say.Text("退回一个月的进度，写明理由"), Existing: true}, func(c *call, in *struct {
		MonthAt
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"2000"`
		}
	}) (ProjectKept, error) {
		m, err := project.ReadMonth(in.Period)
		if err != nil {
			return ProjectKept{}, err
		}
		k, err := c.desk.ReturnProject(c, c.by, c.act, in.Project, m, in.Body.Reason)
		return ProjectKept(k), err
	})
	add(a, Operation{Method: http.MethodGet, Path: "/projects/{project}/photos/{photo}", Act: "project.list", Noun: noun, Says: say.Text("项目的一张照片")}, http.StatusOK, func(h *huma.Operation) {
		h.Responses = map[string]*huma.Response{"200": {Description: "照片", Content: map[string]*huma.MediaType{"image/*": {Schema: &huma.Schema{Type: "string", ContentEncoding: "binary"}}}}}
	}, func(c *call, in *struct {
		ProjectAt
		Photo string `path:"photo" maxLength:"80" doc:"照片的名字"`
		Small bool   `query:"small" doc:"要小图"`
	}) (*huma.StreamResponse, error) {
		p, err := c.desk.OpenProjectPhoto(c, c.by, in.Project, in.Photo, in.Small)
		if err != nil {
			return nil, err
		}
		return a.picture(p), nil
	})
}

// picture answers with a photograph.
func (a *API) picture(p desk.OpenedPhoto) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		ctx.SetHeader("Content-Type", p.Media)
		if _, err := ctx.BodyWriter().Write(p.Bytes); err != nil {
			a.house.Log.Warn("a photograph was not sent to its end", "error", err.Error())
		}
	}}
}

func ofProject(s desk.ShownProject) WholeProject {
	w := WholeProject{ID: s.Row.ID, Facts: s.Row.Facts, Pace: ofPace(s.Pace), Dwells: []Dwell{}, Months: []ProjectMonth{}, Events: []ProjectEvent{}, Cases: []ProjectCase{}, ETag: tagOf(s.Row.Version)}
	for _, d := range s.Dwells {
		w.Dwells = append(w.Dwells, Dwell{d.From.ID(), d.Until.ID(), d.Since.String(), d.Limit.String(), d.DueOn.String(), d.Over, d.Basis})
	}
	for _, g := range s.Months {
		w.Months = append(w.Months, ProjectMonth{g.Month.String(), g.Invested.String(), g.Year.String(), g.Total.String(), g.Visual, g.Problem, g.Next, g.Why, string(g.State), g.Return, g.Migrated, append([]string{}, g.Photos...)})
	}
	for _, e := range s.Events {
		x := ProjectEvent{e.Seq, e.Kind, e.On.String(), moment(int64(e.RecordedAt)), e.Unit, e.Reason, []FactChange{}}
		for _, c := range e.Changes {
			x.Changes = append(x.Changes, FactChange(c))
		}
		w.Events = append(w.Events, x)
	}
	for _, c := range s.Cases {
		w.Cases = append(w.Cases, ProjectCase{c.Row.ID, c.Row.Number, c.Row.Title, c.Permit, c.Stage})
	}
	return w
}
