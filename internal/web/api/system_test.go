package api_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"duban/internal/desk"
	"duban/internal/kernel/roster"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/statement"
	"duban/internal/press"
	"duban/internal/store"
	"duban/internal/store/storetest"
	"duban/internal/web/api"
	"duban/internal/web/frame"
	"duban/internal/web/rate"
)

// sender sends acts, each under a key of its own.
func (o *office) sender() func(token, method, path, tag string, body any) reply {
	n := 0
	return func(token, method, path, tag string, body any) reply {
		n++
		h := []string{"Idempotency-Key", "n" + frame.Itoa(n)}
		if tag != "" {
			h = append(h, "If-Match", tag)
		}
		return o.ask(token, method, path, body, h...)
	}
}

func (o *office) tag(token, path string) string {
	o.t.Helper()
	return o.ask(token, "GET", path, nil).want(o.t, 200).Header.Get("ETag")
}

func TestANewerReadingIsDecidedOnOverTheAPI(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		// the first reader knew no indicators and no units
		o := open(t, e, rate.Limits{}, func(m *desk.Means) {
			m.Reader = desk.PresentReader{Version: "2025.01", Knowledge: func(statement.Knowledge) statement.Knowledge { return statement.Knowledge{} }}
		})
		report := o.uploaded()
		o.now(func(*desk.Means) {})
		token, send, at := o.tokens[staff.Supervisor], o.sender(), "/reports/"+report.ID
		tag := o.tag(token, at)
		send(token, "POST", at+"/reread", "", nil).want(t, 428)
		send(token, "POST", at+"/reread", `"77"`, nil).want(t, 412)
		var x, again api.Reread
		key := []string{"Idempotency-Key", "reread", "If-Match", tag}
		o.ask(token, "POST", at+"/reread", nil, key...).want(t, 200).into(t, &x)
		o.ask(token, "POST", at+"/reread", nil, key...).want(t, 200).into(t, &again)
		if x.Differences < 10 || x != again {
			t.Fatalf("reread: %+v, a retry %+v", x, again)
		}
		var open []api.Difference
		for next := at + "/rereading?limit=20"; next != ""; {
			var p api.Page[api.Difference]
			o.ask(token, "GET", next, nil).want(t, 200).into(t, &p)
			open, next = append(open, p.Items...), p.Next
		}
		if len(open) != x.Differences {
			t.Fatalf("%d differences wait, %d were told of", len(open), x.Differences)
		}
		i := slices.IndexFunc(open, func(d api.Difference) bool { return d.Kind == "changed" })
		if i < 0 || open[i].Now == nil || open[i].Then == nil {
			t.Fatalf("no changed one with both sides among %d", len(open))
		}
		choose := func(d api.Difference, take bool, seen string) map[string]any {
			return map[string]any{"difference": d.ID, "take": take, "seen": seen}
		}
		settle := func(choices ...map[string]any) reply {
			return send(token, "POST", at+"/rereading/settle", o.tag(token, at), map[string]any{"choices": choices})
		}
		settle().want(t, 422)
		if r := settle(choose(open[i], true, `"77"`)).want(t, 412); r.code() != "stale" {
			t.Errorf("a record seen otherwise: %s", r.body)
		}
		var s api.Settled
		settle(choose(open[i], true, open[i].Now.ETag)).want(t, 200).into(t, &s)
		if s.Taken != 1 || s.Open != len(open)-1 {
			t.Errorf("settled: %+v", s)
		}
		settle(choose(open[i], true, "")).want(t, 409)
		var record api.Record
		o.ask(token, "GET", at+"/records/"+open[i].Now.ID, nil).want(t, 200).into(t, &record)
		if record.Content.Indicator != open[i].Then.Indicator || record.Content.Subject != open[i].Then.Subject || record.ETag == open[i].Now.ETag {
			t.Errorf("taken: %+v, want %+v", record.Content, open[i].Then)
		}
		var rest []map[string]any
		for k, d := range open {
			if k != i {
				rest = append(rest, choose(d, false, ""))
			}
		}
		settle(rest...).want(t, 200).into(t, &s)
		var now api.Report
		o.ask(token, "GET", at, nil).want(t, 200).into(t, &now)
		if s.Left != len(rest) || s.Open != 0 || now.Reader != x.Reader {
			t.Errorf("settled: %+v, read by %s, want %s", s, now.Reader, x.Reader)
		}
		if bad := o.incidents(); bad != "" {
			t.Error(bad)
		}
	})
}

