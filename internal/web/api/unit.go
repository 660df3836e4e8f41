package api

import (
	"net/http"

	"duban/internal/kernel/staff"
	"duban/internal/web/say"
)

// Unit is a body of the division.
type Unit struct {
	Code string `json:"code" doc:"单位代码"`
	UnitBody
	Proposed string `json:"proposed,omitempty" doc:"报了改到哪个上级下，等安全管理员同意"`
	ETag     string `json:"etag"`
}

// UnitBody is what can be set of a unit.
type UnitBody struct {
	Parent string `json:"parent,omitempty" maxLength:"32" doc:"上级单位代码；没有是最上一级"`
	Name   string `json:"name" minLength:"1" maxLength:"60"`
	Short  string `json:"short,omitempty" maxLength:"60" doc:"简称"`
	Kind   string `json:"kind" enum:"government,office,department,town,street,village,community,institution,council" doc:"政府、办公室、部门、乡镇、街道、村、社区、事业单位、议事机构"`
	Rank   int64  `json:"rank,omitempty" minimum:"0" maximum:"1000000" doc:"排序，小的在前"`
	Closed bool   `json:"closed,omitempty" doc:"已撤销"`
}

func (u Unit) tag() string { return u.ETag }

func ofUnit(u staff.Unit) Unit {
	return Unit{u.Code, UnitBody{u.Parent, u.Name, u.Short, string(u.Kind), u.Rank, u.Closed}, u.Proposed, tagOf(u.Version)}
}

func (b UnitBody) unit(code string) staff.Unit {
	return staff.Unit{Code: code, Parent: b.Parent, Name: b.Name, Short: b.Short, Kind: staff.Kind(b.Kind), Rank: b.Rank, Closed: b.Closed}
}

// UnitAt names a unit in the path.
type UnitAt struct {
	Unit string `path:"unit" doc:"单位代码"`
}

func units(a *API) {
	noun := say.Text("单位")
	list(a, Operation{Path: "/units", Act: "unit.list", Noun: noun, Says: say.Text("单位，按官方次序")}, func(c *call, in *struct{ Paging }) ([]Unit, func(int) cursor, error) {
		found, err := c.desk.ListUnits(c, c.by)
		if err != nil {
			return nil, nil, err
		}
		var all []Unit
		for _, u := range found {
			all = append(all, ofUnit(u))
		}
		return rest(&in.Paging, all, func(u Unit) string { return u.Code })
	})
	one(a, Operation{Path: "/units/{unit}", Act: "unit.list", Noun: noun, Says: say.Text("一个单位")}, func(c *call, in *UnitAt) (Unit, error) {
		u, err := c.desk.ShowUnit(c, c.by, in.Unit)
		return ofUnit(u), err
	})
	create(a, Operation{Path: "/units", Act: "unit.set", Noun: noun, Says: say.Text("新设单位")}, func(c *call, in *struct {
		Body struct {
			Code string `json:"code" minLength:"1" maxLength:"32"`
			UnitBody
		} `nameHint:"NewUnit"`
	}) (Named, string, error) {
		return Named{in.Body.Code}, place("units", in.Body.Code), c.desk.SetUnit(c, c.by, c.act, in.Body.unit(in.Body.Code))
	})
	done(a, Operation{Method: http.MethodPut, Path: "/units/{unit}", Act: "unit.set", Noun: noun, Says: say.Text("改单位"), About: "整个换掉。另一个上级要安全管理员同意才生效。", Existing: true}, func(c *call, in *struct {
		UnitAt
		Body UnitBody
	}) error {
		return c.desk.SetUnit(c, c.by, c.act, in.Body.unit(in.Unit))
	})
}

// Post is a seat in a unit.
type Post struct {
	Code string `json:"code" doc:"岗位代码"`
	PostBody
	Role string `json:"role,omitempty" doc:"授了的角色；没有是还没授权"`
	ETag string `json:"etag"`
}

// PostBody is what can be set of a post.
type PostBody struct {
	Unit     string `json:"unit" minLength:"1" maxLength:"32" doc:"单位代码"`
	Name     string `json:"name" minLength:"1" maxLength:"60"`
	Proposed string `json:"proposed,omitempty" enum:"leader,supervisor,head,clerk,system,security,audit" doc:"报的角色：领导、督查、负责人、经办、系统管理员、安全管理员、审计管理员；由安全管理员授权"`
	Closed   bool   `json:"closed,omitempty" doc:"已撤销"`
}

func (p Post) tag() string { return p.ETag }

func ofPost(p staff.Post) Post {
	return Post{p.Code, PostBody{p.Unit, p.Name, string(p.Proposed), p.Closed}, string(p.Role), tagOf(p.Version)}
}

func (b PostBody) post(code string) staff.Post {
	return staff.Post{Code: code, Unit: b.Unit, Name: b.Name, Proposed: staff.Role(b.Proposed), Closed: b.Closed}
}

// PostAt names a post in the path.
type PostAt struct {
	Post string `path:"post" doc:"岗位代码"`
}

func posts(a *API) {
	noun := say.Text("岗位")
	list(a, Operation{Path: "/posts", Act: "unit.list", Noun: noun, Says: say.Text("岗位，按单位")}, func(c *call, in *struct {
		Paging
		Unit string `query:"unit" maxLength:"32" doc:"只要这个单位的"`
	}) ([]Post, func(int) cursor, error) {
		found, err := c.desk.ListPosts(c, c.by)
		if err != nil {
			return nil, nil, err
		}
		var all []Post
		for _, p := range found {
			if in.Unit == "" || p.Unit == in.Unit {
				all = append(all, ofPost(p))
			}
		}
		return rest(&in.Paging, all, func(p Post) string { return p.Code })
	})
	one(a, Operation{Path: "/posts/{post}", Act: "unit.list", Noun: noun, Says: say.Text("一个岗位")}, func(c *call, in *PostAt) (Post, error) {
		p, err := c.desk.ShowPost(c, c.by, in.Post)
		return ofPost(p), err
	})
	create(a, Operation{Path: "/posts", Act: "post.set", Noun: noun, Says: say.Text("新设岗位")}, func(c *call, in *struct {
		Body struct {
			Code string `json:"code" minLength:"1" maxLength:"32"`
			PostBody
		} `nameHint:"NewPost"`
	}) (Named, string, error) {
		return Named{in.Body.Code}, place("posts", in.Body.Code), c.desk.SetPost(c, c.by, c.act, in.Body.post(in.Body.Code))
	})
	done(a, Operation{Method: http.MethodPut, Path: "/posts/{post}", Act: "post.set", Noun: noun, Says: say.Text("改岗位"), About: "整个换掉。改了报的角色或单位，授了的角色就收回。", Existing: true}, func(c *call, in *struct {
		PostAt
		Body PostBody
	}) error {
		return c.desk.SetPost(c, c.by, c.act, in.Body.post(in.Post))
	})
	done(a, Operation{Path: "/posts/{post}/empower", Act: "post.empower", Noun: noun, Says: say.Text("授权：给岗位报的角色"), Existing: true}, func(c *call, in *PostAt) error {
		return c.desk.EmpowerPost(c, c.by, c.act, in.Post)
	})
}
