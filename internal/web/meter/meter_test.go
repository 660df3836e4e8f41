package meter

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"duban/internal/desk"
)

func scraped(t *testing.T, m *Meter, h desk.Health) string {
	t.Helper()
	s := httptest.NewServer(m.Handler(`1"2`, func(context.Context) desk.Health { return h }))
	defer s.Close()
	answer, err := http.Get(s.URL + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil || answer.Header.Get("Content-Type") != ContentType {
		t.Fatal(err, answer.Header)
	}
	return string(b)
}

func TestWhatHappensIsCountedByRouteStatusAndAct(t *testing.T) {
	var m Meter
	mux := http.NewServeMux()
	mux.HandleFunc("GET /reports/{report}", func(http.ResponseWriter, *http.Request) {})
	for _, took := range []time.Duration{5 * time.Millisecond, 6 * time.Millisecond, time.Minute} {
		ctx, trace := Begin(t.Context(), "r1")
		r := httptest.NewRequest(http.MethodGet, "/reports/secret-report", nil).WithContext(ctx)
		Routed(mux).ServeHTTP(httptest.NewRecorder(), r)
		m.Performed(ctx, "report.enter", "act-1")
		if acts := Of(ctx).Acts(); len(acts) != 1 || acts[0] != "act-1" || Of(ctx).ID != "r1" {
			t.Errorf("%s %v", Of(ctx).ID, acts)
		}
		m.Answered(trace, 200, took)
	}
	_, nowhere := Begin(t.Context(), "r2")
	m.Answered(nowhere, 301, 0)
	text := scraped(t, &m, desk.Health{Schema: 3, Unsequenced: 2, SequencerLag: 1500 * time.Millisecond, DeliveriesWaiting: 4, DeliveriesFailed: 5})
	for _, want := range []string{
		`duban_build_info{version="1\"2",go="go`,
		`duban_requests_total{route="GET /reports/{report}",status="200"} 3`,
		`duban_requests_total{route="none",status="301"} 1`,
		`duban_request_seconds_bucket{route="GET /reports/{report}",le="0.005"} 1`,
		`duban_request_seconds_bucket{route="GET /reports/{report}",le="0.01"} 2`,
		`duban_request_seconds_bucket{route="GET /reports/{report}",le="30"} 2`,
		`duban_request_seconds_bucket{route="GET /reports/{report}",le="+Inf"} 3`,
		`duban_request_seconds_count{route="GET /reports/{report}"} 3`,
		`duban_request_seconds_sum{route="GET /reports/{report}"} 60.011`,
		`duban_acts_total{act="report.enter"} 3`,
		"duban_database_up 1", "duban_schema_version 3", "duban_sequencer_waiting 2", "duban_sequencer_lag_seconds 1.5",
		`duban_deliveries{state="waiting"} 4`, `duban_deliveries{state="failed"} 5`, "go_goroutines ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
	if strings.Contains(text, "secret-report") {
		t.Error("an object became a label")
	}
	if text := scraped(t, &m, desk.Health{Database: errors.New("gone")}); !strings.Contains(text, "duban_database_up 0") || strings.Contains(text, "duban_sequencer") {
		t.Errorf("of a database that is away:\n%s", text)
	}
}

// The grammar of https://prometheus.io/docs/instrumenting/exposition_formats/.
func TestEveryLineIsOfTheTextForm(t *testing.T) {
	var m Meter
	m.Performed(t.Context(), "unit.set", "x")
	_, trace := Begin(t.Context(), "")
	m.Answered(trace, 200, time.Second)
	good := regexp.MustCompile(`^(# HELP [a-z_]+ .+|# TYPE [a-z_]+ (counter|gauge|histogram)|[a-z_]+(\{[a-z]+="(\\.|[^"\\])*"(,[a-z]+="(\\.|[^"\\])*")*\})? [0-9+.e-]+)$`)
	typed := map[string]bool{}
	for line := range strings.Lines(scraped(t, &m, desk.Health{})) {
		line = strings.TrimSuffix(line, "\n")
		if !good.MatchString(line) {
			t.Errorf("%q", line)
		}
		if name, is := strings.CutPrefix(line, "# TYPE "); is {
			name, _, _ = strings.Cut(name, " ")
			if typed[name] {
				t.Errorf("%s is told of twice", name)
			}
			typed[name] = true
		}
	}
}
