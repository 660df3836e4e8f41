package frame

import (
	_ "embed"

	"duban/internal/desk"
	"duban/internal/web/asset"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// Sheet is what the shell asks of a page.
type Sheet struct {
	Title   string
	At      string // which entry of the navigation is this page's
	Class   string // of the body
	Wide    bool   // the page uses the window's whole width
	Back    string // a page for the phone leads back there, and has no other head
	Wrong   bool   // the page's form has errors
	Refresh int    // seconds after which a page without script asks again
	Styles  []string
	Scripts []string
}

//go:embed frame.css
var css []byte

var style = asset.Add("frame.css", css)

type entry struct {
	act, href string
	word      say.Text
}

var navigation = []entry{
	{"home.read", "/", say.Text("今日")},
	{"task.retarget", "/mayor", say.Text("要紧的事")},
	{"report.list", "/reports", say.Text("报告")},
	{"task.list", "/tasks", say.Text("任务")},
	{"project.list", "/projects", say.Text("项目")},
	{"snapshot.list", "/snapshots", say.Text("公布进展")},
	{"case.list", "/cases", say.Text("办件")},
	{"settlement.list", "/settlements", say.Text("考核")},
	{"record.list", "/register", say.Text("台账")},
	{"indicator.read", "/indicators", say.Text("统计指标")},
	{"reconciliation.read", "/reconciliation", say.Text("两年对账")},
	{"case.open", "/window", say.Text("窗口")},
	{"mechanism.read", "/guide", say.Text("办事指南")},
	{"mechanism.read", "/mechanisms", say.Text("机制")},
	{"directive.list", "/directives", say.Text("批示和议定")},
	{"burden.read", "/burden", say.Text("填报负担")},
	{"request.list", "/requests", say.Text("报数要求")},
	{"register.list", "/registers", say.Text("名录")},
	{"calendar.read", "/calendar", say.Text("日历")},
	{"unit.list", "/units", say.Text("单位")},
	{"session.watch", "/security", say.Text("登录安全")},
	{"webhook.list", "/webhooks", say.Text("推送")},
	{"webhook.list", "/robots", say.Text("群机器人")},
	{"ledger.read", "/ledger", say.Text("存证")},
}

// page is what the shell shows around this visitor's page.
func (v *Visit) page(s Sheet) part.Page {
	p := part.Page{
		Title: s.Title, Division: v.Actor.DivisionName, Here: v.R.URL.RequestURI(),
		Body: s.Class, Wide: s.Wide, Back: s.Back, Wrong: s.Wrong, Refresh: s.Refresh,
		Styles: append([]string{style}, s.Styles...), Scripts: s.Scripts,
	}
	if v.Actor.Person == "" {
		return p
	}
	for _, e := range navigation {
		if v.Actor.May(e.act) {
			p.Nav = append(p.Nav, part.Link{Text: say.T(v.Ctx, e.word), Href: e.href, Current: s.At == e.href})
		}
	}
	if v.Actor.May("search.read") {
		p.Search = "/search"
	}
	if v.Actor.May("notice.list") {
		n, err := v.House.Desk.CountUnread(v.Ctx, v.Actor)
		if err != nil { // the page stands without the count
			v.House.Log.Warn("unread notices are not counted", "error", err.Error())
		}
		p.Bell = &part.Bell{Href: "/notices", Unread: n, Most: desk.MostUnread, Current: s.At == "/notices"}
	}
	p.Who = &part.Who{Unit: v.Actor.UnitName, Post: v.Actor.PostName, Href: "/me", SignOut: "/sign-out"}
	if v.House.Warnings != nil {
		for _, w := range v.House.Warnings() {
			p.Warnings = append(p.Warnings, part.Warning{State: part.Yellow, Text: w})
		}
	}
	return p
}
