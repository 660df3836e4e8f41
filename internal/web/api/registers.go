package api

import (
	"strings"
	"time"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	entry "duban/internal/kernel/register"
	"duban/internal/web/say"
)

// Register is a register as it is declared.
type Register struct {
	ID         string           `json:"id" doc:"台账代码"`
	Title      string           `json:"title"`
	About      string           `json:"about"`
	Mechanism  string           `json:"mechanism" doc:"机制代码"`
	Key        []string         `json:"key" nullable:"false" doc:"认一条的字段"`
	Filters    []string         `json:"filters" nullable:"false"`
	Keeper     string           `json:"keeper,omitempty" doc:"管它的单位；没有就是各单位管自己的"`
	Confidence entry.Confidence `json:"confidence" enum:"public,internal,sensitive"`
	Count      int64            `json:"count" doc:"今天在册几条，数到一万为止"`
}

// RegisterEntry is what holds of an entry from a day until before another.
type RegisterEntry struct {
	ID       string         `json:"id"`
	Register string         `json:"register"`
	Key      string         `json:"key"`
	Name     string         `json:"name"`
	Unit     string         `json:"unit" doc:"谁管"`
	From     string         `json:"from" format:"date"`
	Until    string         `json:"until,omitempty" format:"date" doc:"到这一天前；没有就是还在册"`
	Data     map[string]any `json:"data" doc:"要遮盖的只给头尾"`
}

func ofRegisterEntry(s desk.EntrySpan) RegisterEntry {
	e := RegisterEntry{ID: s.Entry, Register: s.Register, Key: s.Key, Name: s.Name, Unit: s.Unit, From: s.From.String(), Data: s.Data}
	if !s.Until.Zero() {
		e.Until = s.Until.String()
	}
	return e
}

// EntryWhole is an entry with all that was done to it.
type EntryWhole struct {
	RegisterEntry
	Holds    bool           `json:"holds" doc:"那一天在册"`
	Versions []EntryVersion `json:"versions" nullable:"false"`
	Cases    []string       `json:"cases" nullable:"false" doc:"挂着的办件"`
	ETag     string         `json:"etag"`
}

func (e EntryWhole) tag() string { return e.ETag }

// EntryVersion is something that was done to an entry.
type EntryVersion struct {
	Seq        int            `json:"seq"`
	Kind       entry.Kind     `json:"kind" enum:"added,changed,ended,corrected"`
	On         string         `json:"on" format:"date"`
	Unit       string         `json:"unit"`
	RecordedAt *time.Time     `json:"recorded_at"`
	Reason     string         `json:"reason,omitempty"`
	Differs    []string       `json:"differs" nullable:"false" doc:"改了哪些字段"`
	Data       map[string]any `json:"data,omitempty"`
}

// EntryAt names an entry in the path.
type EntryAt struct {
	Entry string `path:"entry" doc:"条目代码"`
}

// EntryKept is what an act came to.
type EntryKept struct {
	ID    string `json:"id"`
	Key   string `json:"key"`
	Event int    `json:"event" doc:"第几次变动"`
}

// EntryDeed is what is to be done to an entry.
type EntryDeed struct {
	On     string         `json:"on,omitempty" format:"date" doc:"从哪天起；不写是今天"`
	Begins string         `json:"begins,omitempty" format:"date" doc:"更正时：其实从哪天起"`
	Data   map[string]any `json:"data,omitempty" doc:"照台账的表单填；遮盖的照遮盖的交回，就是不改"`
	Reason string         `json:"reason,omitempty" maxLength:"2000"`
}

func (d EntryDeed) deed() (in entry.Deed, err error) {
	in = entry.Deed{Data: d.Data, Reason: d.Reason}
	if in.On, err = civilDay("on", d.On); err != nil {
		return in, err
	}
	in.Begins, err = civilDay("begins", d.Begins)
	return in, err
}

func civilDay(field, s string) (civil.Date, error) {
	if s == "" {
		return civil.Date{}, nil
	}
	d, err := civil.ParseDate(s)
	if err != nil {
		return d, fault.New(fault.Invalid, "“"+s+"”不是日子。", "写成 2021-03-01 的样子。").At(field)
	}
	return d, nil
}

// Looked is what was masked, in full.
type Looked struct {
	Value string `json:"value"`
}

