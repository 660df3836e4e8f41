package store

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The rules by which a province spreads over a distributed PostgreSQL (Citus),
// distributed by division; docs/operations/distributed.md says what follows.

// shared are the tables that are the same for all divisions.
var shared = []string{"compatibility"}

// across are the queries that look over all divisions, and why they may.
var across = map[string]string{
	"act_divisions_waiting":         "the sequencer asks where there is work; then it works division by division",
	"calendar_unsettled":            "the sweep asks which calendars changed; then it dates cases division by division",
	"health_calendar":               "health counts the divisions that lack the next year; it names none",
	"case_falling":                  "the sweep asks which cases something falls due for; then it acts division by division",
	"delivery_webhooks_due":         "the courier asks which addresses are due; then it sends division by division",
	"letter_boxes_due":              "the postman asks where letters are due; then it sends division by division",
	"publication_due":               "the postman asks where something was published; then it tells division by division",
	"subscription_letter_boxes_due": "the postman asks where letters to subscribers are due; then it sends division by division",
	"preference_due":                "the sweep asks whose digest is due; then it makes each within its division",
	"robot_waiting_due":             "the sender asks which robots have something to say; then it sends division by division",
	"mail_boxes_due":                "the postman asks where mail is due; then it sends division by division",
	"health_deliveries":             "health counts what waits; it names no division",
	"health_schema":                 "health reads the schema's version, which no division owns",
	"health_unsequenced":            "health counts entries without a number; it names no division",
	"division_all":                  "sign-in offers the divisions of the house; a row each",
	"head_all":                      "the log of logs records every division's newest checkpoint; a row each",
	"ledger_reach":                  "health and verification ask how far every division's log goes; a row each",
	"report_waiting":                "the reader asks which reports wait; then it reads each within its division",
}

var (
	withoutComments = regexp.MustCompile(`(?m)--.*$|/\*.*?\*/`)
	uniqueKey       = regexp.MustCompile(`(?:unique|primary key) \(([^)]*)\)`)
	foreignKey      = regexp.MustCompile(`foreign key \(([^)]*)\) references (\w+) \(([^)]*)\)`)
	uniqueIndex     = regexp.MustCompile(`create unique index \w+ on (\w+) \(([^)]*)\)`)
	forbidden       = regexp.MustCompile(`(?i)\b(serial|bigserial|smallserial|identity|nextval|create (or replace )?(constraint )?trigger|create (or replace )?function|create sequence|create rule)\b`)
	fromTable       = regexp.MustCompile(`\b(?:from|join) (\w+)(?: (\w+))?`)
)

func TestEveryTableOfADivisionIsKeyedByIt(t *testing.T) {
	tables := 0
	for _, m := range Migrations() {
		text := withoutComments.ReplaceAllString(m.Text, "")
		if f := forbidden.FindString(text); f != "" {
			t.Errorf("migration %d uses %s", m.Number, f)
		}
		for _, table := range tableHead.FindAllStringSubmatch(text, -1) {
			name, body := table[1], table[2]
			if slices.Contains(shared, name) {
				continue
			}
			tables++
			if !strings.Contains(body, "division text not null") || !strings.Contains(body, "primary key (") {
				t.Errorf("%s has no division or no primary key", name)
			}
			for _, k := range uniqueKey.FindAllStringSubmatch(body, -1) {
				if first, _, _ := strings.Cut(k[1], ","); first != "division" {
					t.Errorf("%s: a unique key does not begin with the division: %s", name, k[0])
				}
			}
			for _, k := range foreignKey.FindAllStringSubmatch(body, -1) {
				from, _, _ := strings.Cut(k[1], ",")
				to, _, _ := strings.Cut(k[3], ",")
				if from != "division" || to != "division" {
					t.Errorf("%s: a reference does not carry the division: %s", name, k[0])
				}
			}
			if n, all := len(foreignKey.FindAllString(body, -1)), strings.Count(body, "references "); n != all {
				t.Errorf("%s: %d references, of which %d are read", name, all, n)
			}
		}
		for _, x := range uniqueIndex.FindAllStringSubmatch(text, -1) {
			if first, _, _ := strings.Cut(x[2], ","); first != "division" && !slices.Contains(shared, x[1]) {
				t.Errorf("a unique index does not begin with the division: %s", x[0])
			}
		}
	}
	if tables < 20 || tables+len(shared) != len(Tables()) {
		t.Errorf("%d tables were looked at, of %d", tables, len(Tables()))
	}
}

