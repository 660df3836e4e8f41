package desk

import (
	"crypto/sha256"
	"fmt"
	"sync"

	"duban/internal/base/fault"
	"duban/internal/kernel/scorecard"
	"duban/internal/store"
)

// mostKept bounds how many kept settlements are held in memory, opened.
const mostKept = 8

// keptSettlements are settlements that were opened and reckoned anew, by the
// digest of all that is kept of each: an altered one is another.
type keptSettlements struct {
	mu    sync.Mutex
	of    map[[32]byte]*keptSettlement
	order [][32]byte
}

// keptSettlement is a kept settlement, read; nobody changes what it holds.
type keptSettlement struct {
	card    *scorecard.Card
	inputs  *scorecard.Inputs // nil where they cannot be read
	result  *scorecard.Settlement
	recheck Recheck
}

// openKept reads a kept settlement and reckons it anew.
func (w *Workspace) openKept(row store.SettlementRow) (*keptSettlement, error) {
	key := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d\x00%s\x00%s\x00%s\x00%s\x00%s\x00%s", row.ID, row.Evaluator, row.CardDigest, row.InputsDigest, row.Digest, sha(row.Declared), sha(row.Inputs), sha(row.Result)))
	w.kept.mu.Lock()
	k := w.kept.of[key]
	w.kept.mu.Unlock()
	if k != nil {
		return k, nil
	}
	card, err := keptCard(row.Declared)
	if err != nil {
		return nil, fault.New(fault.Unreadable, settlementName(row)+"留存的考核表读不出来。", "请核验存证，并联系系统管理员。").Because(err)
	}
	k = &keptSettlement{card: card}
	k.check(row)
	if k.result == nil {
		if k.result, err = scorecard.ReadSettlement([]byte(row.Result)); err != nil {
			return nil, fault.New(fault.Unreadable, settlementName(row)+"留存的结果读不出来。", "请核验存证，并联系系统管理员。").Because(err)
		}
	}
	w.kept.mu.Lock()
	defer w.kept.mu.Unlock()
	if w.kept.of == nil {
		w.kept.of = map[[32]byte]*keptSettlement{}
	}
	if w.kept.of[key] == nil {
		w.kept.of[key] = k
		if w.kept.order = append(w.kept.order, key); len(w.kept.order) > mostKept {
			delete(w.kept.of, w.kept.order[0])
			w.kept.order = w.kept.order[1:]
		}
	}
	return k, nil
}

// check reckons anew from what was kept and compares the bytes. What comes out
// the same stands for the result.
func (k *keptSettlement) check(row store.SettlementRow) {
	in, err := scorecard.ReadInputs(k.card, []byte(row.Inputs))
	if err != nil {
		k.recheck.Why = "留存的考核表或事实读不出来：" + err.Error()
		return
	}
	k.inputs = &in
	if row.Evaluator != scorecard.Evaluator {
		k.recheck.Why = fmt.Sprintf("由第 %d 版计算程序算出，现在是第 %d 版；要核对，请用那一版程序", row.Evaluator, scorecard.Evaluator)
		return
	}
	s, err := scorecard.Settle(in)
	switch {
	case err != nil:
		k.recheck.Why = "用留存的事实算不出来：" + err.Error()
	case k.card.Digest != row.CardDigest:
		k.recheck.Why = "留存的考核表和当时的摘要不一样"
	case s.Inputs != row.InputsDigest || sha(row.Inputs) != row.InputsDigest:
		k.recheck.Why = "留存的事实和当时的摘要不一样"
	case string(s.Canonical()) != row.Result || sha(row.Result) != row.Digest:
		k.recheck.Why = "重算的结果和留存的结果不一样"
	default:
		k.recheck.Same, k.result = true, s
	}
}