// workbook is a roster with rows under the titles of the form.
func workbook(t testing.TB, sheets ...[][]string) []byte {
	t.Helper()
	var tables []roster.Table
	for i, rows := range sheets {
		s := roster.Sheets[i]
		table := roster.Table{Sheet: s.Name, HeadRow: 1}
		for _, c := range s.Columns {
			table.Titles = append(table.Titles, c.Title)
		}
		table.Columns = table.Titles
		for n, row := range rows {
			table.Numbers, table.Rows = append(table.Numbers, n+2), append(table.Rows, row)
		}
		tables = append(tables, table)
	}
	var b bytes.Buffer
	if err := press.RosterProblems(&b, tables, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestARosterComesInAndItsPeopleGetSlips(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o := open(t, e, rate.Limits{})
		system, security, send := o.tokens[staff.SystemAdmin], o.tokens[staff.SecurityAdmin], o.sender()
		filled := func(kind string) map[string]any {
			return map[string]any{"files": []map[string]any{{"name": "名册.xlsx", "data": workbook(t,
				[][]string{{"wj", city, "云泽市卫生健康局", "", kind, ""}}, [][]string{{"wj-1", "wj", "卫健局经办", "经办"}}, [][]string{{"weijian", "周宁", "", "", "wj-1", "正式", "", ""}})}}}
		}
		var plan api.RosterPlan
		send(system, "POST", "/roster/preview", "", filled("月亮")).want(t, 200).into(t, &plan)
		if !plan.Refused || len(plan.Problems) == 0 || plan.Problems[0].Row == 0 {
			t.Errorf("a kind that is none: %+v", plan.Problems)
		}
		send(system, "POST", "/roster", "", filled("月亮")).want(t, 422)
		o.ask(system, "GET", "/units/wj", nil).want(t, 404)
		good := filled("部门")
		send(system, "POST", "/roster/preview", "", good).want(t, 200).into(t, &plan)
		if plan.Refused || len(plan.Rows) != 3 {
			t.Fatalf("preview: %+v", plan)
		}
		good["digest"] = "of another"
		send(system, "POST", "/roster", "", good).want(t, 409)
		good["digest"] = plan.Digest
		var taken api.RosterTaken
		for range 2 { // the second is a retry
			o.ask(system, "POST", "/roster", good, "Idempotency-Key", "take").want(t, 200).into(t, &taken)
			if want := (api.RosterTaken{Units: 1, Posts: 1, Persons: 1, Holdings: 1}); taken != want {
				t.Errorf("taken %+v, want %+v", taken, want)
			}
		}
		send(system, "POST", "/roster", "", map[string]any{"files": []map[string]any{{"name": "a.xlsx", "data": "%"}}}).want(t, 422)

		send(security, "POST", "/posts/wj-1/empower", o.tag(system, "/posts/wj-1"), nil).want(t, 204)
		var found api.Page[api.Holding]
		o.ask(system, "GET", "/holdings?post=wj-1", nil).want(t, 200).into(t, &found)
		send(security, "POST", "/holdings/"+found.Items[0].ID+"/confirm", found.Items[0].ETag, nil).want(t, 204)
		var slips api.Slips
		o.ask(security, "POST", "/invitations", map[string]any{}, "Idempotency-Key", "slips").want(t, 200).into(t, &slips)
		if len(slips.Slips) != 1 || slips.Slips[0].Login != "weijian" || len(slips.Slips[0].Code) != 19 || slips.Until == nil {
			t.Fatalf("slips: %+v", slips)
		}
		retry := o.ask(security, "POST", "/invitations", map[string]any{}, "Idempotency-Key", "slips").want(t, 200)
		if bytes.Contains(retry.body, []byte(slips.Slips[0].Code)) || !bytes.Contains(retry.body, []byte("weijian")) {
			t.Errorf("a retry told the code again: %s", retry.body)
		}
		send(security, "POST", "/invitations", "", map[string]any{"persons": []string{"nobody"}}).want(t, 422)
		send(security, "POST", "/invitations", "", map[string]any{"persons": []string{}}).want(t, 422)
		if bad := o.incidents(); bad != "" {
			t.Error(bad)
		}
	})
}

