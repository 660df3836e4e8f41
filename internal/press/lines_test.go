package press

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"duban/internal/kernel/proofread"
	"duban/internal/kernel/statement"
)

func TestJSONLKeepsTheContract(t *testing.T) {
	s, alarms := specimen(t)
	var b bytes.Buffer
	if err := JSONL(&b, s.report); err != nil {
		t.Fatal(err)
	}
	golden(t, "specimen.jsonl", b.Bytes())
	last := 0
	text := []rune(s.report.Document.Text)
	for scan := bufio.NewScanner(&b); scan.Scan(); {
		if !bytes.HasPrefix(scan.Bytes(), []byte(`{"type":"`)) {
			t.Errorf("type does not come first: %s", scan.Text())
		}
		var line struct {
			Type, Text string
			Start, End int
			Section    *[]string
			Value      *json.Number
			Lead       *[]statement.Lead
		}
		if err := json.Unmarshal(scan.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if string(text[line.Start:line.End]) != line.Text {
			t.Errorf("%d–%d is not %q", line.Start, line.End, line.Text)
		}
		if line.Start < last {
			t.Errorf("%d comes after %d", line.Start, last)
		}
		last = line.Start
		if line.Section == nil || (line.Type == "measure") != (line.Value != nil) || (line.Type == "undertaking") != (line.Lead != nil) {
			t.Errorf("fields are wrong for its type: %s", scan.Text())
		}
	}
	b.Reset()
	if err := Alarms(&b, s.report, alarms); err != nil {
		t.Fatal(err)
	}
	golden(t, "alarms.jsonl", b.Bytes())
	b.Reset()
	if err := Answers(&b, specimenAnswers()); err != nil {
		t.Fatal(err)
	}
	golden(t, "answers.jsonl", b.Bytes())
	if !strings.Contains(b.String(), `<61>`) || !strings.Contains(b.String(), `"answer":null`) {
		t.Errorf("answers are escaped or a missing one is not null: %s", b.String())
	}
}

func TestCSVOpensInExcelAndRunsNothing(t *testing.T) {
	s, _ := specimen(t)
	var b bytes.Buffer
	if err := CSV(&b, s.report); err != nil {
		t.Fatal(err)
	}
	golden(t, "specimen.csv", b.Bytes())
	bad, _ := hostileReport()
	b.Reset()
	if err := CSV(&b, s.report, bad); err != nil {
		t.Fatal(err)
	}
	raw, ok := strings.CutPrefix(b.String(), "\uFEFF")
	if !ok {
		t.Error("no byte order mark")
	}
	rows, err := csv.NewReader(strings.NewReader(raw)).ReadAll() // also refuses ragged rows
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + len(s.records) + 4; len(rows) != want {
		t.Errorf("%d rows, want %d", len(rows), want)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.Contains("=+-@\t\r", cell[:1]) && !plainNumber.MatchString(cell) {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
	if !slices.ContainsFunc(rows, func(r []string) bool { return slices.Contains(r, "-0.3") }) {
		t.Error("a negative number was taken for a formula")
	}
}

func TestTheTerminalTableIsSetInColumns(t *testing.T) {
	s, alarms := specimen(t)
	var b bytes.Buffer
	for _, write := range []func() error{
		func() error { return Table(&b, s.report, 96) },
		func() error { return AlarmTable(&b, s.report, alarms, 80) },
		func() error { return AnswerTable(&b, specimenAnswers(), 80) },
	} {
		if err := write(); err != nil {
			t.Fatal(err)
		}
		b.WriteString("\n")
	}
	golden(t, "specimen.txt", b.Bytes())
	for line := range strings.SplitSeq(b.String(), "\n") {
		if n := columnsOf(line); n > 96 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func TestATerminalIsNotSteeredByAReport(t *testing.T) {
	r, alarms := hostileReport()
	var b bytes.Buffer
	if err := Table(&b, r, 0); err != nil {
		t.Fatal(err)
	}
	if err := AlarmTable(&b, r, alarms, 20); err != nil {
		t.Fatal(err)
	}
	if err := AlarmTable(&b, r, []proofread.Alarm{}, 5000); err != nil {
		t.Fatal(err)
	}
	if i := strings.IndexFunc(b.String(), func(r rune) bool { return r < 0x20 && r != '\n' || r == 0x202E }); i >= 0 {
		t.Errorf("control character %q got through", b.String()[i])
	}
}

func TestLinesBreakWhereChineseAllows(t *testing.T) {
	for _, line := range wrap("规模以上工业增加值增长8%以上，达到412亿元，“小巨人”企业50家。", 12) {
		if columnsOf(line) > 12 || strings.ContainsAny(line[:3], "，。”") || strings.HasSuffix(line, "“") {
			t.Errorf("badly broken: %q", line)
		}
	}
	if got := wrap("", 9); len(got) != 1 {
		t.Errorf("nothing makes %d lines", len(got))
	}
}
