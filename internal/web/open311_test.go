package web

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"duban/internal/desk"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/staff"
)

// client is a program of others that knows the standard alone.
type client struct {
	t    *testing.T
	base string
	key  string
}

func (c client) ask(status int, method, path string, form url.Values) []byte {
	c.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	q, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	if form != nil {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		c.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	media := "text/xml; charset=utf-8"
	if strings.Contains(path, ".json") {
		media = "application/json; charset=utf-8"
	}
	if r.StatusCode != status || r.Header.Get("Content-Type") != media {
		c.t.Fatalf("%s %s: %d %s, want %d: %s", method, path, r.StatusCode, r.Header.Get("Content-Type"), status, b)
	}
	return b
}

// list is an answer that is a list of objects.
func (c client) list(path string) []map[string]any {
	c.t.Helper()
	var all []map[string]any
	if b := c.ask(200, "GET", path, nil); json.Unmarshal(b, &all) != nil {
		c.t.Fatalf("%s is no list: %s", path, b)
	}
	return all
}

// paths are the paths of the elements of XML, each once.
func paths(t *testing.T, text []byte) []string {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(text)))
	var at []string
	seen := map[string]bool{}
	for {
		token, err := d.Token()
		if err == io.EOF {
			return slices.Sorted(maps.Keys(seen))
		}
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		switch x := token.(type) {
		case xml.StartElement:
			at = append(at, x.Name.Local)
			seen[strings.Join(at, "/")] = true
		case xml.EndElement:
			at = at[:len(at)-1]
		}
	}
}

// under are the paths that elements have within others.
func under(parent string, names ...string) []string {
	var all []string
	for i := range strings.Split(parent, "/") {
		all = append(all, strings.Join(strings.Split(parent, "/")[:i+1], "/"))
	}
	for _, n := range names {
		all = append(all, parent+"/"+n)
	}
	slices.Sort(all)
	return all
}

// What the standard's published examples hold, element by element.
var (
	ofService    = []string{"description", "group", "keywords", "metadata", "service_code", "service_name", "type"}
	ofAttribute  = []string{"code", "datatype", "datatype_description", "description", "order", "required", "variable"}
	ofReceipt    = []string{"account_id", "service_notice", "service_request_id"}
	ofToken      = []string{"service_request_id", "token"}
	ofRequest    = []string{"address", "address_id", "agency_responsible", "description", "expected_datetime", "lat", "long", "media_url", "requested_datetime", "service_code", "service_name", "service_notice", "service_request_id", "status", "status_notes", "updated_datetime", "zipcode"}
	ofMistake    = []string{"code", "description"}
	ofDiscovery  = []string{"changeset", "contact", "endpoints", "key_service"}
	ofEndpoint   = []string{"changeset", "formats", "specification", "type", "url"}
	ofDefinition = []string{"attributes", "service_code"}
)

func keys(x any) []string { return slices.Sorted(maps.Keys(x.(map[string]any))) }

// open311Town is a town with a client of the standard whose key opens cases.
func open311Town(t *testing.T, scopes ...string) (*town, client) {
	tn := settled(t)
	k, err := tn.work.IssueToken(t.Context(), tn.actors[staff.Clerk], desk.Call{}, desk.IssueToken{Label: "市民上报程序", Scopes: scopes, Days: 30})
	if err != nil {
		t.Fatal(err)
	}
	return tn, client{t, tn.URL + "/open311/v2", k.Secret}
}

