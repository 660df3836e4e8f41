package frame

import (
	"context"

	"duban/internal/desk"
	"duban/internal/kernel/staff"
	"duban/internal/web/say"
)

// RoleWords say the roles.
var RoleWords = map[staff.Role]say.Text{
	staff.Leader: say.Text("领导"), staff.Supervisor: say.Text("督查"), staff.Head: say.Text("负责人"), staff.Clerk: say.Text("经办"),
	staff.SystemAdmin: say.Text("系统管理员"), staff.SecurityAdmin: say.Text("安全管理员"), staff.AuditAdmin: say.Text("审计管理员"),
}

// Who says who did an act: a person's name, or that the program did it itself.
func Who(ctx context.Context, a desk.Told) string {
	if a.Person == "duban" {
		return say.T(ctx, "系统")
	}
	return a.Who
}