// queryTexts are all queries with whether they are marked across.
func queryTexts(t *testing.T) map[string]bool {
	t.Helper()
	marked := map[string]bool{}
	files, _ := filepath.Glob("queries/*.sql")
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			if head, ok := strings.CutPrefix(strings.TrimSpace(line), "-- name: "); ok {
				name, mark, _ := strings.Cut(head, " ")
				if marked[name] = mark == "across"; mark != "" && mark != "across" {
					t.Errorf("%s: what does the mark %q mean?", name, mark)
				}
			}
		}
	}
	return marked
}

func TestEveryQueryStaysInOneDivision(t *testing.T) {
	marked := queryTexts(t)
	if len(marked) != len(Queries()) {
		t.Fatalf("%d queries with a head, %d in all", len(marked), len(Queries()))
	}
	for name, isAcross := range marked {
		text := strings.Join(strings.Fields(withoutComments.ReplaceAllString(Queries()[name], "")), " ")
		why := across[name]
		switch {
		case isAcross && why == "":
			t.Errorf("%s looks over all divisions, and nobody said why it may", name)
		case isAcross && !strings.HasPrefix(text, "select "):
			t.Errorf("%s writes over all divisions", name)
		case isAcross:
			continue
		case why != "":
			t.Errorf("%s is not marked across any more", name)
		}
		for _, trouble := range outside(text) {
			t.Errorf("%s: %s", name, trouble)
		}
	}
}

// outside says where a statement leaves its division.
func outside(text string) (troubles []string) {
	verb, _, _ := strings.Cut(text, " ")
	switch verb {
	case "insert":
		if !regexp.MustCompile(`^insert into \w+ \(division, [^)]*\) (values \(\$1,|select cast\(\$1 as text\),)`).MatchString(text) {
			troubles = append(troubles, "the first column is not the division, given as $1")
		}
		if strings.Contains(text, "on conflict") && !strings.Contains(text, "on conflict (division") {
			troubles = append(troubles, "the conflict is not on a key with the division")
		}
		return troubles
	case "update":
		if strings.Contains(text, "set division") {
			troubles = append(troubles, "a row is moved to another division")
		}
		fallthrough
	case "delete":
		if !strings.Contains(text, "where division = $1") {
			troubles = append(troubles, "it does not say the division, as $1")
		}
		return troubles
	}
	for _, from := range fromTable.FindAllStringSubmatch(text, -1) {
		column := "division"
		if alias := from[2]; alias != "" && !slices.Contains([]string{"where", "order", "group", "join", "left", "on", "limit", "set"}, alias) {
			column = alias + ".division"
		}
		if !regexp.MustCompile(`(^|[^.\w])` + regexp.QuoteMeta(column) + ` = (\$1|\w+\.division)`).MatchString(text) {
			troubles = append(troubles, from[1]+" is not held to the division")
		}
	}
	if !strings.Contains(text, "division = $1") {
		troubles = append(troubles, "it does not say the division, as $1")
	}
	return troubles
}

// TestTheRulesSeeWhatBreaksThem holds that the check above bites.
func TestTheRulesSeeWhatBreaksThem(t *testing.T) {
	for _, text := range []string{
		"select name from unit order by name",
		"select name from unit where unit = $1",
		"select p.name from person p join holding h on h.person = p.person where p.division = $1",
		"update unit set name = $2 where unit = $1",
		"update unit set division = $2 where division = $1",
		"delete from unit where unit = $1",
		"insert into unit (unit, division) values ($1, $2)",
		"insert into unit (division, unit) values ($1, $2) on conflict (unit) do nothing",
	} {
		if len(outside(text)) == 0 {
			t.Errorf("%q passes", text)
		}
	}
}

// TestTheGuideNamesEveryTable keeps docs/operations/distributed.md whole.
func TestTheGuideNamesEveryTable(t *testing.T) {
	b, err := os.ReadFile("../../docs/operations/distributed.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range Tables() {
		want := "create_distributed_table('" + table.Name + "', 'division'"
		if slices.Contains(shared, table.Name) {
			want = "create_reference_table('" + table.Name + "')"
		}
		if !strings.Contains(string(b), want) {
			t.Errorf("the guide does not say %s", want)
		}
	}
	for name := range across {
		if !strings.Contains(string(b), "`"+name+"`") {
			t.Errorf("the guide does not say why %s may look over all divisions", name)
		}
	}
}