func TestAForeignProgramDiscoversReportsAndReadsBackTheEnd(t *testing.T) {
	tn, c := open311Town(t, "case.open")
	var found struct {
		Endpoints []struct{ Specification, URL string }
	}
	if err := json.Unmarshal(c.ask(200, "GET", "/discovery.json", nil), &found); err != nil || len(found.Endpoints) != 1 || found.Endpoints[0].URL != c.base || found.Endpoints[0].Specification != "http://wiki.open311.org/GeoReport_v2" {
		t.Fatalf("discovered %+v, %v", found, err)
	}
	services := c.list("/services.json")
	i := slices.IndexFunc(services, func(s map[string]any) bool { return s["service_name"] == "井盖缺失" })
	if i < 0 {
		t.Fatalf("services %v", services)
	}
	code := services[i]["service_code"].(string)
	told := url.Values{"api_key": {c.key}, "service_code": {code}, "lat": {"30.362211"}, "long": {"113.454321"}, "address_string": {"青年路 18 号"}, "description": {"小学门口的井盖不见了，孩子们放学从那里走。\n请快一点。"}, "first_name": {"张"}, "phone": {"13800000000"}}
	var kept []struct {
		ID string `json:"service_request_id"`
	}
	if err := json.Unmarshal(c.ask(200, "POST", "/requests.json", told), &kept); err != nil || len(kept) != 1 || !strings.HasPrefix(kept[0].ID, "哨") {
		t.Fatalf("reported: %v, %v", kept, err)
	}
	at := "/requests/" + url.PathEscape(kept[0].ID) + ".json"
	read := c.list(at)
	if len(read) != 1 || read[0]["status"] != "open" || read[0]["service_code"] != code || read[0]["lat"] != 30.362211 || read[0]["long"] != 113.454321 || read[0]["address"] != "青年路 18 号" || read[0]["description"] != nil {
		t.Fatalf("read back %v", read)
	}
	if b := string(c.ask(200, "GET", at, nil)); strings.Contains(b, "138") || strings.Contains(b, "孩子") {
		t.Errorf("it tells who and what: %s", b)
	}
	when, err := time.Parse(time.RFC3339, read[0]["requested_datetime"].(string))
	if err != nil || time.Since(when).Abs() > time.Hour {
		t.Errorf("requested at %v, %v", when, err)
	}

	clerk := tn.actors[staff.Clerk]
	listed, err := tn.work.ListCases(t.Context(), clerk, desk.CasePage{Procedure: "whistle", Most: 50})
	if err != nil {
		t.Fatal(err)
	}
	n := slices.IndexFunc(listed.Cases, func(r desk.CaseRow) bool { return r.Number == kept[0].ID })
	if n < 0 {
		t.Fatal("whoever holds the token does not see the case")
	}
	shown, err := tn.work.ShowCase(t.Context(), clerk, listed.Cases[n].ID)
	if err != nil || shown.Data["急缓"] != "日常" || shown.Data["来源"] != "群众反映" || shown.Data["说明"] != told["description"][0] || shown.Events[0].Person != clerk.Person {
		t.Errorf("inside it is %v, %v", shown.Data, err)
	}
	for _, d := range []procedure.Deed{{Act: "take-over"}, {Act: "own-done", Data: map[string]any{"自办结果": "装好了"}}, {Act: "call-back", Data: map[string]any{"联系上": "是", "解决": "已解决", "评价": "满意"}}} {
		if _, err := tn.work.ActOnCase(t.Context(), clerk, desk.Call{}, listed.Cases[n].ID, d); err != nil {
			t.Fatal(err)
		}
	}
	if read = c.list(at); read[0]["status"] != "closed" || read[0]["status_notes"] != "办结" {
		t.Errorf("after its end it is %v", read)
	}
	for query, want := range map[string]bool{
		"status=closed": true, "status=open": false, "status=open,closed": true, "service_code=" + code: true, "service_code=street-light": false,
		"service_code=street-light," + code + "&status=closed": true, "service_request_id=" + url.QueryEscape(kept[0].ID): true, "page=1&page_size=1": true, "page=9&page_size=1000": false,
		"end_date=2001-01-01": false, "start_date=" + url.QueryEscape(when.Format(time.RFC3339)): true, "start_date=" + url.QueryEscape(when.Add(time.Hour).Format(time.RFC3339)): false,
	} {
		all := c.list("/requests.json?" + query)
		if slices.ContainsFunc(all, func(r map[string]any) bool { return r["service_request_id"] == kept[0].ID }) != want {
			t.Errorf("%s lists it: %v, want %v", query, !want, want)
		}
	}
}

func TestAnswersHaveTheShapesOfTheStandard(t *testing.T) {
	_, c := open311Town(t, "*")
	same := func(what string, got, want []string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s holds %v, want %v", what, got, want)
		}
	}
	object := func(path string) (x map[string]any) {
		t.Helper()
		if b := c.ask(200, "GET", path, nil); json.Unmarshal(b, &x) != nil {
			t.Fatalf("%s is no object: %s", path, b)
		}
		return x
	}
	list := func(what string, text []byte, want []string) (first map[string]any) {
		t.Helper()
		var all []map[string]any
		if err := json.Unmarshal(text, &all); err != nil || len(all) == 0 {
			t.Fatalf("%s: %v in %s", what, err, text)
		}
		same(what, keys(all[0]), want)
		return all[0]
	}
	d := object("/discovery.json")
	same("discovery", keys(d), ofDiscovery)
	same("an endpoint", keys(d["endpoints"].([]any)[0]), ofEndpoint)
	all := append(under("discovery", ofDiscovery...), "discovery/endpoints/endpoint", "discovery/endpoints/endpoint/formats/format")
	for _, name := range ofEndpoint {
		all = append(all, "discovery/endpoints/endpoint/"+name)
	}
	same("discovery in XML", paths(t, c.ask(200, "GET", "/discovery.xml", nil)), slices.Sorted(slices.Values(all)))

	s := list("a service", c.ask(200, "GET", "/services.json", nil), ofService)
	if _, ok := s["metadata"].(bool); !ok || s["type"] != "realtime" {
		t.Errorf("a service is %v", s)
	}
	same("services in XML", paths(t, c.ask(200, "GET", "/services.xml", nil)), under("services/service", ofService...))

	def := object("/services/manhole-cover.json")
	same("a definition", keys(def), ofDefinition)
	same("an attribute", keys(def["attributes"].([]any)[0]), ofAttribute)
	text := paths(t, c.ask(200, "GET", "/services/manhole-cover.xml", nil))
	for _, p := range append(under("service_definition/attributes/attribute", ofAttribute...), "service_definition/service_code") {
		if !slices.Contains(text, p) {
			t.Errorf("a definition in XML has no %s: %v", p, text)
		}
	}

	told := url.Values{"api_key": {c.key}, "service_code": {"manhole-cover"}, "address_string": {"青年路 18 号"}, "attribute[网格]": {"429004001001"}}
	id := list("a receipt", c.ask(200, "POST", "/requests.json", told), ofReceipt)["service_request_id"].(string)
	same("a receipt in XML", paths(t, c.ask(200, "POST", "/requests.xml", told)), under("service_requests/request", ofReceipt...))
	list("a token", c.ask(200, "GET", "/tokens/"+url.PathEscape(id)+".json", nil), ofToken)
	same("a token in XML", paths(t, c.ask(200, "GET", "/tokens/"+url.PathEscape(id)+".xml", nil)), under("service_requests/request", ofToken...))
	list("a request", c.ask(200, "GET", "/requests/"+url.PathEscape(id)+".json", nil), ofRequest)
	same("requests in XML", paths(t, c.ask(200, "GET", "/requests.xml", nil)), under("service_requests/request", ofRequest...))
}

