package api

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/review"
	"duban/internal/web/say"
)

// Report is an uploaded report.
type Report struct {
	ID         string             `json:"id"`
	State      review.ReportState `json:"state" enum:"waiting,review,failed,entered,erased" doc:"等读、核对中、读不出、已入册、已删除"`
	Trouble    string             `json:"trouble,omitempty" doc:"为什么读不出"`
	File       string             `json:"file" doc:"上传时的文件名"`
	SHA256     string             `json:"sha256" doc:"文件的 SHA-256"`
	Unit       string             `json:"unit" doc:"谁上传的：单位代码"`
	Title      string             `json:"title"`
	Place      string             `json:"place,omitempty" doc:"哪个地方的报告"`
	PlaceCode  string             `json:"place_code,omitempty" doc:"区划代码"`
	Occasion   string             `json:"occasion,omitempty" doc:"在什么会上"`
	DatedOn    string             `json:"dated_on,omitempty" format:"date"`
	Year       int                `json:"year,omitempty"`
	Reader     string             `json:"reader,omitempty" doc:"哪一版读出来的"`
	UploadedBy string             `json:"uploaded_by" doc:"人员代码"`
	UploadedAt *time.Time         `json:"uploaded_at"`
	ReadAt     *time.Time         `json:"read_at,omitempty"`
	ETag       string             `json:"etag"`
}

func (r Report) tag() string { return r.ETag }

func ofReport(r review.Report) Report {
	return Report{r.ID, r.State, r.Trouble, r.File, r.SHA256, r.Unit, r.Title, r.Place, r.PlaceCode, r.Occasion, dated(r.DatedOn), r.Year, r.Reader, r.UploadedBy, moment(r.UploadedAt), moment(r.ReadAt), tagOf(r.Version)}
}

// ListedReport is a report in a list, with how far its review has come.
type ListedReport struct {
	Report
	Uploader string `json:"uploader" doc:"上传的人"`
	Records  int    `json:"records" doc:"记录"`
	Accepted int    `json:"accepted" doc:"其中已采纳"`
	Entered  int    `json:"entered" doc:"其中已入册"`
}

// Paragraph is a stretch of a report's text.
type Paragraph struct {
	N       int    `json:"n"`
	Start   int    `json:"start" doc:"从全文第几个字起（Unicode 码点）"`
	End     int    `json:"end" doc:"到第几个字前"`
	Form    string `json:"form" doc:"标题、正文、表格……"`
	Section string `json:"section,omitempty" doc:"在哪些标题下"`
	Words   string `json:"words"`
}

// Entry tells how many records went into the register.
type Entry struct {
	Entered int `json:"entered" doc:"入册的记录数"`
}

// ReportAt names a report in the path.
type ReportAt struct {
	Report string `path:"report" doc:"报告代码"`
}

func reports(a *API) {
	list(a, Operation{Path: "/reports", Act: "report.list", Noun: say.Text("报告"), Says: say.Text("报告，新的在前")}, func(c *call, in *struct {
		Paging
		State string `query:"state" enum:"waiting,review,failed,entered" doc:"只要这种状态的"`
		Year  int    `query:"year" minimum:"1900" maximum:"2200" doc:"只要这一年的"`
	}) ([]ListedReport, func(int) cursor, error) {
		from, err := in.from(2)
		if err != nil {
			return nil, nil, err
		}
		p := desk.ReportPage{State: review.ReportState(in.State), Year: in.Year, Last: from[1], Most: in.Limit + 1}
		if p.Before, err = at(from[0]); err != nil {
			return nil, nil, err
		}
		rows, err := c.desk.ListReports(c, c.by, p)
		var all []ListedReport
		for _, r := range rows {
			all = append(all, ListedReport{ofReport(r.Report), r.Uploader, r.Records, r.Accepted, r.Entered})
		}
		return all, func(i int) cursor { return cursor{rows[i].UploadedAt, rows[i].ID} }, err
	})
	upload(a)
	one(a, Operation{Path: "/reports/{report}", Act: "report.read", Noun: say.Text("报告"), Says: say.Text("一份报告")}, func(c *call, in *ReportAt) (Report, error) {
		r, err := c.desk.ShowReport(c, c.by, in.Report)
		return ofReport(r), err
	})
	list(a, Operation{Path: "/reports/{report}/paragraphs", Act: "report.read", Noun: say.Text("报告"), Says: say.Text("报告的原文，一段一段")}, func(c *call, in *struct {
		ReportAt
		Paging
	}) ([]Paragraph, func(int) cursor, error) {
		text, err := c.desk.ReportText(c, c.by, in.Report)
		if err != nil {
			return nil, nil, err
		}
		var all []Paragraph
		for _, p := range text {
			all = append(all, Paragraph(p))
		}
		return rest(&in.Paging, all, func(p Paragraph) string { return itoa(p.N) })
	})
	file(a)
	list(a, Operation{Path: "/reports/{report}/history", Act: "report.read", Noun: say.Text("报告"), Says: say.Text("谁对这份报告做了什么，新的在前"), About: "只看得到本单位的人看不到。"}, func(c *call, in *struct {
		ReportAt
		Paging
	}) ([]Act, func(int) cursor, error) {
		from, err := in.from(1)
		if err != nil {
			return nil, nil, err
		}
		before, err := at(from[0])
		if err != nil {
			return nil, nil, err
		}
		told, err := c.desk.ReportHistory(c, c.by, in.Report, before, in.Limit+1)
		var all []Act
		for _, t := range told {
			all = append(all, ofAct(t))
		}
		return all, func(i int) cursor { return cursor{told[i].RecordedAt} }, err
	})
	act(a, Operation{Path: "/reports/{report}/enter", Act: "report.enter", Noun: say.Text("报告"), Says: say.Text("入册：采纳了的记录进台账"), Existing: true}, func(c *call, in *ReportAt) (Entry, error) {
		e, err := c.desk.EnterReport(c, c.by, c.act, in.Report)
		return Entry(e), err
	})
}

