package api

import (
	"bytes"
	"io"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"duban/internal/kernel/task"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

// ListedIssuance is a document under which tasks were given out.
type ListedIssuance struct {
	ID       string `json:"id"`
	Number   string `json:"number" doc:"文号"`
	Title    string `json:"title"`
	IssuedOn string `json:"issued_on" format:"date"`
	Issuer   string `json:"issuer" doc:"发文机关"`
	To       string `json:"to" doc:"主送"`
	Words    string `json:"words" doc:"正文，任务表在它后面"`
	Copies   string `json:"copies,omitempty" doc:"抄送"`
	Tasks    int    `json:"tasks" doc:"几项任务"`
}

// WholeIssuance is such a document with its tasks, as far as the caller may see them.
type WholeIssuance struct {
	ListedIssuance
	Table []ListedTask `json:"table" nullable:"false" doc:"您看得到的任务，按编号"`
}

func ofIssuance(i task.Issuance) ListedIssuance {
	return ListedIssuance{i.ID, i.Number, i.Title, i.IssuedOn.String(), i.Issuer, i.To, i.Words, i.Copies, len(i.Tasks)}
}

// IssuanceAt names a document in the path.
type IssuanceAt struct {
	Issuance string `path:"issuance" maxLength:"60"`
}

func issuances(a *API) {
	noun := say.Text("印发")
	list(a, Operation{Path: "/issuances", Act: "task.list", Noun: noun, Says: say.Text("一年里印发任务的文件，早的在前")}, func(c *call, in *struct {
		Paging
		Year int `query:"year" minimum:"0" maximum:"2200" doc:"不写是今年"`
	}) ([]ListedIssuance, func(int) cursor, error) {
		found, err := c.desk.ListIssuances(c, c.by, in.Year)
		if err != nil {
			return nil, nil, err
		}
		all := []ListedIssuance{}
		for _, i := range found {
			all = append(all, ofIssuance(i))
		}
		return rest(&in.Paging, all, func(i ListedIssuance) string { return i.ID })
	})
	whole(a, Operation{Path: "/issuances/{issuance}", Act: "task.list", Noun: noun, Says: say.Text("一份印发任务的文件，连同任务表")}, func(c *call, in *IssuanceAt) (WholeIssuance, error) {
		i, err := c.desk.ReadIssuance(c, c.by, in.Issuance)
		if err != nil {
			return WholeIssuance{}, err
		}
		w := WholeIssuance{ofIssuance(i.Issuance), []ListedTask{}}
		for _, t := range i.Shown {
			w.Table = append(w.Table, ofTask(t.Task, t.Version, t.Pace))
		}
		return w, nil
	})
	create(a, Operation{Path: "/issuances", Act: "task.issue", Noun: noun, Says: say.Text("印发几项任务，全成或全不成")}, func(c *call, in *struct {
		Body struct {
			Number   string   `json:"number" minLength:"1" maxLength:"60" doc:"文号，例 云政办发〔2026〕5号"`
			Title    string   `json:"title" minLength:"1" maxLength:"120"`
			IssuedOn string   `json:"issued_on,omitempty" format:"date" doc:"成文日期；不写是今天"`
			Issuer   string   `json:"issuer" minLength:"1" maxLength:"60" doc:"发文机关"`
			To       string   `json:"to" minLength:"1" maxLength:"600" doc:"主送"`
			Words    string   `json:"words" minLength:"1" maxLength:"2000" doc:"正文，任务表在它后面"`
			Copies   string   `json:"copies,omitempty" maxLength:"600" doc:"抄送"`
			Tasks    []string `json:"tasks" minItems:"1" maxItems:"2000"`
		} `nameHint:"NewIssuance"`
	}) (Named, string, error) {
		b := in.Body
		on, err := civilDay("issued_on", b.IssuedOn)
		if err != nil {
			return Named{}, "", err
		}
		i, err := c.desk.IssueTasks(c, c.by, c.act, task.Issuance{Number: b.Number, Title: b.Title, IssuedOn: on, Issuer: b.Issuer, To: b.To, Words: b.Words, Copies: b.Copies, Tasks: b.Tasks})
		return Named{i.ID}, place("issuances", i.ID), err
	})
	add(a, Operation{Method: http.MethodGet, Path: "/issuances/{issuance}/file", Act: "task.list", Noun: noun, Says: say.Text("印发任务的通知，PDF 或 Word")}, http.StatusOK, func(h *huma.Operation) {
		content := map[string]*huma.MediaType{}
		for _, media := range frame.PaperMedia {
			content[media] = &huma.MediaType{Schema: &huma.Schema{Type: "string", ContentEncoding: "binary"}}
		}
		h.Responses = map[string]*huma.Response{"200": {Description: "文件", Content: content}}
	}, func(c *call, in *struct {
		IssuanceAt
		As string `query:"as" enum:"pdf,docx" default:"pdf"`
	}) (*huma.StreamResponse, error) {
		var b bytes.Buffer
		name := ""
		if err := c.desk.PressIssuance(c, c.by, in.Issuance, in.As, func(title, _ string) io.Writer {
			name = title + "." + in.As
			return &b
		}); err != nil {
			return nil, err
		}
		return &huma.StreamResponse{Body: func(ctx huma.Context) {
			ctx.SetHeader("Content-Type", frame.PaperMedia[in.As])
			ctx.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
			if _, err := ctx.BodyWriter().Write(b.Bytes()); err != nil {
				a.house.Log.Warn("a notice was not sent to its end", "error", err.Error())
			}
		}}, nil
	})
}
