package ledger

import "fmt"

// Finding (核验发现) is one thing that verification has to say, as data.
type Finding struct {
	Kind     Kind
	Position int64 // of the entry; -1 if the finding is of none
	Until    int64 // last position, where a run of entries is meant; else Position
	Other    int64 // the other position: the earlier entry, the erasing one, where the entry belongs; else -1
	ActID    string
	Act      string
	Object   string
	Detail   string // path of a file, size of a tree, technical cause
}

// Kind (发现种类) says what was found.
type Kind uint8

const (
	AlteredEntry      Kind = iota + 1 // the entry is not the one that was sealed
	MissingEntry                      // a sealed entry is not there
	InsertedEntry                     // an entry that was never sealed
	MisplacedEntry                    // a sealed entry at another position
	DuplicatedEntry                   // a sealed entry a second time
	AlteredChanges                    // the list of changes is not the one of the entry
	AlteredPayload                    // a version's bytes or salt do not fit its commitment
	RemovedPayload                    // a version is gone and no erasing entry explains it
	BrokenSequence                    // the commitment before is not the last one after
	AlteredObject                     // what is kept now is not what the last entry left
	InsertedObject                    // kept now, though no entry made it
	RemovedObject                     // not kept now, though no entry removed it
	UnsequencedEntry                  // a remark: not yet under a checkpoint
	ErasedLawfully                    // a remark: erased by another entry
	TimeBackwards                     // a remark: recorded before its predecessor
	UnknownKey                        // no known key signed the checkpoint
	Fork                              // two checkpoints that cannot both be true
	WrongRoot                         // entries and tiles do not give the signed root
	WrongChain                        // the leaves do not give the SM3 chain
	DamagedTile                       // a tile is missing, truncated or changed
	Unreadable                        // a part of the export is missing or damaged
	AlteredFile                       // the bytes of a stored file are not those that were taken in
	RemovedFile                       // a stored file that an object names is gone
	MissingCheckpoint                 // entries have their places, and no checkpoint says how many there are
	UnsealedEntry                     // an entry with a place behind what any checkpoint covers
	AlteredCopy                       // what lists go by is not what the object says
	UnplacedEntry                     // an entry with a place before the first
	BrokenRow                         // a row that cannot be read
)

// Remark reports whether the kind is only to be known, and breaks nothing.
func (k Kind) Remark() bool {
	return k == UnsequencedEntry || k == ErasedLawfully || k == TimeBackwards
}

// Report (核验报告) is the outcome of a verification.
type Report struct {
	Entries  int64 // entries that were read
	Payloads int64 // versions checked against their commitments
	Objects  int64 // present objects compared with the last entry about them
	Findings []Finding
}

// Intact reports whether there are no findings but remarks.
func (r Report) Intact() bool {
	for _, f := range r.Findings {
		if !f.Kind.Remark() {
			return false
		}
	}
	return true
}

// Sentence says the finding in Chinese. Positions are counted from 1 there.
func (f Finding) Sentence() string {
	entry := fmt.Sprintf("第%d条记录", f.Position+1)
	if f.Until > f.Position {
		entry = fmt.Sprintf("第%d至%d条记录", f.Position+1, f.Until+1)
	}
	if f.Position < 0 {
		entry = "尚未排序的记录"
	}
	if f.ActID != "" {
		entry += fmt.Sprintf("（%s，%s）", f.Act, f.ActID)
	}
	other := fmt.Sprintf("第%d条记录", f.Other+1)
	object := "“" + f.Object + "”"
	switch f.Kind {
	case AlteredEntry:
		return entry + "与存证时不一致，内容被改动。"
	case MissingEntry:
		return entry + "缺失。"
	case InsertedEntry:
		return entry + "未经存证，系事后插入。"
	case MisplacedEntry:
		return entry + "位置被调换，存证时是" + other + "。"
	case DuplicatedEntry:
		return entry + "重复出现，存证时是" + other + "。"
	case AlteredChanges:
		return entry + "所附的变更清单与存证时不一致。"
	case AlteredPayload:
		return entry + "中" + object + "的内容与存证时不一致。"
	case RemovedPayload:
		return entry + "中" + object + "的内容已不存在，且没有依法删除的记录。"
	case BrokenSequence:
		if f.Other < 0 {
			return entry + "以" + object + "的旧内容为前提，但此前没有该对象的记录。"
		}
		return entry + "对" + object + "的变更承接不上" + other + "。"
	case AlteredObject:
		return object + "现存内容与最后一次存证（" + entry + "）不一致。"
	case InsertedObject:
		return object + "现存于库中，但没有存证记录。"
	case RemovedObject:
		return object + "已不在库中，最后一次存证为" + entry + "，没有删除记录。"
	case UnsequencedEntry:
		return entry + "尚未纳入检查点。"
	case ErasedLawfully:
		return entry + "中" + object + "的内容已由" + other + "依法删除。"
	case TimeBackwards:
		return entry + "的记录时间早于前一条。"
	case UnknownKey:
		return "检查点没有已知密钥的有效签名。"
	case Fork:
		return "两个检查点互相矛盾（" + f.Detail + "），账本出现分叉。"
	case WrongRoot:
		return "记录算出的根值与检查点（" + f.Detail + "）不一致。"
	case WrongChain:
		return "记录算出的国密链值与检查点（" + f.Detail + "）不一致。"
	case DamagedTile:
		return "瓦片 " + f.Detail + " 缺失或损坏。"
	case Unreadable:
		return "存证包中的 " + f.Detail + " 缺失或损坏。"
	}
	switch f.Kind {
	case AlteredFile:
		return object + "的原文件被改动（" + f.Detail + "）。"
	case RemovedFile:
		return object + "的原文件不在了（" + f.Detail + "）。"
	case MissingCheckpoint:
		return "检查点不在了，账本里却有 " + f.Detail + "记录。"
	case AlteredCopy:
		return object + "供查询用的“" + f.Detail + "”与它的内容不一致。"
	case UnplacedEntry:
		return fmt.Sprintf("记录（%s，%s）排在第1条之前（%s），未经存证，系事后插入。", f.Act, f.ActID, f.Detail)
	case BrokenRow:
		if f.ActID != "" {
			return entry + "在库中的一行读不出来，被改坏了。"
		}
		return object + "在库中的一行读不出来，被改坏了。"
	case UnsealedEntry:
		return entry + "没有检查点为证。"
	}
	return fmt.Sprintf("未知的核验发现（%d）。", f.Kind)
}
