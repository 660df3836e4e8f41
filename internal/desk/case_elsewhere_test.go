package desk_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

func TestServicesOfAnotherSystemComeInAnyOrderAndWriteNoDocumentsHere(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _, market, chief := hall(t, e)
		ctx := t.Context()
		row := func(number, event, code, at string, more ...string) procedure.ForeignRow {
			r := procedure.ForeignRow{Line: 2, Cells: map[string]string{"办件编码": number, "事件编号": event, "办理状态": code, "办理时间": at, "办理单位": "market"}}
			for i := 0; i+1 < len(more); i += 2 {
				r.Cells[more[i]] = more[i+1]
			}
			return r
		}
		random := rand.New(rand.NewPCG(3, 6))
		for n := range 4 {
			number := fmt.Sprintf("42-%d", n)
			rows := []procedure.ForeignRow{
				row(number, "a", "1", "2021-04-25 09:00", "事项", "食品经营许可", "事项编码", "food-licence", "办件类型", "承诺件", "改革方式", "优化审批服务", "承办单位", "market", "法定时限", "20个工作日", "承诺时限", "5个工作日", "申请人", "某某便利店", "申请方式", "移动端"),
				row(number, "b", "3", "2021-04-26 09:00", "补正内容", "平面图；健康证明"),
				row(number, "c", "4", "2021-04-27 09:00", "补来材料", "平面图、健康证明"),
				row(number, "d", "2", "2021-04-27 10:00"),
				row(number, "e", "T1", "2021-04-28 09:00", "特别程序种类", "检测"),
				row(number, "f", "T2", "2021-05-06 09:00", "特别程序结果", "合格"),
				row(number, "g", "6", "2021-05-08 09:00", "办理结果", "准予", "结果名称", "食品经营许可证"),
			}
			random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			for i, r := range append(rows, rows...) { // each by itself, then all once more
				got, err := o.ReceiveCases(ctx, chief, desk.Call{}, desk.ReceiveCases{Procedure: "service", Rows: []procedure.ForeignRow{r}})
				if err != nil || len(got.Refused) > 0 || (got.Taken == 1) != (i < len(rows)) || (got.Known == 1) != (i >= len(rows)) {
					t.Fatalf("%v: %+v, %v", r.Cells, got, err)
				}
			}
		}
		l, err := o.ListCases(ctx, chief, store.CasePage{Procedure: "service", Most: 50})
		if err != nil || len(l.Cases) != 4 {
			t.Fatalf("%d cases, %v", len(l.Cases), err)
		}
		for _, c := range l.Cases {
			s, err := o.ShowCase(ctx, chief, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			var promised procedure.Signal
			used := 0
			for _, r := range s.Clocks {
				if r.Rule.ID == "promised" {
					sig, k := r.Signal(s.Calendar, s.Now)
					promised, used = sig, k.Used
				}
			}
			// 28 April; the stop from then to 6 May; 7 and 8 May, a working Saturday
			if s.Stage.ID != "closed" || promised != procedure.InTime || used != 3 || len(s.Documents) != 0 {
				t.Errorf("%s: %s, %s after %d, %d documents", c.Number, s.Stage.ID, promised, used, len(s.Documents))
			}
		}
		_, err = o.ReceiveCases(ctx, market, desk.Call{}, desk.ReceiveCases{Procedure: "rating", Rows: []procedure.ForeignRow{{Line: 2}}})
		if err == nil || !strings.Contains(err.Error(), "没有声明对接") {
			t.Errorf("what has no exchange takes nothing in: %v", err)
		}
	})
}

func TestARefusalOfAServiceTellsWhatCanBeDoneByTheLawOfItsDay(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, window, market, chief := hall(t, e)
		k, err := o.OpenAsked(t.Context(), window, desk.Call{}, desk.AskCase{Code: "food-licence", Answers: map[string]string{"谁来办": "本人", "经营场所来源": "自有"},
			Data: map[string]any{"申请人": "某某便利店", "申请方式": "窗口", "字号名称": "某某", "经营场所": "青年路 1 号", "经营范围": "热食类食品制售", "主体类型": "个体工商户"}})
		for _, s := range []struct {
			by   staff.Actor
			act  string
			data map[string]any
		}{{window, "accept", nil}, {market, "inspect", map[string]any{"核查人员": []any{"甲", "乙"}, "核查结论": "不符合"}}, {chief, "refuse", map[string]any{"不予理由": "操作间没有分开"}}} {
			if err == nil {
				_, err = o.ActOnCase(t.Context(), s.by, desk.Call{}, k.ID, procedure.Deed{Act: s.act, Data: s.data})
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		s, err := o.ShowCase(t.Context(), chief, k.ID)
		if err != nil || len(s.Documents) != 2 || s.Documents[0].Unit != "market" || s.Documents[1].Number == "" {
			t.Fatalf("documents: %+v, %v", s.Documents, err)
		}
		d, err := o.ReadDocument(t.Context(), market, k.ID, s.Documents[1].Key())
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprintf("%+v", d)
		for _, want := range []string{"不予许可决定书", "操作间没有分开", "行政复议", "六个月内"} {
			if !strings.Contains(text, want) {
				t.Errorf("the refusal does not say %s: %s", want, text)
			}
		}
	})
}
