package procedure

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
)

// Remedies (救济途径) is what can be done against a decision, and when an
// announced document counts as served, by the law in force on a day.
type Remedies struct{ rows []remedy }

type remedy struct {
	kind        string
	from, until civil.Date
	limit       civil.Limit
	text        string
	provision   string
	unverified  bool
}

// The kinds of rows.
const (
	reconsideration = "reconsideration" // 行政复议
	suit            = "suit"            // 行政诉讼
	announcement    = "announced"       // 公告送达
)

var errNoLaw = errors.New("procedure: no law of remedies was handed in")

var remedyColumns = []string{"remedy", "from", "until", "limit", "text", "provision", "unverified"}

// ReadRemedies reads remedies.tsv of the law, and refuses what it cannot follow:
// an unknown kind, days out of order, two rows for one day, a gap.
func ReadRemedies(files fs.FS) (*Remedies, error) {
	const file = "remedies.tsv"
	text, err := fs.ReadFile(files, file)
	if err != nil {
		return nil, err
	}
	l := &Remedies{}
	for i, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		wrong := func(format string, args ...any) error {
			return fmt.Errorf("%s:%d: %s", file, i+1, fmt.Sprintf(format, args...))
		}
		c := strings.Split(line, "\t")
		if i == 0 {
			if !slices.Equal(c, remedyColumns) {
				return nil, wrong("the columns must be %s", strings.Join(remedyColumns, ", "))
			}
			continue
		}
		if len(c) != len(remedyColumns) {
			return nil, wrong("%d columns, not %d", len(c), len(remedyColumns))
		}
		r := remedy{kind: c[0], text: c[4], provision: c[5], unverified: c[6] == "1"}
		if !slices.Contains([]string{reconsideration, suit, announcement}, r.kind) {
			return nil, wrong("no kind %q", r.kind)
		}
		if r.from, err = civil.ParseDate(c[1]); err != nil {
			return nil, wrong("from %q is no day", c[1])
		}
		if c[2] != "" {
			if r.until, err = civil.ParseDate(c[2]); err != nil || !r.from.Before(r.until) {
				return nil, wrong("until %q is no day after %s", c[2], r.from)
			}
		}
		if r.limit, err = civil.ParseLimit(c[3]); err != nil {
			return nil, wrong("limit %q: %v", c[3], err)
		}
		if r.limit.Unit != civil.Days && r.limit.Unit != civil.Months || r.kind == announcement && r.limit.Unit != civil.Days {
			return nil, wrong("limit %q: natural days or months", c[3])
		}
		if strings.Count(r.text, "{期限}") != 1 || r.provision == "" || c[6] != "" && c[6] != "1" {
			return nil, wrong("a row needs a text with {期限}, a provision, and unverified empty or 1")
		}
		for _, o := range slices.Backward(l.rows) {
			if o.kind == r.kind {
				if o.until != r.from {
					return nil, wrong("the row before ends on %q, this one begins on %s", o.until, r.from)
				}
				break
			}
		}
		l.rows = append(l.rows, r)
	}
	return l, nil
}

func (l *Remedies) on(kind string, day civil.Date) *remedy {
	for i := range l.rows {
		r := &l.rows[i]
		if r.kind == kind && !day.Before(r.from) && (r.until.Zero() || day.Before(r.until)) {
			return r
		}
	}
	return nil
}

// Tell is the sentence that a document served on a day has to tell.
func (l *Remedies) Tell(on civil.Date, division string) (string, error) {
	if l == nil {
		return "", errNoLaw
	}
	a, b := l.on(reconsideration, on), l.on(suit, on)
	if a == nil || b == nil {
		return "", fault.New(fault.Refused, on.String()+" 的救济途径没有收录。", "救济途径表从 1999 年 10 月 1 日起；更早的文书请另写。")
	}
	return "如不服本文书所载决定，可以" + a.say(division) + "；也可以" + b.say(division) + "。", nil
}

// Cite are the provisions behind what Tell says.
func (l *Remedies) Cite(on civil.Date) []string {
	var list []string
	for _, kind := range []string{reconsideration, suit} {
		if r := l.on(kind, on); r != nil {
			list = append(list, r.provision)
		}
	}
	return list
}

func (r *remedy) say(division string) string {
	return strings.NewReplacer("{期限}", said(r.limit), "{区划}", division).Replace(r.text)
}

// AnnouncedBy is the day on which a document announced on a day counts as
// served, and the provision.
func (l *Remedies) AnnouncedBy(on civil.Date) (civil.Date, string, error) {
	r := l.on(announcement, on)
	if r == nil {
		return civil.Date{}, "", fault.New(fault.Refused, on.String()+" 的公告送达没有收录。", "请核对公告的日子。").At("on")
	}
	return civil.OfDays(on.Days() + int64(r.limit.N)), r.provision, nil
}

// said writes a limit as documents do: 六十日, 六个月.
func said(l civil.Limit) string {
	const figures = "零一二三四五六七八九"
	figure := func(n int) string { return string([]rune(figures)[n]) }
	s := ""
	switch tens, ones := l.N/10, l.N%10; {
	case l.N > 99:
		return l.String()
	case tens == 0:
		s = figure(ones)
	default:
		if tens > 1 {
			s = figure(tens)
		}
		s += "十"
		if ones > 0 {
			s += figure(ones)
		}
	}
	if l.Unit == civil.Months {
		return s + "个月"
	}
	return s + "日"
}
