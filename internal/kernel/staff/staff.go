// Package staff is who sits in a division: units as a tree, posts in them,
// persons who hold posts for a time, and what each post may do.
//
// Permission is post + act + unit scope, and Permit and ScopeOf in
// permission.go are the one place that decides it. What a unit usually answers
// for is office's. The room refuses to know passwords, sessions and the clock.
package staff

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/internal/base/fault"
)

// Mark is what every row that the ledger knows carries: its version, and the
// salt and commitment of its last canonical bytes.
type Mark struct {
	Version int64
	Seal    []byte `json:"-"`
}

// Kind of a unit (类别).
type Kind string

// The kinds of units.
const (
	Government  Kind = "government"  // 政府
	Bureau      Kind = "office"      // 办公室
	Department  Kind = "department"  // 部门
	Town        Kind = "town"        // 乡镇
	Street      Kind = "street"      // 街道
	Village     Kind = "village"     // 村
	Community   Kind = "community"   // 社区
	Institution Kind = "institution" // 事业单位
	Council     Kind = "council"     // 议事机构
)

// Kinds are all kinds of units, in the order of a list to choose from.
var Kinds = []Kind{Government, Bureau, Department, Town, Street, Village, Community, Institution, Council}

// Unit (机构) is a body of a division; units form a tree. Whoever heads a unit
// sees what those below it have, so a unit only moves when the security
// administrator agrees: Proposed is the parent that the system administrator
// asks for, "" where no move waits.
type Unit struct {
	Mark
	Division string
	Code     string // letters, digits and hyphens
	Parent   string // "" at the root
	Proposed string
	Name     string // 云泽市发展和改革局
	Short    string // 市发改局
	Kind     Kind
	Rank     int64 // place in the official order, smaller first
	Closed   bool
}

// Called is what people call the unit: its short name where it has one.
func (u Unit) Called() string {
	if u.Short != "" {
		return u.Short
	}
	return u.Name
}

// Role (岗位角色) is what a post is empowered to do.
type Role string

// The roles. The last three are the separated administrators (三员): none can
// do another's acts, and none reads business content by being one.
const (
	Leader        Role = "leader"     // 领导
	Supervisor    Role = "supervisor" // 督查
	Head          Role = "head"       // 负责人
	Clerk         Role = "clerk"      // 经办
	SystemAdmin   Role = "system"     // 系统管理员
	SecurityAdmin Role = "security"   // 安全管理员
	AuditAdmin    Role = "audit"      // 审计管理员
)

// Roles are all roles, in the order of a list to choose from.
var Roles = []Role{Leader, Supervisor, Head, Clerk, SystemAdmin, SecurityAdmin, AuditAdmin}

// Administers says that the role is one of the three administrators.
func (r Role) Administers() bool { return r == SystemAdmin || r == SecurityAdmin || r == AuditAdmin }

// Wide says that a role reaches the whole division or administers it: whoever
// signs in as its holder has much more than one unit's business.
func (r Role) Wide() bool { return r.Administers() || r == Leader || r == Supervisor }

// Post (岗位) is a seat in a unit. Proposed is what the system administrator
// asks for, Role what the security administrator has granted, "" before.
type Post struct {
	Mark
	Division string
	Code     string
	Unit     string
	Name     string
	Proposed Role
	Role     Role
	Closed   bool
}

// Person (人员) is somebody who can sign in.
type Person struct {
	Mark
	Division string
	ID       string
	Login    string
	Name     string
	Phone    string
	Mail     string
	Stopped  bool
}

// Manner (任职方式) is how a person holds a post.
type Manner string

// The manners of holding.
const (
	Regular   Manner = "regular"   // 正式
	Acting    Manner = "acting"    // 主持工作
	Delegated Manner = "delegated" // 代理
)

// HoldingState (任职状态) says how far a holding has come.
type HoldingState string

// The states of a holding.
const (
	Proposed  HoldingState = "proposed"  // 待确认
	Confirmed HoldingState = "confirmed" // 已确认
	Ended     HoldingState = "ended"     // 已结束
)

