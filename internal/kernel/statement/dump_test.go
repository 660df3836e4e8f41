package statement

import (
	"duban/internal/kernel/document"
	"duban/internal/kernel/office"
	"encoding/json"
	"fmt"
	"os"
	"testing"
)

func TestDump(t *testing.T) {
	f := os.Getenv("DUMP")
	if f == "" {
		t.Skip("no file")
	}
	b, _ := os.ReadFile(f)
	k := Knowledge{}
	if os.Getenv("NOLEAD") == "" {
		c := office.Standard()
		k.Leads = func(w string, p []string) []Lead {
			var o []Lead
			for _, x := range c.Suggest(w, p) {
				o = append(o, Lead{Unit: x.Unit, Score: x.Score, Reason: x.Reason})
			}
			return o
		}
	}
	r := Read(document.Plain(f, string(b), nil), k)
	if os.Getenv("JSON") != "" {
		rs := []rune(r.Document.Text)
		e := json.NewEncoder(os.Stdout)
		e.SetEscapeHTML(false)
		for _, m := range r.Measures {
			e.Encode(map[string]any{"type": "measure", "start": m.Span.Start, "end": m.Span.End, "text": string(rs[m.Span.Start:m.Span.End]), "value": m.Value, "to": m.To, "unit": m.Unit, "bound": m.Bound, "kind": m.Kind, "status": m.Status, "period": m.Period, "subject": m.Subject, "from": m.From})
		}
		for _, m := range r.Undertakings {
			var l []string
			for _, x := range m.Lead {
				l = append(l, x.Unit)
			}
			e.Encode(map[string]any{"type": "undertaking", "start": m.Span.Start, "end": m.Span.End, "text": string(rs[m.Span.Start:m.Span.End]), "quantified": m.Quantified, "section": r.Outline.Path(m.Section), "lead": l, "deadline": m.Deadline.Text, "verb": m.Verb, "object": m.Object})
		}
		return
	}
	o := r.Outline
	fmt.Printf("title=%s occ=%s date=%s place=%s speaker=%s year=%d\n", o.Title, o.Occasion, o.Date, o.Place, o.Speaker, o.Year)
	for _, s := range o.Sections {
		fmt.Printf("%*s%s [%s %s]\n", s.Level*2, "", s.Heading, s.Role, s.Period)
	}
	if os.Getenv("LINES") != "" {
		for _, l := range r.Lines {
			w := string(l.Runes)
			if len(l.Runes) > 30 {
				w = string(l.Runes[:15]) + "…" + string(l.Runes[len(l.Runes)-15:])
			}
			fmt.Println(l.Role, l.head, w)
		}
	}
}
