package part

import (
	"context"
	"strconv"

	"duban/internal/web/say"
	"duban/internal/web/visit"
)

// Page (页) is what the frame around a page needs to know.
type Page struct {
	Refresh  int    // seconds after which a page without script asks again: something is being done
	Title    string // without the division's name
	Division string // the city as it calls itself; empty on pages outside any city
	Home     string // where the name leads, "/" if empty
	Nav      []Link
	Who      *Who   // nobody is signed in where nil
	Here     string // path and query of this page, for the switches to lead back to
	Search   string // where the search is; no link if empty
	Bell     *Bell  // nobody is told anything where nil

	Warnings []Warning // clock, calendar, disk: what every page must say
	Wrong    bool      // the form below has errors: the title says so first
	Wide     bool      // the page uses the window's whole width
	Back     string    // a page for the phone: its head is the way back there, its title and who holds it
	Body     string    // class of the body, for a page's own style
	Styles   []string  // paths from asset.Add
	Scripts  []string

	Issuer string // who answers for the pages, in the foot
	AsOf   string // the state of the data, in the foot
	Foot   []Link
}

// Who (登录人) is the person signed in: post and unit, not the name.
type Who struct {
	Unit, Post string
	Href       string // own page
	SignOut    string // path that takes the POST; no button if empty
}

// Bell (通知) leads to what one was told and has not read.
type Bell struct {
	Href    string
	Unread  int
	Most    int // so far they were counted
	Current bool
}

func (b Bell) count() string {
	if b.Unread >= b.Most {
		return strconv.Itoa(b.Most-1) + "+"
	}
	return strconv.Itoa(b.Unread)
}

// Warning (警示) is something every page must say.
type Warning struct {
	State State // Yellow or Red
	Text  string
	Link  *Link
}

func (p Page) title(ctx context.Context) string {
	t := p.Title
	if p.Wrong {
		t = say.T(ctx, "有错：%s", t)
	}
	return t + " · " + p.site(ctx)
}

func (p Page) site(ctx context.Context) string {
	if p.Division == "" {
		return say.T(ctx, "督办")
	}
	return say.T(ctx, "%s · 督办", p.Division)
}

func (p Page) home() string {
	if p.Home == "" {
		return "/"
	}
	return p.Home
}

func (p Page) back() string { return visit.Local(p.Here) }

// current is the section that a folded menu names.
// mostAcross is how many sections stand side by side on the widest page.
const mostAcross = 9

// folded parts the sections into those side by side and those behind a word; one
// alone is not folded.
func folded(nav []Link) (first, rest []Link) {
	if len(nav) <= mostAcross+1 {
		return nav, nil
	}
	return nav[:mostAcross], nav[mostAcross:]
}

func current(nav []Link) string {
	for _, l := range nav {
		if l.Current {
			return l.Text
		}
	}
	return ""
}

// A seal rather than a word, and each language by its own name.
const (
	seal          = "督"
	bothLanguages = "语言 Language"
	inChinese     = "中文"
	inEnglish     = "English"
)