// Holding (任职) is a person in a post for a time. Days are counted from
// 1970-01-01; Until is the last day, 0 where it is open.
type Holding struct {
	Mark
	Division    string
	ID          string
	Person      string
	Post        string
	Manner      Manner
	From, Until int64
	State       HoldingState
}

// Holds says that the holding is in force on a day.
func (h Holding) Holds(day int64) bool {
	return h.State == Confirmed && h.From <= day && (h.Until == 0 || day <= h.Until)
}

var (
	codeForm  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,31}$`)
	loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`)
)

// mostCode bounds codes before their form is looked at.
const mostCode = 200

func named(what, s string, most int, field string) error {
	if strings.TrimSpace(s) == "" {
		return fault.New(fault.Invalid, what+"没有填。", "请写上"+what+"。").At(field)
	}
	if n := utf8.RuneCountInString(s); n > most {
		return fault.New(fault.Invalid, fmt.Sprintf("%s有 %d 字，至多 %d 字。", what, n, most), "请写短一些。").At(field)
	}
	return nil
}

// Check says what is wrong with a unit by itself.
func (u Unit) Check() error {
	if err := named("单位代码", u.Code, mostCode, "code"); err != nil {
		return err
	}
	if !codeForm.MatchString(u.Code) {
		return fault.New(fault.Invalid, fmt.Sprintf("单位代码“%s”不对。", u.Code), "只用字母、数字和连字符，至多 32 位，例：429004001。").At("code")
	}
	if err := named("单位名称", u.Name, 60, "name"); err != nil {
		return err
	}
	if !slices.Contains(Kinds, u.Kind) {
		return fault.New(fault.Invalid, fmt.Sprintf("没有“%s”这种单位类别。", u.Kind), "请从列表里选。").At("kind")
	}
	if u.Parent == u.Code {
		return fault.New(fault.Invalid, "单位“"+u.Name+"”的上级是它自己。", "请另选上级。").At("parent")
	}
	return nil
}

// Check says what is wrong with a post by itself.
func (p Post) Check() error {
	if err := named("岗位代码", p.Code, mostCode, "code"); err != nil {
		return err
	}
	if !codeForm.MatchString(p.Code) {
		return fault.New(fault.Invalid, fmt.Sprintf("岗位代码“%s”不对。", p.Code), "只用字母、数字和连字符，至多 32 位。").At("code")
	}
	if err := named("岗位名称", p.Name, 60, "name"); err != nil {
		return err
	}
	if p.Proposed != "" && !slices.Contains(Roles, p.Proposed) {
		return fault.New(fault.Invalid, fmt.Sprintf("没有“%s”这种角色。", p.Proposed), "请从列表里选。")
	}
	return nil
}

// Check says what is wrong with a person by itself.
func (p Person) Check() error {
	if err := named("登录名", p.Login, mostCode, "login"); err != nil {
		return err
	}
	if !loginForm.MatchString(p.Login) {
		return fault.New(fault.Invalid, fmt.Sprintf("登录名“%s”不对。", p.Login), "用 2 至 32 个小写字母、数字、点、横线，以字母或数字开头。").At("login")
	}
	return named("姓名", p.Name, 40, "name")
}

// Together says whether one person may hold two posts at once: an
// administrator holds no other post, so that none reads business content, and
// security and audit are never one person (GB/T 22239-2019 三权分立).
func Together(a, b Role) error {
	switch {
	case a == b:
		return nil
	case (a == SecurityAdmin && b == AuditAdmin) || (a == AuditAdmin && b == SecurityAdmin):
		return fault.New(fault.Refused, "安全管理员和审计管理员不能是同一个人。", "请另选一人。")
	case a.Administers() || b.Administers():
		return fault.New(fault.Refused, "管理员不能再任别的岗位，业务岗位也不能兼管理员。", "请先结束原来的任职，或另选一人。")
	}
	return nil
}
