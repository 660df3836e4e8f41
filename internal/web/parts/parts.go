// Package parts is the living page of parts: every part with typical, long,
// empty and wrong content, in both languages, light and dark. A part is looked
// at here before a page uses it, and tested here in a browser. The form is a
// real one: it refuses, keeps what was written, and leaves its message.
package parts

import (
	"context"
	_ "embed"
	"net/http"
	"strings"

	"duban/internal/base/quantity"
	"duban/internal/web/asset"
	"duban/internal/web/part"
	"duban/internal/web/say"
	"duban/internal/web/visit"
)

//go:embed kit.css
var css []byte

var style = asset.Add("kit.css", css)

// Handler shows the page, wherever it is mounted.
func Handler() http.Handler {
	return visit.Wrap(http.HandlerFunc(serve))
}

func serve(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f := newForm(ctx)
	status := http.StatusOK
	switch r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodPost:
		r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
		if err := r.ParseForm(); err != nil {
			http.Error(w, "", http.StatusBadRequest)
			return
		}
		if r.PostForm.Has("why") {
			visit.Leave(w, r, say.T(ctx, "已退回第 57 条"))
			http.Redirect(w, r, visit.Local(r.URL.Path), http.StatusSeeOther)
			return
		}
		if f.read(r); len(part.Wrong(f.fields()...)) == 0 {
			visit.Leave(w, r, say.T(ctx, "已报送：累计完成 %s 座", f.total.Value))
			http.Redirect(w, r, visit.Local(r.URL.Path), http.StatusSeeOther)
			return
		}
		status = http.StatusUnprocessableEntity
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		http.Error(w, "", http.StatusMethodNotAllowed)
		return
	}
	m, err := townMap(ctx)
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	here := r.URL.Path
	if r.URL.RawQuery != "" {
		here += "?" + r.URL.RawQuery
	}
	p := part.Page{
		Title: say.T(ctx, "页面部件"), Division: "云泽市", Styles: []string{style}, Home: r.URL.Path, Here: here, Search: "#table",
		Nav: []part.Link{
			{Text: say.T(ctx, "报告"), Href: "#marks"}, {Text: say.T(ctx, "任务"), Href: "#table"}, {Text: say.T(ctx, "指标"), Href: "#plot"},
			{Text: say.T(ctx, "部件"), Href: r.URL.Path, Current: true},
		},
		Who:      &part.Who{Unit: "市政府督查室", Post: "科员", Href: "#main"},
		Warnings: []part.Warning{{State: part.Yellow, Text: say.T(ctx, "还没有 2027 年的放假安排，跨年的期限暂按周末推算。"), Link: &part.Link{Text: say.T(ctx, "看期限"), Href: "#days"}}},
		Wrong:    status == http.StatusUnprocessableEntity,
		Issuer:   "云泽市人民政府办公室", AsOf: say.T(ctx, "数据截至 %s", "2026-08-28"),
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	body := page(f, m)
	if r.URL.Query().Has("ask") {
		p.Title = say.T(ctx, "不采第 %d 条？", 57)
		body = asked()
	}
	// the header is out: what fails now has no one to be told but the log of the server
	_ = shown(p, body).Render(ctx, w)
}

func (f *form) fields() []part.Field {
	return []part.Field{f.total, f.finish, f.month, f.unit, f.reason, f.file, f.lead, f.sure}
}

// read takes what was posted, as it was written, and says what is wrong in it.
func (f *form) read(r *http.Request) {
	ctx := r.Context()
	for _, field := range []*part.Field{&f.total, &f.finish, &f.month, &f.unit, &f.reason, &f.lead, &f.sure} {
		field.Value = strings.TrimSpace(r.PostForm.Get(field.Name))
	}
	n, err := quantity.Parse(f.total.Value)
	switch {
	case err != nil:
		f.total.Error = say.T(ctx, "累计完成要写数字，如 %d", 24)
	case n.Cmp(quantity.Int(24)) < 0 && f.reason.Value == "":
		f.total.Error = say.T(ctx, "累计完成 %[1]s 座比上月 %[2]d 座少，请写原因", n, 24)
	}
	if f.finish.Value > "2026-12-31" {
		f.finish.Error = say.T(ctx, "预计完成日期要在 %s 以前", "2026-12-31")
	}
	if f.sure.Value != "yes" {
		f.sure.Error = say.T(ctx, "报送前请把数和验收单逐份对过")
	}
}

// wrongForm is the form as it comes back.
func wrongForm(ctx context.Context) form {
	f := newForm(ctx)
	f.total.Value, f.total.ID, f.total.Error = "23", "w-total", say.T(ctx, "累计完成 %[1]s 座比上月 %[2]d 座少，请写原因", "23", 24)
	f.finish.Value, f.finish.ID, f.finish.Error = "2027-01-20", "w-finish", say.T(ctx, "预计完成日期要在 %s 以前", "2026-12-31")
	f.lead.Name, f.lead.Value, f.lead.ID, f.lead.Error = "w-lead", "", "w-lead", say.T(ctx, "请选一个牵头单位")
	return f
}

func (f *form) wrong() []part.Field { return []part.Field{f.total, f.finish, f.lead} }
