package desk_test

import (
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/kernel/review"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

func TestWordsOfOneCharacterAndMoreAreFoundByParagraph(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		r := o.upload(by, "../../examples/report.txt")
		v, err := o.ReviewReport(t.Context(), by, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{"亩", "增长", "生产总值", "ＧＤＰ", "重点 项目", "没有这几个字吧"} {
			want := 0
			for _, p := range v.Paragraphs {
				if p.Form != "furniture" && strings.Contains(strings.Join(strings.Fields(p.Words), ""), strings.ReplaceAll(strings.ReplaceAll(words, " ", ""), "ＧＤＰ", "GDP")) {
					want++
				}
			}
			f, err := o.Search(t.Context(), by, words, 1000)
			if err != nil || f.Total != want || len(f.Hits) != want {
				t.Errorf("%s: %d hits of %d, want %d; %v", words, len(f.Hits), f.Total, want, err)
			}
		}
		if f, err := o.Search(t.Context(), by, "科技局", 10); err != nil || len(f.Units) != 1 {
			t.Errorf("units: %v %v", f.Units, err)
		}
		if _, err := o.Search(t.Context(), by, " ", 10); !is(err, fault.Invalid) {
			t.Errorf("nothing to look for: %v", err)
		}
		clerk := o.actor("keji", password)
		if f, err := o.Search(t.Context(), clerk, "增长", 10); err != nil || f.Total != 0 {
			t.Errorf("a clerk found %d paragraphs of a report under review, %v", f.Total, err)
		}
		for _, x := range v.Records {
			if x.Sort == review.Measure {
				if _, err := o.AcceptRecord(t.Context(), by, callNone, r.ID, x.ID); err != nil {
					t.Fatal(err)
				}
				break
			}
		}
		if _, err := o.EnterReport(t.Context(), by, callNone, r.ID); err != nil {
			t.Fatal(err)
		}
		if f, err := o.Search(t.Context(), clerk, "增长", 10); err != nil || f.Total == 0 {
			t.Errorf("a clerk found %d paragraphs of a report in the register, %v", f.Total, err)
		}
	})
}
