package api

import (
	"net/http"

	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/say"
)

// Person is somebody who can sign in.
type Person struct {
	ID string `json:"id" doc:"人员代码"`
	PersonBody
	ETag string `json:"etag"`
}

// PersonBody is what can be set of a person.
type PersonBody struct {
	Login   string `json:"login" minLength:"2" maxLength:"32" doc:"登录名"`
	Name    string `json:"name" minLength:"1" maxLength:"40"`
	Phone   string `json:"phone,omitempty" maxLength:"40"`
	Mail    string `json:"mail,omitempty" maxLength:"200"`
	Stopped bool   `json:"stopped,omitempty" doc:"已停用"`
}

func (p Person) tag() string { return p.ETag }

func ofPerson(p staff.Person) Person {
	return Person{p.ID, PersonBody{p.Login, p.Name, p.Phone, p.Mail, p.Stopped}, tagOf(p.Version)}
}

func (b PersonBody) person(id string) staff.Person {
	return staff.Person{ID: id, Login: b.Login, Name: b.Name, Phone: b.Phone, Mail: b.Mail, Stopped: b.Stopped}
}

// FirstPassword is shown once and kept nowhere.
type FirstPassword struct {
	Person   string `json:"person"`
	Waits    bool   `json:"waits,omitempty" doc:"等另一位管理员同意，口令到时给同意的人看"`
	Password string `json:"password,omitempty" doc:"首次口令，只给这一次；重试时没有"`
}

// PersonAt names a person in the path.
type PersonAt struct {
	Person string `path:"person" doc:"人员代码"`
}

func persons(a *API) {
	noun := say.Text("人员")
	list(a, Operation{Path: "/persons", Act: "person.list", Noun: noun, Says: say.Text("看得到的人员")}, func(c *call, in *struct{ Paging }) ([]Person, func(int) cursor, error) {
		from, err := in.from(1)
		if err != nil {
			return nil, nil, err
		}
		rows, err := c.desk.ListPersons(c, c.by, from[0], in.Limit+1)
		var all []Person
		for _, p := range rows {
			all = append(all, ofPerson(p))
		}
		return all, func(i int) cursor { return cursor{all[i].ID} }, err
	})
	one(a, Operation{Path: "/persons/{person}", Act: "person.list", Noun: noun, Says: say.Text("一个人")}, func(c *call, in *PersonAt) (Person, error) {
		p, err := c.desk.ShowPerson(c, c.by, in.Person)
		return ofPerson(p), err
	})
	create(a, Operation{Path: "/persons", Act: "person.set", Noun: noun, Says: say.Text("新设人员"), About: "任职另报；口令由安全管理员给。"}, func(c *call, in *struct{ Body PersonBody }) (Named, string, error) {
		id, err := c.desk.SetPerson(c, c.by, c.act, in.Body.person(""))
		return Named{id}, place("persons", id), err
	})
	done(a, Operation{Method: http.MethodPut, Path: "/persons/{person}", Act: "person.set", Noun: noun, Says: say.Text("改人员"), About: "整个换掉。停用会结束这个人的登录。", Existing: true}, func(c *call, in *struct {
		PersonAt
		Body PersonBody
	}) error {
		_, err := c.desk.SetPerson(c, c.by, c.act, in.Body.person(in.Person))
		return err
	})
	act(a, Operation{Path: "/persons/{person}/unlock", Act: "person.unlock", Noun: noun, Says: say.Text("解锁，给首次口令"), About: "这个人的登录都会结束，首次登录要改口令。", Existing: true}, func(c *call, in *PersonAt) (FirstPassword, error) {
		i, err := c.desk.UnlockPerson(c, c.by, c.act, in.Person)
		return FirstPassword(i), err
	})
}

// Holding is a person in a post for a time.
type Holding struct {
	ID string `json:"id" doc:"任职代码"`
	HoldingBody
	State staff.HoldingState `json:"state" enum:"proposed,confirmed,ended" doc:"待确认、已确认、已结束"`
	ETag  string             `json:"etag"`
}

// HoldingBody is what can be proposed of a holding.
type HoldingBody struct {
	Person  string `json:"person" minLength:"1" maxLength:"64" doc:"人员代码"`
	Post    string `json:"post" minLength:"1" maxLength:"32" doc:"岗位代码"`
	Manner  string `json:"manner,omitempty" enum:"regular,acting,delegated" doc:"正式、主持工作、代理"`
	FromOn  string `json:"from_on,omitempty" format:"date" doc:"起日；不写是今天"`
	UntilOn string `json:"until_on,omitempty" format:"date" doc:"止日；不写是没有"`
}

func (h Holding) tag() string { return h.ETag }

func ofHolding(h staff.Holding) Holding {
	return Holding{h.ID, HoldingBody{h.Person, h.Post, string(h.Manner), dated(h.From), dated(h.Until)}, h.State, tagOf(h.Version)}
}

// HoldingAt names a holding in the path.
type HoldingAt struct {
	Holding string `path:"holding" doc:"任职代码"`
}

func holdings(a *API) {
	noun := say.Text("任职")
	list(a, Operation{Path: "/holdings", Act: "person.list", Noun: noun, Says: say.Text("看得到的人的任职")}, func(c *call, in *struct {
		Paging
		Person string `query:"person" maxLength:"64" doc:"只要这个人的"`
		Post   string `query:"post" maxLength:"32" doc:"只要这个岗位的"`
		State  string `query:"state" enum:"proposed,confirmed,ended" doc:"只要这种状态的"`
	}) ([]Holding, func(int) cursor, error) {
		found, err := c.desk.ListHoldings(c, c.by, desk.HoldingPage{Person: in.Person, Post: in.Post, State: staff.HoldingState(in.State)})
		if err != nil {
			return nil, nil, err
		}
		var all []Holding
		for _, h := range found {
			all = append(all, ofHolding(h))
		}
		return rest(&in.Paging, all, func(h Holding) string { return h.ID })
	})
	one(a, Operation{Path: "/holdings/{holding}", Act: "person.list", Noun: noun, Says: say.Text("一次任职")}, func(c *call, in *HoldingAt) (Holding, error) {
		h, err := c.desk.ShowHolding(c, c.by, in.Holding)
		return ofHolding(h), err
	})
	create(a, Operation{Path: "/holdings", Act: "holding.propose", Noun: noun, Says: say.Text("报任职，等安全管理员确认")}, func(c *call, in *struct{ Body HoldingBody }) (Named, string, error) {
		h := staff.Holding{Person: in.Body.Person, Post: in.Body.Post, Manner: staff.Manner(in.Body.Manner)}
		var err error
		if h.From, err = day("from_on", in.Body.FromOn); err != nil {
			return Named{}, "", err
		}
		if h.Until, err = day("until_on", in.Body.UntilOn); err != nil {
			return Named{}, "", err
		}
		id, err := c.desk.ProposeHolding(c, c.by, c.act, h)
		return Named{id}, place("holdings", id), err
	})
	done(a, Operation{Path: "/holdings/{holding}/confirm", Act: "holding.confirm", Noun: noun, Says: say.Text("确认任职"), Existing: true}, func(c *call, in *HoldingAt) error {
		return c.desk.ConfirmHolding(c, c.by, c.act, in.Holding)
	})
	done(a, Operation{Path: "/holdings/{holding}/end", Act: "holding.end", Noun: noun, Says: say.Text("结束任职"), Existing: true}, func(c *call, in *struct {
		HoldingAt
		Body Reasoned
	}) error {
		return c.desk.EndHolding(c, c.by, c.act, in.Holding, in.Body.Reason)
	})
}