func TestAddressesAreListedAndFailedDeliveriesTriedAgain(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o := open(t, e, rate.Limits{})
		gone := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }))
		defer gone.Close()
		system, security, send := o.tokens[staff.SystemAdmin], o.tokens[staff.SecurityAdmin], o.sender()
		body := map[string]any{"label": "数据平台", "address": gone.URL + "/hook", "kinds": []string{"*"}, "networks": []string{"127.0.0.1"}}
		var issued, again, next api.WebhookSecret
		made := o.ask(security, "POST", "/webhooks", body, "Idempotency-Key", "w").want(t, 201)
		made.into(t, &issued)
		o.ask(security, "POST", "/webhooks", body, "Idempotency-Key", "w").want(t, 201).into(t, &again)
		at := "/webhooks/" + issued.ID
		if issued.Secret == "" || again.Secret != "" || again.ID != issued.ID || made.Header.Get("Location") != "/api/v1"+at {
			t.Errorf("listed %+v, a retry %+v at %s", issued.ID, again, made.Header.Get("Location"))
		}
		shown := o.ask(security, "GET", at, nil).want(t, 200)
		if bytes.Contains(shown.body, []byte(issued.Secret)) || bytes.Contains(shown.body, []byte("secret")) {
			t.Errorf("a secret is told twice: %s", shown.body)
		}
		old := shown.Header.Get("ETag")
		body["label"] = "市数据平台"
		send(security, "PUT", at, old, body).want(t, 204)
		send(security, "PUT", at, old, body).want(t, 412)
		send(security, "PUT", at, "", body).want(t, 428)
		send(security, "PUT", "/webhooks/nowhere", `"1"`, body).want(t, 404)
		body["address"] = "ftp://example.com"
		if r := send(security, "PUT", at, o.tag(security, at), body).want(t, 422); !bytes.Contains(r.body, []byte(`"pointer":"#/address"`)) {
			t.Errorf("an address that is none: %s", r.body)
		}
		send(security, "POST", at+"/rotate", o.tag(security, at), map[string]any{"leaked": true}).want(t, 200).into(t, &next)
		if next.Secret == "" || next.Secret == issued.Secret {
			t.Error("no new secret")
		}
		send(security, "POST", at+"/resume", o.tag(security, at), nil).want(t, 409)
		send(security, "POST", at+"/test", o.tag(security, at), nil).want(t, 204)
		if _, err := o.SendDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		var failed api.Page[api.Delivery]
		o.ask(system, "GET", "/deliveries?state=failed", nil).want(t, 200).into(t, &failed)
		var hook api.Webhook
		o.ask(system, "GET", at, nil).want(t, 200).into(t, &hook)
		if len(failed.Items) == 0 || hook.PausedAt == nil || hook.Failed != int64(len(failed.Items)) || hook.Label != "市数据平台" {
			t.Fatalf("after 410: %+v, failed %+v", hook, failed.Items)
		}
		d := "/deliveries/" + failed.Items[0].ID
		send(system, "POST", d+"/retry", failed.Items[0].ETag, nil).want(t, 409)
		send(security, "POST", at+"/resume", o.tag(security, at), nil).want(t, 204)
		send(system, "POST", d+"/retry", `"77"`, nil).want(t, 412)
		send(system, "POST", d+"/retry", o.tag(system, d), nil).want(t, 204)
		var one api.Delivery
		o.ask(system, "GET", d, nil).want(t, 200).into(t, &one)
		if one.State != "waiting" || one.Tries != 0 || one.NextAt == nil {
			t.Errorf("tried again: %+v", one)
		}
		o.ask(system, "GET", "/deliveries/nowhere", nil).want(t, 404)
		if bad := o.incidents(); bad != "" {
			t.Error(bad)
		}
	})
}
