package api_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
	"duban/internal/web/api"
	"duban/internal/web/frame"
	"duban/internal/web/rate"
)

var wildcards = regexp.MustCompile(`\{\w+\}`)

// attempt is a request to an operation that comes through the gate, and no further.
func (o *office) attempt(token string, op *api.Operation, key string) reply {
	var body any
	if op.Method != http.MethodGet {
		body = map[string]any{}
	}
	return o.ask(token, op.Method, wildcards.ReplaceAllString(op.Path, "nowhere"), body, "Idempotency-Key", key, "If-Match", `"1"`)
}

func TestEveryOperationIsOpenToThoseWhomTheTableNames(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o := open(t, e, rate.Limits{})
		operations := api.New(&frame.House{}).Operations()
		if len(operations) < 50 {
			t.Fatalf("%d operations", len(operations))
		}
		for i, op := range operations {
			act, ok := staff.Named(op.Act)
			if !ok || act.Present {
				t.Errorf("%s: %s is no act for a token", op.ID(), op.Act)
			}
			if act.Reads != (op.Method == http.MethodGet) && op.Act != "mechanism.rehearse" && op.Act != "settlement.suppose" { // a scenario, and facts to suppose, are too long for an address
				t.Errorf("%s %s reads: %v", op.Method, op.Path, act.Reads)
			}
			if strings.Contains(op.Path, "}/") && op.Method == http.MethodPost && !op.Existing && op.Act != "record.add" && op.Act != "task.draft" && op.Act != "erasure.propose" && op.Act != "case.receive" && op.Path != "/procedures/{procedure}/migrations" && op.Act != "entry.add" && op.Act != "entry.import" && op.Act != "notice.read" && op.Act != "tour.score" && op.Act != "mechanism.rehearse" && op.Act != "settlement.suppose" && !strings.HasSuffix(op.Act, ".unmask") {
				t.Errorf("%s changes what is there and asks for no version", op.ID())
			}
			for _, role := range staff.Roles {
				r := o.attempt(o.tokens[role], op, "try-"+frame.Itoa(i)+string(role))
				want := act.Grants[role] == staff.Nowhere
				if got := r.code() == "forbidden"; got != want || r.StatusCode == http.StatusUnauthorized || r.StatusCode >= 500 {
					t.Errorf("%s as %s: %d %s; forbidden should be %v", op.ID(), role, r.StatusCode, r.code(), want)
				}
			}
			if r := o.attempt("", op, "nobody"); r.StatusCode != http.StatusUnauthorized {
				t.Errorf("%s as nobody: %d", op.ID(), r.StatusCode)
			}
		}
		if bad := o.incidents(); bad != "" {
			t.Error(bad)
		}
	})
}

func TestATokenWithoutTheScopeIsRefusedEverywhere(t *testing.T) {
	o := open(t, sqliteEngine(t), rate.Limits{})
	narrow := map[staff.Role]string{}
	for role, actor := range o.actors {
		narrow[role] = o.token(actor, "home.read")
	}
	for _, op := range api.New(&frame.House{}).Operations() {
		for _, role := range staff.Roles {
			r := o.attempt(narrow[role], op, "k")
			if want := op.Act != "home.read"; (r.code() == "forbidden") != want {
				t.Errorf("%s as %s with the scope home.read: %d", op.ID(), role, r.StatusCode)
			}
		}
	}
}

func TestAClerkSeesWhatItsUnitLeadsAndNoMore(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o := open(t, e, rate.Limits{})
		report := o.uploaded()
		clerk, supervisor := o.tokens[staff.Clerk], o.tokens[staff.Supervisor]
		at := "/reports/" + report.ID
		for _, path := range []string{at, at + "/records", at + "/alarms", at + "/paragraphs", at + "/file", at + "/history"} {
			o.ask(clerk, "GET", path, nil).want(t, 404)
			o.ask(supervisor, "GET", path, nil).want(t, 200)
		}
		var persons api.Page[api.Person]
		o.ask(clerk, "GET", "/persons", nil).want(t, 200).into(t, &persons)
		logins := []string{}
		for _, p := range persons.Items {
			logins = append(logins, p.Login)
			o.ask(clerk, "GET", "/persons/"+p.ID, nil).want(t, 200)
		}
		slices.Sort(logins)
		if !slices.Equal(logins, []string{"juzhang", "keji"}) {
			t.Errorf("a clerk sees %v", logins)
		}
		boss := o.actors[staff.Leader]
		o.ask(clerk, "GET", "/persons/"+boss.Person, nil).want(t, 404)
		o.ask(clerk, "GET", "/holdings/"+boss.Holding, nil).want(t, 404)
		o.ask(clerk, "GET", "/holdings?person="+boss.Person, nil).want(t, 404)
		var holdings api.Page[api.Holding]
		o.ask(clerk, "GET", "/holdings", nil).want(t, 200).into(t, &holdings)
		if len(holdings.Items) != 2 {
			t.Errorf("a clerk sees %d holdings", len(holdings.Items))
		}
	})
}
