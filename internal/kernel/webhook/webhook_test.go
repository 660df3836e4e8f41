package webhook_test

import (
	"encoding/json"
	"net/netip"
	"strings"
	"testing"
	"time"

	"duban/internal/base/fault"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/webhook"
)

func good() webhook.Webhook {
	return webhook.Webhook{Label: "数据平台", Address: "https://hooks.example.gov.cn/duban", Kinds: []string{"report.entered"}}
}

func TestOnlyAWholeAddressIsListed(t *testing.T) {
	if err := good().Check(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*webhook.Webhook)
		field  string
	}{
		"no label":               {func(w *webhook.Webhook) { w.Label = "" }, "label"},
		"no host":                {func(w *webhook.Webhook) { w.Address = "https:///x" }, "address"},
		"opaque":                 {func(w *webhook.Webhook) { w.Address = "https:example.com" }, "address"},
		"a file":                 {func(w *webhook.Webhook) { w.Address = "file:///etc/passwd" }, "address"},
		"gopher":                 {func(w *webhook.Webhook) { w.Address = "gopher://example.com/" }, "address"},
		"a password":             {func(w *webhook.Webhook) { w.Address = "https://a:b@example.com/" }, "address"},
		"a fragment":             {func(w *webhook.Webhook) { w.Address = "https://example.com/#x" }, "address"},
		"http outside":           {func(w *webhook.Webhook) { w.Address = "http://example.com/" }, "address"},
		"port 0":                 {func(w *webhook.Webhook) { w.Address = "https://example.com:0/" }, "address"},
		"a line end":             {func(w *webhook.Webhook) { w.Address = "https://example.com/\r\nX: y" }, "address"},
		"no kinds":               {func(w *webhook.Webhook) { w.Kinds = nil }, "kinds"},
		"an unknown kind":        {func(w *webhook.Webhook) { w.Kinds = []string{"task.closed"} }, "kinds"},
		"everything as network":  {func(w *webhook.Webhook) { w.Networks = []string{"0.0.0.0/0"} }, "networks"},
		"words as network":       {func(w *webhook.Webhook) { w.Networks = []string{"内网"} }, "networks"},
		"host bits":              {func(w *webhook.Webhook) { w.Networks = []string{"10.1.2.3/8"} }, "networks"},
		"a mapped network":       {func(w *webhook.Webhook) { w.Networks = []string{"::ffff:10.0.0.0/104"} }, "networks"},
		"a number with its zone": {func(w *webhook.Webhook) { w.Networks = []string{"fe80::1%eth0"} }, "networks"},
	} {
		w := good()
		c.change(&w)
		err := w.Check()
		if f, ok := fault.As(err); !ok || f.Field != c.field || f.Kind != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	w := good()
	w.Address, w.Networks = "http://10.20.3.4:8080/hook", []string{"10.20.0.0/16", "127.0.0.1"}
	if err := w.Check(); err != nil {
		t.Errorf("http to an allowed network: %v", err)
	}
}

func TestInnerNetworksAreCalledOnlyWhereAllowed(t *testing.T) {
	for _, n := range []string{"127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1",
		"224.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1", "fd00::1", "ff02::1", "fec0::1"} {
		a := netip.MustParseAddr(n)
		if webhook.Allowed(a, nil, true) {
			t.Errorf("%s may be called", n)
		}
	}
	for _, n := range []string{"8.8.8.8", "172.15.0.1", "172.32.0.1", "2400:3200::1", "::ffff:8.8.8.8"} {
		a := netip.MustParseAddr(n)
		if !webhook.Allowed(a, nil, true) || webhook.Allowed(a, nil, false) {
			t.Errorf("%s: an outer number is called encrypted only", n)
		}
	}
	list, err := webhook.Prefixes([]string{"10.20.0.0/16", "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[string]bool{"10.20.255.1": true, "10.21.0.1": false, "127.0.0.1": true, "127.0.0.2": false, "::ffff:127.0.0.1": true, "::1": false, "8.8.8.8": false} {
		if got := webhook.Allowed(netip.MustParseAddr(n), list, false); got != want {
			t.Errorf("%s: %v", n, got)
		}
	}
	if webhook.Allowed(netip.MustParseAddr("fe80::1%eth0"), []netip.Prefix{netip.MustParsePrefix("fe80::/10")}, true) {
		t.Error("a number with a zone was allowed")
	}
	if webhook.Allowed(netip.Addr{}, nil, true) {
		t.Error("no number at all was allowed")
	}
}

func TestAnEventIsACloudEventWithoutContent(t *testing.T) {
	e := webhook.Event{Division: "429099", ActID: "接口.一", Kind: "report.entered", Object: "report/abc", At: 1_800_000_000_123_456}
	want := `{"specversion":"1.0","id":"` + e.ID() + `","source":"/divisions/429099","type":"duban.report.entered","subject":"report/abc",` +
		`"time":"2027-01-15T08:00:00.123456Z","datacontenttype":"application/json","data":{"object":"report/abc","href":"/api/v1/reports/abc"}}`
	if got := string(e.Body()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !json.Valid(e.Body()) {
		t.Error("not JSON")
	}
	other := e
	other.Division = "429098"
	if e.ID() != (webhook.Event{Division: "429099", ActID: "接口.一"}).ID() || e.ID() == other.ID() || len(e.ID()) != 40 {
		t.Error("the id is not that of the act")
	}
	for object, href := range map[string]string{"record/r/x": "/api/v1/reports/r/records/x", "alarm/r/x": "/api/v1/reports/r/alarms/x", "unit/kj": "/api/v1/units/kj", "record/r": "", "report/": "", "checkpoints/x": "", "report/a/b": ""} {
		if got := webhook.Href(object); got != href {
			t.Errorf("%s: %q", object, got)
		}
	}
}

func TestEveryKindIsAnActThatPeopleOrTheReaderDo(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range webhook.Kinds {
		_, named := staff.Named(k.Act)
		if !named && k.Act != "report.fail" {
			t.Errorf("%s is no act", k.Act)
		}
		if seen[k.Name] || strings.Contains(k.Name, ",") || k.Title == "" {
			t.Errorf("%s cannot stand in a list of kinds", k.Name)
		}
		seen[k.Name] = true
		if got := webhook.KindsOf(webhook.KindsText([]string{k.Name})); len(got) != 1 || got[0] != k.Name {
			t.Errorf("%s comes back as %v", k.Name, got)
		}
	}
	if webhook.KindsText([]string{"report.read", webhook.All}) != webhook.All {
		t.Error("all and one is all")
	}
}

func TestTriesComeFurtherAndFurtherApartAndEnd(t *testing.T) {
	var low, high, last time.Duration
	n := int64(1)
	for ; ; n++ {
		a, more := webhook.Wait(n, 0)
		if !more {
			break
		}
		b, _ := webhook.Wait(n, 255)
		if a <= last || b <= a {
			t.Errorf("after %d tries %v to %v is waited, after the one before %v", n, a, b, last)
		}
		low, high, last = low+a, high+b, b
	}
	if n != webhook.MostTries || low < 24*time.Hour || high > 48*time.Hour {
		t.Errorf("%d tries over %v to %v", n, low, high)
	}
	if _, more := webhook.Wait(0, 0); more {
		t.Error("a wait before the first try")
	}
}
