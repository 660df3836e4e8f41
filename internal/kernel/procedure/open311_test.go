package procedure_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/kernel/procedure"
)

// outward is a mechanism that takes reports from outside, with the line that says so.
func outward(line string) string {
	return strings.NewReplacer(
		"    subject: 事由\n", "    subject: 事由\n    filters: [假别]\n"+line,
		"required: [事由, 天数]", "required: [事由, 假别, 去处, 天数]",
		"            事由: {type: string}\n", "            事由: {type: string, maxLength: 6}\n            假别: {type: string, enum: [事假, 病假]}\n            去处: {type: string}\n            说明: {type: string, x-is: lines}\n            坐标: {type: string, x-is: point}\n            急不急: {type: string, enum: [急, 不急]}\n",
	).Replace(small)
}

const outwardLine = "    open311: {act: ask, service: 假别, codes: {事假: personal, 病假: sick}, title: 事由, description: 说明, address: 去处, point: 坐标, asks: [天数], sets: {急不急: 不急}}\n"

func TestAReportFromOutsideFillsInTheForm(t *testing.T) {
	m, err := procedure.Declare("small.yaml", []byte(outward(outwardLine)), nil)
	if err != nil {
		t.Fatal(err)
	}
	all := m.Procedures[0].Offerings()
	if len(all) != 2 || all[1].Code != "sick" || all[1].Name != "病假" || len(all[1].Asks) != 1 {
		t.Fatalf("the services are %+v", all)
	}
	at := procedure.Spot{East: 1134543210, North: 303622110}
	for _, c := range []struct {
		what string
		in   procedure.Report
		want map[string]any
	}{
		{"a long one", procedure.Report{Description: "头疼得起不来了\n请两天", Address: "家里", At: &at, Answers: map[string]string{"天数": "2", "急不急": "急"}}, map[string]any{"事由": "头疼得起不…", "说明": "头疼得起不来了\n请两天", "去处": "家里", "坐标": "113.454321,30.362211"}},
		{"one that says nothing", procedure.Report{At: &at}, map[string]any{"事由": "病假", "去处": "113.454321,30.362211", "坐标": "113.454321,30.362211"}},
	} {
		d, err := all[1].Deed(c.in)
		if err != nil {
			t.Fatal(err)
		}
		delete(d.Data, "天数")
		c.want["假别"], c.want["急不急"] = "病假", "不急"
		if d.Act != "ask" || !maps.Equal(d.Data, c.want) {
			t.Errorf("%s: %v, want %v", c.what, d.Data, c.want)
		}
	}
	_, err = all[0].Deed(procedure.Report{Description: "没有地方"})
	if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Field != "address_string" {
		t.Errorf("without a place: %v", err)
	}
}

func TestWhatIsTakenFromOutsideIsDeclaredStrictly(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{", 病假: sick", "", `codes 里缺“病假”`},
		{"病假: sick", "病假: personal", `codes 里“personal”用了两次`},
		{"病假: sick", "病假: sick, 年假: annual", `codes 里“年假”不是“假别”的选项`},
		{"asks: [天数]", "asks: [天数, 天数]", `“天数”用了两次`},
		{"急不急: 不急", "急不急: 很急", `能写“很急”的文字字段`},
	} {
		_, err := procedure.Declare("small.yaml", []byte(outward(strings.Replace(outwardLine, c.from, c.to, 1))), nil)
		var p procedure.Problems
		if !errors.As(err, &p) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: said %v, want %s", c.to, err, c.want)
		}
	}
	text := strings.Replace(outward(outwardLine), "    filters: [假别]\n", "", 1)
	if _, err := procedure.Declare("small.yaml", []byte(text), nil); err == nil || !strings.Contains(err.Error(), "要在 filters 里") {
		t.Errorf("a service that no list is narrowed by: %v", err)
	}
}
