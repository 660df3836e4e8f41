package frame

import (
	"duban/internal/kernel/staff"
	"duban/internal/web/say"
)

// RoleWords say the roles.
var RoleWords = map[staff.Role]say.Text{
	staff.Leader: say.Text("领导"), staff.Supervisor: say.Text("督查"), staff.Head: say.Text("负责人"), staff.Clerk: say.Text("经办"),
	staff.SystemAdmin: say.Text("系统管理员"), staff.SecurityAdmin: say.Text("安全管理员"), staff.AuditAdmin: say.Text("审计管理员"),
}