// file hands out the bytes as they were uploaded.
func file(a *API) {
	add(a, Operation{Method: http.MethodGet, Path: "/reports/{report}/file", Act: "report.read", Noun: say.Text("报告"), Says: say.Text("上传时的文件")}, http.StatusOK, func(h *huma.Operation) {
		h.Responses = map[string]*huma.Response{"200": {Description: "文件", Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: "string", ContentEncoding: "binary"}}}}}
	}, func(c *call, in *ReportAt) (*huma.StreamResponse, error) {
		name, open, err := c.desk.OpenFile(c, c.by, in.Report)
		if err != nil {
			return nil, err
		}
		data, err := open()
		if err != nil {
			return nil, err
		}
		return &huma.StreamResponse{Body: func(ctx huma.Context) {
			defer data.Close()
			ctx.SetHeader("Content-Type", "application/octet-stream")
			ctx.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
			if _, err := io.Copy(ctx.BodyWriter(), data); err != nil {
				a.house.Log.Warn("a file was not sent to its end", "error", err.Error())
				if _, told := fault.As(err); told {
					panic(http.ErrAbortHandler) // so that nobody takes what came for the file
				}
			}
		}}, nil
	})
}

// upload takes one file in. It streams: the declaration comes before the file,
// so that nothing is taken without it.
func upload(a *API) {
	o := Operation{Method: http.MethodPost, Path: "/reports", Act: "report.upload", Noun: say.Text("报告"), Says: say.Text("上传一份报告"),
		About: "一次一份，multipart/form-data：先写 declared=yes，声明文件不含国家秘密、工作秘密；再写 file。涉密文件不得上传。收下后由系统读，状态变成 review 才能核对。", creates: true, streams: true}
	add(a, o, http.StatusCreated, nil, func(c *call, _ *struct{}) (*made[Report], error) {
		media, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
		if err != nil || media != "multipart/form-data" || params["boundary"] == "" {
			return nil, problem("unreadable", "这里要 multipart/form-data。", "先写 declared=yes，再写 file。")
		}
		parts := multipart.NewReader(http.MaxBytesReader(c.w, c.r.Body, desk.MostUpload+1<<20), params["boundary"])
		declared := false
		for {
			p, err := parts.NextPart()
			if errors.Is(err, io.EOF) {
				return nil, fault.New(fault.Invalid, "没有选文件。", "写一栏 file。").At("file")
			}
			if err != nil {
				return nil, cutOff(err)
			}
			switch p.FormName() {
			case "declared":
				b, err := io.ReadAll(io.LimitReader(p, 200))
				if err != nil {
					return nil, cutOff(err)
				}
				declared = string(b) == "yes"
			case "file":
				data := &only{part: p, parts: parts, sum: sha256.New()}
				if unkept(p.FileName()) {
					return nil, fault.New(fault.Invalid, "文件名里有不能用的字符。", "请换一个名字。").At("file")
				}
				c.act.Asked = fingerprint("upload", strings.TrimSpace(p.FileName()))
				r, err := c.desk.UploadReport(c, c.by, c.act, desk.UploadReport{Name: p.FileName(), Data: data, Declared: declared})
				if err != nil {
					return nil, err
				}
				if r.SHA256 != hex.EncodeToString(data.sum.Sum(nil)) {
					return nil, problem("key-reused", "这个 Idempotency-Key 已经用在另一份文件上。", "一份文件用一个新的编号。")
				}
				out := ofReport(r)
				return &made[Report]{Tag: out.tag(), Location: Root + place("reports", r.ID), Body: out}, nil
			}
		}
	})
	// said only now: huma would read the body that it knows of
	a.huma.OpenAPI().Paths[o.Path].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: "object", Required: []string{"declared", "file"},
		Properties: map[string]*huma.Schema{"declared": {Type: "string", Enum: []any{"yes"}, Description: "声明不涉密；要写在 file 之前"},
			"file": {Type: "string", Description: "docx、pdf、ofd、txt、html，至多 64 MB"}}}}}}
}

func cutOff(err error) error {
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return fault.New(fault.TooLarge, "文件超过 64 MB。", "请拆成几份，或去掉里面的大图。").At("file").Because(err)
	}
	return fault.New(fault.Invalid, "文件没有传完。", "请用同一个 Idempotency-Key 再传一次。").At("file").Because(err)
}

// only reads the one file of a form, and fails where another follows.
type only struct {
	part  *multipart.Part
	parts *multipart.Reader
	sum   hash.Hash
}

func (o *only) Read(b []byte) (int, error) {
	n, err := o.part.Read(b)
	o.sum.Write(b[:n])
	if err == nil {
		return n, nil
	}
	if !errors.Is(err, io.EOF) {
		return n, cutOff(err)
	}
	for {
		next, err := o.parts.NextPart()
		if errors.Is(err, io.EOF) {
			return n, io.EOF
		}
		if err != nil {
			return n, cutOff(err)
		}
		if next.FormName() == "file" {
			return n, fault.New(fault.Invalid, "一次只能上传一份。", "几份就请求几次，各用各的 Idempotency-Key。").At("file")
		}
	}
}