func TestMistakesAreToldAsTheStandardTellsThem(t *testing.T) {
	tn, c := open311Town(t, "report.list")
	opens, err := tn.work.IssueToken(t.Context(), tn.actors[staff.Clerk], desk.Call{}, desk.IssueToken{Label: "能立件", Scopes: []string{"case.open"}, Days: 30})
	if err != nil {
		t.Fatal(err)
	}
	form := func(pairs ...string) url.Values {
		v := url.Values{"api_key": {opens.Secret}, "service_code": {"rubbish"}, "address_string": {"老街"}}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v
	}
	for _, m := range []struct {
		what, method, path string
		form               url.Values
		status             int
	}{
		{"no key", "POST", "/requests.json", form("api_key", ""), 403},
		{"a wrong key", "POST", "/requests.json", form("api_key", "429004.duban_pat_x"), 403},
		{"a key that may not", "POST", "/requests.json", form("api_key", c.key), 403},
		{"a key of another place", "POST", "/requests.json", form("jurisdiction_id", "420000"), 403},
		{"no service", "POST", "/requests.json", form("service_code", ""), 400},
		{"a service that is not there", "POST", "/requests.json", form("service_code", "dragons"), 404},
		{"no place", "POST", "/requests.json", form("address_string", ""), 400},
		{"half a place", "POST", "/requests.json", form("lat", "30.1"), 400},
		{"more than the form takes", "POST", "/requests.json", form("description", strings.Repeat("长", 501)), 400},
		{"an answer that is not known", "POST", "/requests.json", form("attribute[网格]", "1"), 400},
		{"another place", "GET", "/services.json?jurisdiction_id=420000", nil, 404},
		{"a definition of nothing", "GET", "/services/dragons.json", nil, 404},
		{"a request that is not there", "GET", "/requests/1.json", nil, 404},
		{"a token of nothing", "GET", "/tokens/1.json", nil, 404},
		{"a list of what is not there", "GET", "/requests.json?service_code=dragons", nil, 404},
		{"a status", "GET", "/requests.json?status=lost", nil, 400},
		{"a time", "GET", "/requests.json?start_date=yesterday", nil, 400},
		{"too long a span", "GET", "/requests.json?start_date=2026-01-01&end_date=2026-06-01", nil, 400},
		{"too large a page", "GET", "/requests.json?page_size=1001", nil, 400},
		{"an act on a service", "POST", "/services.json", form(), 405},
		{"another address", "GET", "/nothing.json", nil, 404},
	} {
		var said []map[string]any
		b := c.ask(m.status, m.method, m.path, m.form)
		if err := json.Unmarshal(b, &said); err != nil || len(said) != 1 || !slices.Equal(keys(said[0]), ofMistake) || said[0]["code"] != float64(m.status) || said[0]["description"] == "" {
			t.Errorf("%s: %s, %v", m.what, b, err)
		}
	}
	if x := paths(t, c.ask(404, "GET", "/services/dragons.xml", nil)); !slices.Equal(x, under("errors/error", ofMistake...)) {
		t.Errorf("in XML a mistake holds %v", x)
	}
}

func TestASecondReportUnderOneIdIsOneCaseAndManyAsksAreTooMany(t *testing.T) {
	_, c := open311Town(t, "case.open")
	send := func(id string) string {
		q, err := http.NewRequestWithContext(t.Context(), "POST", c.base+"/requests.json", strings.NewReader(url.Values{"api_key": {c.key}, "service_code": {"rubbish"}, "address_string": {"老街"}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Idempotency-Key", id)
		r, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		b, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != 200 {
			t.Fatal(r.StatusCode, string(b), err)
		}
		return string(b)
	}
	if one, again, other := send("a"), send("a"), send("b"); one != again || one == other {
		t.Errorf("reported %s, again %s, another %s", one, again, other)
	}
	for range inquiries.Most {
		c.ask(200, "GET", "/services.json", nil)
	}
	c.ask(http.StatusTooManyRequests, "GET", "/services.json", nil)
}
