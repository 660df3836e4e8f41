package task

import "duban/internal/kernel/statement"

// The Chinese words for what stands in code; pages and files read them here.
var (
	CategoryWords = map[Category]string{
		Expected: "主要预期目标", Priority: "重点工作", Livelihood: "民生实事", KeyProject: "重点项目",
		Resolved: "会议议定事项", Instruction: "领导批示", Superior: "上级交办",
	}
	StateWords = map[State]string{
		Drafted: "草拟", Asked: "征求意见", Issued: "已下达", Underway: "推进中", Applied: "申请办结",
		ClosedOut: "办结销号", Suspended: "中止", Withdrawn: "撤回",
	}
	CourseWords = map[Course]string{Line: "按日均匀", Season: "按往年各月份额", ByNode: "按季度节点", Constant: "每期都应达到"}
	ReportWords = map[ReportState]string{Filled: "待审签", Signed: "已审签", Returned: "已退回"}
	ColourWords = map[Colour]string{Green: "绿", Yellow: "黄", Red: "红", Blue: "蓝", Orange: "橙", Grey: "灰"}
	ActWords    = map[Act]string{
		Draft: "草拟", Amend: "改稿", Ask: "征求意见", Claim: "认领", Object: "提出异议", Settle: "答复异议",
		Issue: "印发", Migrate: "从原有台账转入", SignFor: "签收", Allocate: "分解", Fill: "填报进展", Sign: "审签进展",
		Return: "退回进展", Verify: "核实成果", Dispute: "成果不实", Extend: "延期", Retarget: "调整目标",
		Relead: "调整牵头单位", Suspend: "中止", Resume: "恢复", Apply: "申请办结", SendBack: "退回办结申请",
		CloseOut: "办结销号", Withdraw: "撤回", Supervise: "督办",
	}
	VerdictWords = map[Verdict]string{Met: "完成", Exceeded: "超额完成", Missed: "没有完成", OnTrack: "进行中，达到序时进度", Behind: "进行中，没有达到序时进度", Halted: "中止", Waiting: "进行中，还没有到期的目标",
		Otherwise: "说不清，任务按别的数考核", Unissued: "任务没有下达", NoTask: "没有任务"}
	EvidenceWords = map[statement.Evidence]string{
		statement.Issued: "文件", statement.Meeting: "会议", statement.Started: "开工", statement.Acceptance: "验收",
		statement.Figures: "统计数据", statement.Certificate: "授牌批复", statement.Contract: "签约合同",
		statement.Inspection: "检查整改", statement.Roster: "名单台账",
	}
)

// Evidences are the kinds of evidence, in the order of a list to choose from.
var Evidences = []statement.Evidence{statement.Issued, statement.Meeting, statement.Started, statement.Acceptance,
	statement.Figures, statement.Certificate, statement.Contract, statement.Inspection, statement.Roster}
