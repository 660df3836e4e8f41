package statement_test

import (
	"testing"

	"duban/internal/kernel/document"
	"duban/internal/kernel/statement"
)

// TestTheItemsThatALineIntroducesAreLivelihoodItems: which tasks the public is
// asked about, and which count apart, follows from it.
func TestTheItemsThatALineIntroducesAreLivelihoodItems(t *testing.T) {
	const head = "云泽市2026年政府工作报告\n2026年1月20日在云泽市第七届人民代表大会第六次会议上\n二、2026年主要工作\n"
	for _, c := range []struct {
		text string
		want []bool
	}{
		{"新建农村公路80公里。\n集中力量办好十件民生实事。\n1．改造老旧小区42个。\n2．新建城市公厕57座。\n推进依法行政，建成行政执法平台。", []bool{false, false, true, true, false}},
		{"（一）办好民生实事\n改造老旧小区42个。\n（二）建设法治政府\n建成行政执法平台。", []bool{true, false}},
		{"一是改造老旧小区42个。\n二是新建城市公厕57座。", []bool{false, false}},
		{"全年民生支出占比保持在八成以上，办好二十件民生实事，腾出资金五千万元，支持街道社区改善便民设施。\n1．改造老旧小区42个。", []bool{false, false}},
	} {
		r := statement.Read(document.Plain("报告", head+c.text, nil), statement.Knowledge{})
		var got []bool
		for _, u := range r.Undertakings {
			got = append(got, u.Livelihood)
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: %d undertakings, want %d", c.text, len(got), len(c.want))
			continue
		}
		for i, u := range r.Undertakings {
			if got[i] != c.want[i] {
				t.Errorf("%s: %s is livelihood: %v", c.text, u.Object, got[i])
			}
		}
	}
}
