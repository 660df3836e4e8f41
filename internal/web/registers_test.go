package web

import (
	"net/http"
	"strings"
	"testing"

	"duban/internal/kernel/staff"
)

func TestAnEntryIsChangedAndSeenInFullThroughItsPages(t *testing.T) {
	tn := settled(t)
	at := "/registers/grid/" + tn.paths["entry"]
	if list := read(t, tn, "/registers"); !strings.Contains(list, "网格台账") || !strings.Contains(list, "街道吹哨、部门报到") {
		t.Error("the registers are not listed with their mechanism")
	}
	for _, path := range []string{"/registers/grid", "/registers/grid?x.%E7%B1%BB%E5%9E%8B=%E7%A4%BE%E5%8C%BA%E7%BD%91%E6%A0%BC&key=4290", at} {
		if page := read(t, tn, path); !strings.Contains(page, "青年社区第一网格") || !strings.Contains(page, "138****0000") || strings.Contains(page, "13800000000") {
			t.Errorf("%s does not show the entry masked", path)
		}
	}
	if page := read(t, tn, "/registers/grid?on=2019-01-01"); strings.Contains(page, "青年社区第一网格") || !strings.Contains(page, "没有这样的条目") {
		t.Error("it stands in the register before it was added")
	}
	code, text := tn.post(t, staff.Clerk, "/registers/grid/new", map[string]string{"x.网格编码": "1", "x.网格名称": "二"})
	if code != http.StatusUnprocessableEntity || !strings.Contains(text, "“网格编码”的格式不对") || !strings.Contains(text, `value="二"`) {
		t.Errorf("a form half filled in answered %d", code)
	}
	fields := map[string]string{"x.网格编码": "429004001001", "x.网格名称": "青年社区第一网格", "x.所属街道": tn.actors[staff.Clerk].Unit, "x.社区": "青年社区", "x.类型": "社区网格", "x.网格员": "另一位", "x.联系电话": "138****0000"}
	if code, text := tn.post(t, staff.Clerk, at+"/change", fields); code != http.StatusUnprocessableEntity || !strings.Contains(text, "要写明理由") {
		t.Errorf("without a reason: %d", code)
	}
	fields["reason"] = "换人"
	if code, text := tn.post(t, staff.Clerk, at+"/change", fields); code != http.StatusSeeOther {
		t.Errorf("changing answered %d: %s", code, text)
	}
	if page := read(t, tn, at); !strings.Contains(page, "换人") || !strings.Contains(page, "另一位") {
		t.Error("what was changed is not told")
	}
	if code, text := tn.post(t, staff.Clerk, at+"/unmask", map[string]string{"field": "联系电话", "reason": "找他"}); code != http.StatusForbidden || strings.Contains(text, "13800000000") {
		t.Errorf("a clerk sees in full: %d", code)
	}
	if code, text := tn.post(t, staff.Supervisor, at+"/unmask", map[string]string{"field": "联系电话"}); code != http.StatusUnprocessableEntity || strings.Contains(text, "13800000000") {
		t.Errorf("without a reason it answered %d", code)
	}
	if code, text := tn.post(t, staff.Supervisor, at+"/unmask", map[string]string{"field": "联系电话", "reason": "核对网格员"}); code != http.StatusOK || !strings.Contains(text, "13800000000") {
		t.Errorf("with a reason it answered %d", code)
	}
	if page := read(t, tn, at); strings.Contains(page, "13800000000") {
		t.Error("it stays in full")
	}
	if code, text, _ := tn.ask(t, "GET /registers/grid/file?as=csv", tn.cookies[staff.Clerk]); code != http.StatusOK || !strings.Contains(text, "138****0000") || strings.Contains(text, "13800000000") {
		t.Errorf("the file answered %d: %s", code, text)
	}
	if code, text, _ := tn.ask(t, "GET /registers/grid/file?as=csv&reason=%E6%A0%B8%E5%AF%B9", tn.cookies[staff.Supervisor]); code != http.StatusOK || !strings.Contains(text, "13800000000") {
		t.Errorf("the file in full answered %d: %s", code, text)
	}
	if code, _, _ := tn.ask(t, "GET /registers/grid/file?as=csv&reason=x", tn.cookies[staff.Clerk]); code != http.StatusForbidden {
		t.Errorf("a clerk takes it along in full: %d", code)
	}
	code, _ = tn.post(t, staff.Clerk, "/cases/new/whistle", map[string]string{"x.事由": "井盖不见", "x.类别": "井盖缺失", "x.位置": "青年路", "x.网格": "429004001001", "x.急缓": "日常", "x.街道能办": "办得了", "x.联系电话": "13900000000"})
	if code != http.StatusSeeOther || !strings.Contains(read(t, tn, at), "井盖不见") {
		t.Errorf("the entry does not list the case: %d", code)
	}
}
