package staff

import (
	"slices"
	"strings"

	"duban/internal/base/fault"
)

// Reach (范围) is how far a grant goes.
type Reach uint8

// The reaches.
const (
	Nowhere  Reach = iota
	OwnSelf        // what is one's own: sessions, tokens, credentials
	OwnUnit        // one's unit and those below it
	Division       // the whole division
)

// Act (行为) is something that may be done, with who may and how far.
type Act struct {
	Name    string // noun.verb
	Title   string // Chinese, as a person says it
	Reads   bool   // it changes nothing
	Grants  map[Role]Reach
	Unarmed bool // anyone signed in may, before a second factor or a changed password
	Present bool // only whoever signed in may, never a token
}

func grant(reach Reach, roles ...Role) map[Role]Reach {
	g := map[Role]Reach{}
	for _, r := range roles {
		g[r] = reach
	}
	return g
}

func also(g map[Role]Reach, reach Reach, roles ...Role) map[Role]Reach {
	for _, r := range roles {
		g[r] = reach
	}
	return g
}

// Acts is the whole table of permission. What does not stand here nobody may.
var Acts = []Act{
	// one's own
	{Name: "home.read", Title: "看首页", Reads: true, Grants: grant(OwnSelf, Roles...), Unarmed: true},
	{Name: "session.list", Title: "看自己的登录", Reads: true, Grants: grant(OwnSelf, Roles...)},
	{Name: "session.end", Title: "结束登录", Grants: grant(OwnSelf, Roles...), Unarmed: true},
	{Name: "session.switch", Title: "换岗位", Grants: grant(OwnSelf, Roles...), Present: true},
	{Name: "password.change", Title: "改口令", Grants: grant(OwnSelf, Roles...), Unarmed: true, Present: true},
	{Name: "session.prove", Title: "再证明一次身份", Grants: grant(OwnSelf, Roles...), Unarmed: true, Present: true},
	{Name: "factor.list", Title: "看自己的第二因子", Reads: true, Grants: grant(OwnSelf, Roles...), Unarmed: true},
	{Name: "factor.enrol", Title: "登记第二因子", Grants: grant(OwnSelf, Roles...), Unarmed: true, Present: true},
	{Name: "factor.confirm", Title: "确认第二因子", Grants: grant(OwnSelf, Roles...), Unarmed: true, Present: true},
	{Name: "factor.remove", Title: "去掉第二因子", Grants: grant(OwnSelf, Roles...), Present: true},
	{Name: "recovery.draw", Title: "换新恢复码", Grants: grant(OwnSelf, Roles...), Present: true},
	{Name: "token.list", Title: "看自己的令牌", Reads: true, Grants: grant(OwnSelf, Roles...)},
	{Name: "token.issue", Title: "发令牌", Grants: grant(OwnSelf, Roles...), Present: true},
	{Name: "token.revoke", Title: "收回令牌", Grants: grant(OwnSelf, Roles...)},

	// reports and what they state
	{Name: "report.list", Title: "看报告", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "report.read", Title: "看报告原文", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "report.upload", Title: "上传报告", Grants: grant(Division, Supervisor)},
	{Name: "report.enter", Title: "入册", Grants: grant(Division, Supervisor)},
	{Name: "erasure.read", Title: "看报告的删除", Reads: true, Grants: grant(Division, Leader, Supervisor)},
	{Name: "erasure.propose", Title: "提请删除报告", Grants: grant(Division, Supervisor)},
	{Name: "erasure.decline", Title: "不同意删除报告", Grants: grant(Division, Leader, Supervisor)},
	{Name: "report.erase", Title: "批准删除报告", Grants: grant(Division, Leader, Supervisor)},
	{Name: "rereading.read", Title: "看重读的结果", Reads: true, Grants: grant(Division, Supervisor)},
	{Name: "report.reread", Title: "重读", Grants: grant(Division, Supervisor)},
	{Name: "rereading.settle", Title: "采用或放弃重读", Grants: grant(Division, Supervisor)},
	{Name: "record.list", Title: "看记录", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "record.accept", Title: "采纳记录", Grants: grant(Division, Supervisor)},
	{Name: "record.correct", Title: "改记录", Grants: grant(Division, Supervisor)},
	{Name: "record.reject", Title: "不采记录", Grants: grant(Division, Supervisor)},
	{Name: "record.reopen", Title: "撤回", Grants: grant(Division, Supervisor)},
	{Name: "record.split", Title: "拆开记录", Grants: grant(Division, Supervisor)},
	{Name: "record.merge", Title: "合并记录", Grants: grant(Division, Supervisor)},
	{Name: "record.add", Title: "新记录", Grants: grant(Division, Supervisor)},
	{Name: "alarm.settle", Title: "核过", Grants: grant(Division, Supervisor)},
	{Name: "indicator.read", Title: "看指标", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "report.publish", Title: "标为已公开", Grants: grant(Division, Supervisor)},
	{Name: "package.read", Title: "取公开数据", Reads: true, Grants: grant(Division, Leader, Supervisor)},
	{Name: "reconciliation.read", Title: "看对账", Reads: true, Grants: grant(Division, Leader, Supervisor)},
	{Name: "search.read", Title: "搜索", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	// tasks: a unit does what it leads; what may be done to a task now, the kernel decides
	{Name: "task.list", Title: "看任务", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "task.draft", Title: "草拟任务", Grants: grant(Division, Supervisor)},
	{Name: "task.import", Title: "导入任务分解表", Grants: grant(Division, Supervisor)},
	{Name: "task.amend", Title: "改任务的草稿", Grants: grant(Division, Supervisor)},
	{Name: "task.withdraw", Title: "撤回任务的草稿", Grants: grant(Division, Supervisor)},
	{Name: "task.ask", Title: "就任务征求意见", Grants: grant(Division, Supervisor)},
	{Name: "task.opine", Title: "对任务表示意见", Grants: grant(OwnUnit, Head, Clerk)},
	{Name: "task.settle", Title: "答复对任务的异议", Grants: grant(Division, Supervisor)},
	{Name: "task.issue", Title: "印发任务", Grants: grant(Division, Supervisor)},
	{Name: "task.sign", Title: "签收任务", Grants: grant(OwnUnit, Head, Clerk)},
	{Name: "task.allocate", Title: "分解任务", Grants: also(grant(Division, Supervisor), OwnUnit, Head)},
	{Name: "task.extend", Title: "批准任务延期", Grants: grant(Division, Leader, Supervisor)},
	{Name: "task.retarget", Title: "调整任务的目标", Grants: grant(Division, Leader, Supervisor)},
	{Name: "task.relead", Title: "调整任务的牵头单位", Grants: grant(Division, Leader, Supervisor)},
	{Name: "task.suspend", Title: "中止任务", Grants: grant(Division, Leader, Supervisor)},
	{Name: "task.resume", Title: "恢复任务", Grants: grant(Division, Leader, Supervisor)},
	{Name: "task.apply", Title: "申请任务办结", Grants: grant(OwnUnit, Head)},
	{Name: "task.return", Title: "退回任务的办结申请", Grants: grant(Division, Supervisor)},
	{Name: "task.close", Title: "任务销号", Grants: grant(Division, Supervisor)},
	{Name: "progress.fill", Title: "填报进展", Grants: grant(OwnUnit, Head, Clerk)},
	{Name: "proof.offer", Title: "找系统里已有的记录作佐证", Reads: true, Grants: grant(OwnUnit, Head, Clerk)},
	{Name: "progress.import", Title: "导入进展表", Grants: also(grant(Division, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "progress.sign", Title: "审签进展", Grants: grant(OwnUnit, Head)},
	{Name: "progress.return", Title: "退回进展", Grants: grant(Division, Supervisor)},
	{Name: "deliverable.verify", Title: "核实成果", Grants: grant(Division, Supervisor)},
	{Name: "deliverable.dispute", Title: "认定成果不实", Grants: grant(Division, Supervisor)},
	{Name: "account.draft", Title: "起草通报和报告", Reads: true, Grants: grant(Division, Leader, Supervisor)},
	// directives: a unit sees what was handed out to it; whoever may also issue tasks hands one out at once
	{Name: "directive.list", Title: "看批示和议定事项", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "directive.add", Title: "录批示和议定事项", Grants: grant(Division, Leader, Supervisor)},
	{Name: "directive.acknowledge", Title: "阅结批示", Grants: grant(Division, Leader, Supervisor)},
	{Name: "practice.set", Title: "设督办口径", Grants: grant(Division, Supervisor)},
	{Name: "basemap.read", Title: "看底图", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "basemap.set", Title: "设底图", Grants: grant(Division, Supervisor)},
	// burden: a unit sees its own; a head asks other units for a figure in the name of his own
	{Name: "burden.read", Title: "看填报负担", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "burden.set", Title: "设填报预算", Grants: grant(Division, Supervisor)},
	{Name: "request.list", Title: "看报数要求", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "request.ask", Title: "要一个数", Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head)},
	{Name: "request.stop", Title: "停收报数要求", Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head)},
	{Name: "request.answer", Title: "答复报数要求", Grants: grant(OwnUnit, Head, Clerk)},
	// settlements: units see their own row of what is confirmed
	{Name: "settlement.list", Title: "看年终结算", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "settlement.run", Title: "年终结算", Grants: grant(Division, Supervisor)},
	{Name: "settlement.suppose", Title: "试算", Reads: true, Grants: grant(Division, Leader, Supervisor)},
	{Name: "settlement.confirm", Title: "确认结算", Grants: grant(Division, Leader)},
	{Name: "settlement.appeal", Title: "对考核结果提出申诉", Grants: grant(OwnUnit, Head)},
	{Name: "settlement.decide", Title: "决定考核申诉", Grants: grant(Division, Leader)},
	{Name: "settlement.amend", Title: "按申诉决定更正结算", Grants: grant(Division, Supervisor)},
	{Name: "fact.list", Title: "看录入的考核事实", Reads: true, Grants: grant(Division, Leader, Supervisor)},
	{Name: "fact.enter", Title: "录入考核事实", Grants: grant(Division, Supervisor)},
	// what the public is let see: every figure in it was signed already, so one word publishes it
	{Name: "snapshot.list", Title: "看公开快照", Reads: true, Grants: grant(Division, Leader, Supervisor)},
	{Name: "snapshot.publish", Title: "公布进展", Grants: grant(Division, Leader, Supervisor)},
	// what the public is asked about, of what it was let see
	{Name: "poll.list", Title: "看满意度测评", Reads: true, Grants: grant(Division, Leader, Supervisor)},
	{Name: "poll.open", Title: "开始满意度测评", Grants: grant(Division, Leader, Supervisor)},
	{Name: "poll.close", Title: "结束满意度测评", Grants: grant(Division, Leader, Supervisor)},
	// cases: the declaration of each procedure says further who may do what
	{Name: "mechanism.read", Title: "看机制", Reads: true, Grants: grant(Division, Leader, Supervisor, Head, Clerk)},
	{Name: "mechanism.rehearse", Title: "演练机制", Reads: true, Grants: grant(Division, Leader, Supervisor, Head, Clerk)},
	{Name: "case.list", Title: "看办件", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "case.open", Title: "立件", Grants: also(grant(Division, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "case.act", Title: "办理办件", Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	// documents of cases: who issued one decides further
	{Name: "document.read", Title: "看文书", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "document.list", Title: "看发文登记簿", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "document.number", Title: "登记别的系统给的文号", Grants: grant(OwnUnit, Head, Clerk)},
	{Name: "document.serve", Title: "登记送达", Grants: grant(OwnUnit, Head, Clerk)},
	{Name: "document.void", Title: "作废文书", Grants: also(grant(Division, Supervisor), OwnUnit, Head)},
	{Name: "notice.list", Title: "看自己的通知", Reads: true, Grants: grant(OwnSelf, Leader, Supervisor, Head, Clerk)},
	{Name: "notice.read", Title: "标通知为已读", Grants: grant(OwnSelf, Leader, Supervisor, Head, Clerk)},
	{Name: "preference.set", Title: "设自己的通知怎么送达", Grants: grant(OwnSelf, Leader, Supervisor, Head, Clerk)},
	// one's calendar: its address is a key, so whoever signed in gives it out
	{Name: "feed.list", Title: "看自己的日历地址", Reads: true, Grants: grant(OwnSelf, Leader, Supervisor, Head, Clerk)},
	{Name: "feed.issue", Title: "换新的日历地址", Grants: grant(OwnSelf, Leader, Supervisor, Head, Clerk), Present: true},
	{Name: "feed.revoke", Title: "停用日历地址", Grants: grant(OwnSelf, Leader, Supervisor, Head, Clerk)},
	{Name: "case.unmask", Title: "看办件里遮盖的内容", Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	// registers: the declaration of each says further who keeps it, who sees it and who unmasks
	{Name: "register.list", Title: "看名录", Reads: true, Grants: grant(Division, Leader, Supervisor, Head, Clerk)},
	{Name: "register.read", Title: "看名录里本单位的条目", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "entry.add", Title: "登记条目", Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "entry.change", Title: "变更条目", Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "entry.correct", Title: "更正条目", Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "entry.end", Title: "终止条目", Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "entry.import", Title: "导入条目", Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "entry.unmask", Title: "看条目里遮盖的内容", Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "case.migrate", Title: "把办件迁到新版机制", Grants: grant(Division, Supervisor)},
	{Name: "case.receive", Title: "接收别的系统的办件", Grants: also(grant(Division, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "photo.hand", Title: "传照片", Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	// projects: units do what is said of those that they answer for, and of those on their ground
	{Name: "project.list", Title: "看项目", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "project.add", Title: "登记项目", Grants: also(grant(Division, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "project.change", Title: "改项目", Grants: also(grant(Division, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "project.advance", Title: "推进项目的阶段", Grants: also(grant(Division, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "project.retreat", Title: "退回项目的阶段", Grants: also(grant(Division, Supervisor), OwnUnit, Head)},
	{Name: "project.report", Title: "报项目进度", Grants: also(grant(Division, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "project.sign", Title: "签项目进度", Grants: grant(OwnUnit, Head)},
	{Name: "project.return", Title: "退回项目进度", Grants: also(grant(Division, Supervisor), OwnUnit, Head)},
	{Name: "project.import", Title: "导入项目", Grants: also(grant(Division, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "project.take", Title: "把报告里的项目立为项目", Grants: grant(Division, Supervisor)},
	{Name: "dispatch.read", Title: "看项目调度", Reads: true, Grants: also(grant(Division, Leader, Supervisor), OwnUnit, Head, Clerk)},
	{Name: "project.define", Title: "定项目的类别和清单", Grants: grant(Division, Supervisor)},
	// tours: everybody who does the division's business sees one that is open, and may be a judge; who is one, the plan says
	{Name: "tour.list", Title: "看观摩", Reads: true, Grants: grant(Division, Leader, Supervisor, Head, Clerk)},
	{Name: "tour.plan", Title: "筹备观摩", Grants: grant(Division, Supervisor)},
	{Name: "tour.amend", Title: "改观摩的筹备", Grants: grant(Division, Supervisor)},
	{Name: "tour.route", Title: "排观摩的路线", Grants: grant(Division, Supervisor)},
	{Name: "tour.open", Title: "开始观摩打分", Grants: grant(Division, Supervisor)},
	{Name: "tour.score", Title: "给观摩点打分", Grants: grant(Division, Leader, Supervisor, Head, Clerk)},
	{Name: "tour.submit", Title: "交观摩的评分表", Grants: grant(Division, Leader, Supervisor, Head, Clerk)},
	{Name: "tour.close", Title: "截止观摩打分", Grants: grant(Division, Supervisor)},
	{Name: "tour.rank", Title: "依据文件排观摩名次", Grants: grant(Division, Leader, Supervisor)},
	// the workdays that all clocks go by
	{Name: "calendar.read", Title: "看工作日历", Reads: true, Grants: grant(Division, Roles...)},
	{Name: "calendar.set", Title: "设本地放假、上班", Grants: grant(Division, Supervisor, SystemAdmin)},
	{Name: "calendar.lift", Title: "撤销本地放假、上班", Grants: grant(Division, Supervisor, SystemAdmin)},
	{Name: "calendar.import", Title: "导入全国放假安排", Grants: grant(Division, Supervisor, SystemAdmin)},
	// whoever may see a list may take it out; the entry says that he did
	{Name: "list.export", Title: "导出清单", Grants: grant(OwnSelf, Roles...)},

	// units and people: system proposes, security grants
	{Name: "unit.list", Title: "看单位", Reads: true, Grants: grant(Division, Roles...)},
	{Name: "unit.set", Title: "设单位", Grants: grant(Division, SystemAdmin)},
	{Name: "unit.move", Title: "让单位改隶", Grants: grant(Division, SecurityAdmin), Present: true},
	{Name: "post.set", Title: "设岗位", Grants: grant(Division, SystemAdmin)},
	{Name: "post.empower", Title: "授权岗位", Grants: grant(Division, SecurityAdmin)},
	{Name: "person.list", Title: "看人员", Reads: true, Grants: also(grant(Division, SystemAdmin, SecurityAdmin, AuditAdmin, Supervisor, Leader), OwnUnit, Head, Clerk)},
	{Name: "person.set", Title: "设人员", Grants: grant(Division, SystemAdmin)},
	{Name: "person.unlock", Title: "解锁、重设口令", Grants: grant(Division, SecurityAdmin)},
	{Name: "reset.confirm", Title: "同意重设", Grants: grant(Division, SystemAdmin, AuditAdmin), Present: true},
	{Name: "reset.decline", Title: "不同意重设", Grants: grant(Division, SystemAdmin, SecurityAdmin, AuditAdmin), Present: true},
	{Name: "invitation.issue", Title: "发开通单", Grants: grant(Division, SecurityAdmin)},
	{Name: "holding.propose", Title: "报任职", Grants: grant(Division, SystemAdmin)},
	{Name: "holding.confirm", Title: "确认任职", Grants: grant(Division, SecurityAdmin)},
	{Name: "holding.end", Title: "结束任职", Grants: grant(Division, SystemAdmin, SecurityAdmin)},
	{Name: "roster.import", Title: "导入名册", Grants: grant(Division, SystemAdmin)},
	{Name: "session.watch", Title: "看他人的登录", Reads: true, Grants: grant(Division, SecurityAdmin)},
	{Name: "session.oversee", Title: "结束他人的登录", Grants: grant(Division, SecurityAdmin)},
	{Name: "factor.require", Title: "规定哪些角色要第二因子", Grants: grant(Division, SecurityAdmin)},
	{Name: "factor.reset", Title: "去掉他人的第二因子", Grants: grant(Division, SecurityAdmin)},
	{Name: "identity.read", Title: "看统一身份认证的设置", Reads: true, Grants: grant(Division, SecurityAdmin)},
	{Name: "identity.set", Title: "设统一身份认证", Grants: grant(Division, SecurityAdmin)},

	// hooks and the ledger
	{Name: "webhook.list", Title: "看推送", Reads: true, Grants: grant(Division, SystemAdmin, SecurityAdmin)},
	{Name: "webhook.set", Title: "设推送地址", Grants: grant(Division, SecurityAdmin)},
	// robots of chat groups: the supervision office looks after its own group
	{Name: "robot.list", Title: "看群机器人", Reads: true, Grants: also(grant(Division, SystemAdmin, SecurityAdmin), OwnUnit, Supervisor)},
	{Name: "robot.set", Title: "设群机器人", Grants: also(grant(Division, SecurityAdmin), OwnUnit, Supervisor)},
	{Name: "delivery.retry", Title: "重新推送", Grants: grant(Division, SystemAdmin)},
	{Name: "retention.read", Title: "看保存期限", Reads: true, Grants: grant(Division, SystemAdmin, SecurityAdmin, AuditAdmin)},
	{Name: "retention.set", Title: "设保存期限", Grants: grant(Division, SecurityAdmin)},
	{Name: "ledger.read", Title: "看存证账本", Reads: true, Grants: grant(Division, AuditAdmin)},
	{Name: "ledger.verify", Title: "核验账本", Reads: true, Grants: grant(Division, AuditAdmin)},
}

// Named finds an act of the table.
func Named(name string) (Act, bool) {
	i := slices.IndexFunc(Acts, func(a Act) bool { return a.Name == name })
	if i < 0 {
		return Act{}, false
	}
	return Acts[i], true
}

// Actor (行为人) is who acts: a person in a post of a unit, by a session or a token.
type Actor struct {
	Division     string
	DivisionName string
	Person       string
	Name         string
	Login        string
	Holding      string
	Post         string
	PostName     string
	Role         Role
	Unit         string
	UnitName     string
	Units        []string // the unit and those below it
	Session      string   // "" for a token
	Token        string   // "" for a session
	Scopes       []string // acts that the token is limited to; a name, "noun.*" or "*"
	Armed        bool     // the password is no first one, and a second factor was shown where one is asked
	MustChange   bool     // the password is a first one
	MustEnrol    bool     // the role asks for a second factor and the session shows none
	Proof        Proof    // of the session
}

// reach is how far the actor's post goes for an act.
func (a Actor) reach(act Act) Reach {
	if a.Division == "" || a.Person == "" || (!a.Armed && !act.Unarmed) {
		return Nowhere
	}
	if a.Token != "" && (act.Present || !covers(a.Scopes, act)) {
		return Nowhere
	}
	return act.Grants[a.Role]
}

// Covered are the acts that a scope of a token stands for, as far as a role may do them.
func Covered(scope string, role Role) []Act {
	var list []Act
	for _, act := range Acts {
		if !act.Present && act.Grants[role] != Nowhere && covers([]string{scope}, act) {
			list = append(list, act)
		}
	}
	return list
}

func covers(scopes []string, act Act) bool {
	noun, _, _ := strings.Cut(act.Name, ".")
	for _, s := range scopes {
		if s == "*" || s == act.Name || s == noun+".*" || (s == "read" && act.Reads) {
			return true
		}
	}
	return false
}

// May says whether the actor may do an act at all, for pages to show or leave out a button.
func (a Actor) May(name string) bool {
	act, ok := Named(name)
	return ok && a.reach(act) != Nowhere
}

// Permit decides whether the actor may do an act on what belongs to a unit; ""
// is the division itself.
func Permit(a Actor, name, unit string) error {
	act, ok := Named(name)
	if !ok {
		return fault.New(fault.Forbidden, "没有“"+name+"”这种行为。", "")
	}
	switch reach := a.reach(act); {
	case reach == Division, reach == OwnSelf && unit == "":
		return nil
	case reach == OwnUnit && (unit == "" || slices.Contains(a.Units, unit)):
		return nil
	case a.MustEnrol && !a.MustChange && !act.Unarmed:
		return fault.New(fault.Forbidden, "您的岗位要求第二因子，这次登录没有出示。", "到“账号安全”里登记一个，登记好就能用。")
	case !a.Armed && a.Person != "" && !act.Unarmed:
		return fault.New(fault.Forbidden, "首次登录，要先改口令。", "改了口令就能用。")
	case a.Token != "" && act.Present && act.Grants[a.Role] != Nowhere:
		return fault.New(fault.Forbidden, "“"+act.Title+"”要本人登录后办，令牌不能办。", "请在浏览器里登录。")
	case a.Token != "" && act.Grants[a.Role] != Nowhere:
		return fault.New(fault.Forbidden, "这个令牌的范围里没有“"+act.Title+"”。", "请在“我的”里另发一个范围含 "+act.Name+" 的令牌。")
	}
	return fault.New(fault.Forbidden, "您的岗位不能"+act.Title+"。", "要办这件事，请找有这项权限的岗位。")
}

// Scope (可见范围) is what a list may show. Only ScopeOf makes one that shows
// anything; the zero value shows nothing.
type Scope struct {
	division string
	all      bool
	units    []string
	self     string
}

// ScopeOf is what the actor may see by an act. An actor who may not gets a fault.
func ScopeOf(a Actor, name string) (Scope, error) {
	if err := Permit(a, name, ""); err != nil {
		return Scope{}, err
	}
	act, _ := Named(name)
	s := Scope{division: a.Division, self: a.Person}
	switch a.reach(act) {
	case Division:
		s.all = true
	case OwnUnit:
		s.units = a.Units
	}
	return s, nil
}

// Division is the division whose rows may be shown, "" for none.
func (s Scope) Division() string { return s.division }

// Person is who asks.
func (s Scope) Person() string { return s.self }

// All says that the whole division may be seen.
func (s Scope) All() bool { return s.all }

// Sees says that the scope holds a unit.
func (s Scope) Sees(unit string) bool { return s.all || (unit != "" && slices.Contains(s.units, unit)) }

// Pattern is the units that may be seen as one text for a query, each code
// between commas, or "*" for all. Codes hold no comma and no wildcard.
func (s Scope) Pattern() string {
	if s.all {
		return "*"
	}
	return "," + strings.Join(s.units, ",") + ","
}

// Units are the units that may be seen, where not the whole division may.
func (s Scope) Units() []string { return slices.Clone(s.units) }
