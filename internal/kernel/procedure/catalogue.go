package procedure

import (
	"slices"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/rule"
)

// Catalogue (事项清单) is what a mechanism does for those who ask: its items
// with the fields and codes of a standard, what each needs and who holds that
// already, and the bundles of items that are asked for at once.
type Catalogue struct {
	ID         string
	Title      string
	About      string
	Version    int
	From       civil.Date
	Basis      []Basis
	Tables     []*CodeTable
	Fields     []*ItemField
	Unfilled   []string // fields of the standard that no item says yet
	Questions  []*Question
	Materials  []*Material
	Items      []*Item
	Bundles    []*Bundle
	Checklists []*Checklist
	Asking     *Asking // how cases are opened from it, nil where they are not
}

// CodeTable (代码表) is the codes that a field may say, in the standard's order.
type CodeTable struct {
	Name  string
	Codes []Coded
	Basis string
}

// Coded (代码) is a code and what it means.
type Coded struct{ Code, Means string }

// ItemField (事项字段) is something that an item says.
type ItemField struct {
	Name    string
	Table   *CodeTable // its codes, nil for text
	Many    bool
	Needed  bool
	Unique  bool
	Limit   bool   // it says a limit
	Within  string // the field with the limit that it may not exceed
	Longest int
}

// Question (情形问题) tells situations apart.
type Question struct {
	Name    string // the field that rules read
	Asks    string
	Choices []string
	Why     string
}

// Material (材料) is what an item needs. Held says who has it in this city: it
// is then not asked for again.
type Material struct {
	Code   string
	Title  string
	Issuer string
	Held   string
	Filled bool // the form that is filled in is it
	File   bool // it may be handed in as a file
	Basis  string
	Note   string
}

// Item (事项) is one thing that is done for those who ask.
type Item struct {
	Code       string
	Title      string
	Short      string // the first letters of its title's pinyin
	Aliases    []string
	Unit       string // code of the unit that does it
	Says       map[string][]string
	Changes    []ItemChange
	Asks       []string // questions
	Needs      []*Need
	Gives      []string // materials that come of it
	Unverified []string // fields whose value no text confirms yet
	Form       []string // what the form asks for it, beside what it asks for all
	at         place
}

// ItemChange (事项变更) is what an item says from a day on.
type ItemChange struct {
	From civil.Date
	Says map[string][]string
}

// Need (所需材料) is a material that an item needs, always or in a situation.
type Need struct {
	Material  *Material
	When      *rule.Rule
	Originals int
	Copies    int
	Optional  bool
	Note      string
}

// Bundle (成套事项) is several items that are asked for with one form.
type Bundle struct {
	Code    string
	Title   string
	Short   string
	Aliases []string
	About   string
	Asks    []string
	Parts   []*BundlePart
	Limit   civil.Limit // for all of it
	Basis   *Basis
	Note    string
	at      place
}

// BundlePart (套内事项) is an item of a bundle, with those that come before it.
type BundlePart struct {
	Item  *Item
	When  *rule.Rule
	After []string // items
	at    place
}

// Checklist (核对清单) is a dated list that a text is held against.
type Checklist struct {
	ID          string
	Title       string
	Against     string // the field of the form that is held against it
	About       string
	From, Until civil.Date
	Basis       *Basis
	Entries     []ChecklistEntry
}

// ChecklistEntry (清单条目) is a row of a checklist: words that lead to it, and
// what follows. Bars says that what it names is not allowed at all.
type ChecklistEntry struct {
	Number string
	Title  string
	Kind   string
	Bars   bool
	Words  []string
	Item   string // the item to ask for, "" for none here
}

// Asking (立件办法) is how an item or a bundle that is asked for becomes a case:
// which act opens it and what of the item stands in which field of its form.
type Asking struct {
	Item, Bundle                      *AskingOf
	Under, Situation, Brought, Spared string  // fields of the forms
	Online                            *Online // nil where nobody asks without a window
	at                                place
}

// AskingOf (立件对应) is the act that opens a case. Later opens one that has to
// wait for others of the bundle, Online one that whoever asks opens himself. Fills gives fields by what the item says: a
// field of the catalogue, or $title, $code, $unit, $limit.
type AskingOf struct {
	Procedure string
	Act       string
	Later     string
	Online    string
	Fills     map[string]string
}

// ItemData is what a case of an item says of it on a day.
func (c *Catalogue) ItemData(i *Item, day civil.Date) map[string]any {
	data := map[string]any{}
	for field, from := range c.Asking.Item.Fills {
		v := ""
		switch from {
		case "$title":
			v = i.Title
		case "$code":
			v = i.Code
		case "$unit":
			v = i.Unit
		default:
			v = c.Word(i, from, day)
		}
		if v != "" {
			data[field] = v
		}
	}
	return data
}

// BundleData is what a case of a bundle says of it; the unit is the first item's.
func (c *Catalogue) BundleData(b *Bundle) map[string]any {
	data := map[string]any{}
	for field, from := range c.Asking.Bundle.Fills {
		data[field] = map[string]string{"$title": b.Title, "$code": b.Code, "$unit": b.Parts[0].Item.Unit, "$limit": b.Limit.String()}[from]
	}
	return data
}

