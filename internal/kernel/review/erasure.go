package review

import (
	"strings"
	"unicode/utf8"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
)

// ErasureState (删除进度) says how far an erasure has come.
type ErasureState string

// The states of an erasure.
const (
	ErasureProposed ErasureState = "proposed" // 待批准
	ErasureApproved ErasureState = "approved" // 已删除
	ErasureDeclined ErasureState = "declined" // 不同意
)

// Erasure (删除) is that what a report holds is to be destroyed: one person
// proposes it with a reason, another approves or declines. The ledger keeps
// that it happened; the reason stays, so it must not repeat what is erased.
type Erasure struct {
	staff.Mark
	Division   string
	Report     string
	ID         string
	Reason     string
	State      ErasureState
	ProposedBy string
	ProposedAt int64
	DecidedBy  string
	DecidedAt  int64
	Answer     string // why it was declined
}

const mostReason = 300

func reasoned(field, reason string) error {
	switch n := utf8.RuneCountInString(strings.TrimSpace(reason)); {
	case n == 0:
		return fault.New(fault.Invalid, "没有写理由。", "写明依据，例：上传错文件；不要写出要删的内容。").At(field)
	case n > mostReason:
		return fault.New(fault.Invalid, "理由超过 300 字。", "请写短一些。").At(field)
	}
	return nil
}

// Propose asks for the erasure of a report.
func (r Report) Propose(id, reason, by string, now int64) (Erasure, error) {
	if r.State == Erased {
		return Erasure{}, fault.New(fault.Conflict, "这份报告已经删除了。", "请刷新看看。")
	}
	if r.State == Waiting {
		return Erasure{}, fault.New(fault.Conflict, "“"+r.Title+"”正在读。", "读好以后再提请删除。")
	}
	if err := reasoned("reason", reason); err != nil {
		return Erasure{}, err
	}
	return Erasure{Division: r.Division, Report: r.ID, ID: id, Reason: strings.TrimSpace(reason), State: ErasureProposed, ProposedBy: by, ProposedAt: now}, nil
}

func (e Erasure) open() error {
	if e.State != ErasureProposed {
		return fault.New(fault.Conflict, "这次删除已经办过了。", "请刷新看看。")
	}
	return nil
}

// Approve lets it happen; nobody approves what he proposed.
func (e Erasure) Approve(by string, now int64) (Erasure, error) {
	if err := e.open(); err != nil {
		return e, err
	}
	if by == e.ProposedBy {
		return e, fault.New(fault.Refused, "不能批准自己提请的删除。", "请另一位有权限的同志批准。")
	}
	e.State, e.DecidedBy, e.DecidedAt = ErasureApproved, by, now
	return e, nil
}

// Decline leaves the report as it is. Who proposed may withdraw so.
func (e Erasure) Decline(by, answer string, now int64) (Erasure, error) {
	if err := e.open(); err != nil {
		return e, err
	}
	if err := reasoned("answer", answer); err != nil {
		return e, err
	}
	e.State, e.DecidedBy, e.DecidedAt, e.Answer = ErasureDeclined, by, now, strings.TrimSpace(answer)
	return e, nil
}

// NoFile is the sum of no bytes at all: what an erased report was read from.
const NoFile = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// Blank is what stays of an erased report: that there was one, whose it was,
// and who took it in when.
func (r Report) Blank() Report {
	return Report{Mark: r.Mark, Division: r.Division, ID: r.ID, Unit: r.Unit, SHA256: NoFile, State: Erased, Audience: r.Audience, UploadedBy: r.UploadedBy, UploadedAt: r.UploadedAt}
}