// Looking says what is to be seen in full, and why.
type Looking struct {
	Field  string `json:"field" minLength:"1" maxLength:"60"`
	Branch string `json:"branch,omitempty" maxLength:"60" doc:"办件的哪个单位的一份；主线和台账不写"`
	Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"记入账本"`
}

func registers(a *API) {
	noun := say.Text("名录")
	list(a, Operation{Path: "/registers", Act: "register.list", Noun: noun, Says: say.Text("各个台账")}, func(c *call, in *struct{ Paging }) ([]Register, func(int) cursor, error) {
		found, _, err := c.desk.ListRegisters(c, c.by)
		if err != nil {
			return nil, nil, err
		}
		var all []Register
		for _, r := range found {
			all = append(all, Register{r.ID, r.Title, r.About, r.Mechanism.ID, r.Key, append([]string{}, r.Filters...), r.Keeper, r.Confidence, r.Count})
		}
		return rest(&in.Paging, all, func(r Register) string { return r.ID })
	})
	list(a, Operation{Path: "/registers/{register}/entries", Act: "register.read", Noun: noun, Says: say.Text("一个台账的条目，按编号")}, func(c *call, in *struct {
		Paging
		Register string   `path:"register" doc:"台账代码"`
		Which    string   `query:"which" enum:"ended,all" doc:"已终止、全部；不写是在册的"`
		On       string   `query:"on" format:"date" doc:"哪一天；不写是今天"`
		Begins   string   `query:"key" maxLength:"200" doc:"编号开头"`
		Filter   []string `query:"filter,explode" doc:"字段=值，照台账能筛的"`
	}) ([]RegisterEntry, func(int) cursor, error) {
		from, err := in.from(2)
		if err != nil {
			return nil, nil, err
		}
		day, err := at(from[0])
		if err != nil {
			return nil, nil, err
		}
		p := desk.EntryPage{Register: in.Register, Which: in.Which, Begins: in.Begins, Filters: map[string]string{}, After: from[1], AfterDay: day, Most: in.Limit + 1}
		if p.On, err = civilDay("on", in.On); err != nil {
			return nil, nil, err
		}
		for _, f := range in.Filter {
			name, value, _ := strings.Cut(f, "=")
			p.Filters[name] = value
		}
		found, err := c.desk.ReadRegister(c, c.by, p)
		var all []RegisterEntry
		for _, s := range found.Entries {
			all = append(all, ofRegisterEntry(s))
		}
		return all, func(i int) cursor { return cursor{found.Entries[i].From.Days(), found.Entries[i].Key} }, err
	})
	one(a, Operation{Path: "/entries/{entry}", Act: "register.read", Noun: noun, Says: say.Text("一个条目，连同改过什么")}, func(c *call, in *struct {
		EntryAt
		On string `query:"on" format:"date" doc:"哪一天；不写是今天"`
	}) (EntryWhole, error) {
		on, err := civilDay("on", in.On)
		if err != nil {
			return EntryWhole{}, err
		}
		s, err := c.desk.ShowEntry(c, c.by, in.Entry, on, 0)
		if err != nil {
			return EntryWhole{}, err
		}
		w := EntryWhole{RegisterEntry: ofRegisterEntry(s.Now), Holds: s.Holds, Versions: []EntryVersion{}, Cases: []string{}, ETag: tagOf(s.Row.Version)}
		for _, v := range s.Versions {
			x := EntryVersion{v.Seq, v.Kind, v.On.String(), v.Unit, moment(int64(v.RecordedAt)), v.Reason, []string{}, v.Data}
			for _, d := range v.Differs {
				x.Differs = append(x.Differs, d.Field.Name)
			}
			w.Versions = append(w.Versions, x)
		}
		for _, k := range s.Cases {
			w.Cases = append(w.Cases, k.ID)
		}
		return w, nil
	})
	create(a, Operation{Path: "/registers/{register}/entries", Act: "entry.add", Noun: noun, Says: say.Text("登记一条")}, func(c *call, in *struct {
		Register string `path:"register" doc:"台账代码"`
		Body     EntryDeed
	}) (EntryKept, string, error) {
		d, err := in.Body.deed()
		if err != nil {
			return EntryKept{}, "", err
		}
		k, err := c.desk.AddEntry(c, c.by, c.act, in.Register, d)
		return EntryKept(k), place("entries", k.ID), err
	})
	for _, x := range []struct {
		path, act string
		says      say.Text
		do        func(*call, string, entry.Deed) (desk.EntryKept, error)
	}{
		{"changes", "entry.change", say.Text("变更：从某天起变了"), func(c *call, id string, d entry.Deed) (desk.EntryKept, error) {
			return c.desk.ChangeEntry(c, c.by, c.act, id, d)
		}},
		{"corrections", "entry.correct", say.Text("更正：原来登记错了"), func(c *call, id string, d entry.Deed) (desk.EntryKept, error) {
			return c.desk.CorrectEntry(c, c.by, c.act, id, d)
		}},
		{"end", "entry.end", say.Text("终止：从某天起不在册"), func(c *call, id string, d entry.Deed) (desk.EntryKept, error) {
			return c.desk.EndEntry(c, c.by, c.act, id, d)
		}},
	} {
		act(a, Operation{Path: "/entries/{entry}/" + x.path, Act: x.act, Noun: noun, Says: x.says, Existing: true}, func(c *call, in *struct {
			EntryAt
			Body EntryDeed
		}) (EntryKept, error) {
			d, err := in.Body.deed()
			if err != nil {
				return EntryKept{}, err
			}
			k, err := x.do(c, in.Entry, d)
			return EntryKept(k), err
		})
	}
	act(a, Operation{Path: "/entries/{entry}/unmask", Act: "entry.unmask", Noun: noun, Says: say.Text("看遮盖的全文，理由记入账本")}, func(c *call, in *struct {
		EntryAt
		Body Looking
	}) (Looked, error) {
		v, err := c.desk.UnmaskEntry(c, c.by, c.act, in.Entry, in.Body.Field, civil.Date{}, in.Body.Reason)
		return Looked{v}, err
	})
	act(a, Operation{Path: "/cases/{case}/unmask", Act: "case.unmask", Noun: say.Text("办件"), Says: say.Text("看遮盖的全文，理由记入账本")}, func(c *call, in *struct {
		CaseAt
		Body Looking
	}) (Looked, error) {
		v, err := c.desk.UnmaskCase(c, c.by, c.act, in.Case, in.Body.Branch, in.Body.Field, in.Body.Reason)
		return Looked{v}, err
	})
}