// Situation is the answers as a case keeps them.
func (g Guidance) Situation() []string {
	var list []string
	for _, a := range g.Questions {
		if a.Answer != "" {
			list = append(list, a.Name+"："+a.Answer)
		}
	}
	return list
}

// Item finds an item by its code, nil where there is none.
func (c *Catalogue) Item(code string) *Item {
	return find(c.Items, func(i *Item) bool { return i.Code == code })
}

// Bundle finds a bundle by its code, nil where there is none.
func (c *Catalogue) Bundle(code string) *Bundle {
	return find(c.Bundles, func(b *Bundle) bool { return b.Code == code })
}

// Question finds a question by its name, nil where there is none.
func (c *Catalogue) Question(name string) *Question {
	return find(c.Questions, func(q *Question) bool { return q.Name == name })
}

func (c *Catalogue) field(name string) *ItemField {
	return find(c.Fields, func(f *ItemField) bool { return f.Name == name })
}

// On is what an item says on a day, field by field, codes as they stand.
func (i *Item) On(day civil.Date) map[string][]string {
	says := map[string][]string{}
	for k, v := range i.Says {
		says[k] = v
	}
	for _, c := range i.Changes {
		if !day.Before(c.From) {
			for k, v := range c.Says {
				says[k] = v
			}
		}
	}
	return says
}

// LimitOf is the limit that a field says on a day, none where it says none.
func (i *Item) LimitOf(field string, day civil.Date) civil.Limit {
	if v := i.On(day)[field]; len(v) == 1 {
		l, _ := civil.ParseLimit(v[0]) // read once already
		return l
	}
	return civil.Limit{}
}

// Said (事项说明) is a field with what it says in words and in the standard's code.
type Said struct {
	Field string
	Text  string
	Code  string
}

// Told is what an item says on a day, in the order of the fields, codes in words.
func (c *Catalogue) Told(i *Item, day civil.Date) []Said {
	says := i.On(day)
	var list []Said
	for _, f := range c.Fields {
		v := says[f.Name]
		if len(v) == 0 {
			continue
		}
		s := Said{Field: f.Name, Text: strings.Join(v, "、")}
		if f.Table != nil {
			words := make([]string, len(v))
			for n, code := range v {
				words[n] = f.Table.Means(code)
			}
			s.Text, s.Code = strings.Join(words, "、"), strings.Join(v, "、")
		}
		list = append(list, s)
	}
	return list
}

// Word is what a field of an item says in words, "" where it says nothing.
func (c *Catalogue) Word(i *Item, field string, day civil.Date) string {
	for _, s := range c.Told(i, day) {
		if s.Field == field {
			return s.Text
		}
	}
	return ""
}

// Means is what a code stands for.
func (t *CodeTable) Means(code string) string {
	for _, x := range t.Codes {
		if x.Code == code {
			return x.Means
		}
	}
	return code
}

// Found (查到的事项) is an item or a bundle that was looked for; one is nil.
type Found struct {
	Item   *Item
	Bundle *Bundle
}

// Search finds items and bundles by code, by the first letters of the pinyin, by
// part of the title or of another name: what begins with the words first.
func (c *Catalogue) Search(words string) []Found {
	words = strings.ToLower(strings.Join(strings.Fields(words), ""))
	var first, then []Found
	look := func(f Found, code, short, title string, aliases []string) {
		switch {
		case words == "", code == words, strings.HasPrefix(short, words), strings.HasPrefix(title, words):
			first = append(first, f)
		case strings.Contains(title, words), strings.Contains(short, words),
			slices.ContainsFunc(aliases, func(a string) bool { return strings.Contains(strings.ToLower(a), words) }):
			then = append(then, f)
		}
	}
	for _, b := range c.Bundles {
		look(Found{Bundle: b}, b.Code, b.Short, b.Title, b.Aliases)
	}
	for _, i := range c.Items {
		codes := i.Code
		for _, f := range c.Fields {
			if f.Unique && slices.ContainsFunc(i.Says[f.Name], func(v string) bool { return strings.ToLower(v) == words }) {
				codes = words
			}
		}
		look(Found{Item: i}, codes, i.Short, i.Title, i.Aliases)
	}
	return append(first, then...)
}

// Check holds a text against a checklist as it is on a day: the entries whose
// words it has. ok is false where no list is in force on that day.
func (c *Catalogue) Check(field, text string, day civil.Date) (list *Checklist, met []ChecklistEntry, ok bool) {
	for _, l := range c.Checklists {
		if l.Against != field || day.Before(l.From) || !l.Until.Zero() && !day.Before(l.Until) {
			continue
		}
		for _, e := range l.Entries {
			if slices.ContainsFunc(e.Words, func(w string) bool { return strings.Contains(text, w) }) {
				met = append(met, e)
			}
		}
		return l, met, true
	}
	return nil, nil, false
}
