package desk

import (
	"context"
	"strconv"

	"duban/internal/base/civil"
	"duban/internal/kernel/staff"
	"duban/internal/press"
	"duban/internal/store"
)

var unitKindWord = map[staff.Kind]string{staff.Government: "政府", staff.Bureau: "办公室", staff.Department: "部门", staff.Town: "乡镇", staff.Street: "街道", staff.Village: "村", staff.Community: "社区", staff.Institution: "事业单位", staff.Council: "议事机构"}

var roleWord = map[staff.Role]string{staff.Leader: "领导", staff.Supervisor: "督查", staff.Head: "负责人", staff.Clerk: "经办", staff.SystemAdmin: "系统管理员", staff.SecurityAdmin: "安全管理员", staff.AuditAdmin: "审计管理员"}

var mannerWord = map[staff.Manner]string{staff.Regular: "正式", staff.Acting: "主持工作", staff.Delegated: "代理"}

var holdingStateWord = map[staff.HoldingState]string{staff.Proposed: "待确认", staff.Confirmed: "在任", staff.Ended: "已结束"}

func itoa(n int) string { return strconv.Itoa(n) }

// yes marks a cell.
func yes(b bool) string {
	if b {
		return "是"
	}
	return ""
}

// ExportUnits hands out the units that ListStaff lists, in official order.
func (w *Workspace) ExportUnits(ctx context.Context, by staff.Actor, h Handout) error {
	l := press.List{Title: "单位", Columns: []press.Column{
		{Key: "unit", Title: "代码", English: "Code"}, {Key: "parent", Title: "上级代码", English: "Parent"}, {Key: "name", Title: "名称", English: "Name"}, {Key: "short", Title: "简称", English: "Short name"},
		{Key: "kind", Title: "性质", English: "Kind"}, {Key: "rank", Title: "排序", English: "Rank", Kind: press.Number}, {Key: "closed", Title: "已撤", English: "Closed"},
	}}
	return w.handOut(ctx, by, "unit.list", "units", l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		units, err := tx.Units(scope.Division())
		for _, u := range units {
			if err != nil {
				return err
			}
			err = add(u.Code, u.Parent, u.Name, u.Short, unitKindWord[u.Kind], u.Rank, yes(u.Closed))
		}
		return err
	})
}

// ExportPeople hands out the persons that ListStaff lists, each with the posts
// they hold; telephone and mail are left out, they are asked for one by one.
func (w *Workspace) ExportPeople(ctx context.Context, by staff.Actor, h Handout) error {
	l := press.List{Title: "人员", Columns: []press.Column{
		{Key: "login", Title: "登录名", English: "Login"}, {Key: "name", Title: "姓名", English: "Name"}, {Key: "unit", Title: "单位", English: "Unit"}, {Key: "post", Title: "岗位", English: "Post"}, {Key: "role", Title: "角色", English: "Role"},
		{Key: "manner", Title: "方式", English: "Manner"}, {Key: "from_on", Title: "起", English: "From", Kind: press.Date}, {Key: "until_on", Title: "止", English: "Until", Kind: press.Date}, {Key: "state", Title: "状态", English: "State"}, {Key: "stopped", Title: "停用", English: "Stopped"},
	}}
	return w.handOut(ctx, by, "person.list", "people", l, h, func(tx *store.Tx, scope staff.Scope, add func(...press.Value) error) error {
		units, err := unitNames(tx, scope.Division())
		if err != nil {
			return err
		}
		posts := map[string]staff.Post{}
		all, err := tx.Posts(scope.Division())
		if err != nil {
			return err
		}
		for _, p := range all {
			posts[p.Code] = p
		}
		held := map[string][]staff.Holding{}
		holdings, err := tx.Holdings(scope.Division())
		if err != nil {
			return err
		}
		for _, x := range holdings {
			if x.State != staff.Ended {
				held[x.Person] = append(held[x.Person], x)
			}
		}
		last := ""
		for {
			persons, err := tx.Persons(scope, last, exportPage)
			if err != nil {
				return err
			}
			for _, p := range persons {
				last = p.ID
				if len(held[p.ID]) == 0 {
					if err := add(p.Login, p.Name, "", "", "", "", nil, nil, "", yes(p.Stopped)); err != nil {
						return err
					}
				}
				for _, x := range held[p.ID] {
					post := posts[x.Post]
					if err := add(p.Login, p.Name, units[post.Unit], post.Name, roleWord[post.Role], mannerWord[x.Manner], civilDay(x.From), civilDay(x.Until), holdingStateWord[x.State], yes(p.Stopped)); err != nil {
						return err
					}
				}
			}
			if len(persons) < exportPage {
				return nil
			}
		}
	})
}

func civilDay(days int64) civil.Date {
	if days == 0 {
		return civil.Date{}
	}
	return civil.OfDays(days)
}
