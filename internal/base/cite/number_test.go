package cite

import (
	"slices"
	"testing"
)

func TestANumberThatKeepsToTheStandardIsReadAndWrittenBack(t *testing.T) {
	for s, want := range map[string]DocumentNumber{
		"仙政办发〔2021〕5号":  {"仙政办发", 2021, 5},
		"云政发〔2026〕112号": {"云政发", 2026, 112},
		"国办函〔2020〕109号": {"国办函", 2020, 109},
		"国发〔1999〕1号":    {"国发", 1999, 1},
	} {
		n, err := ParseDocumentNumber(s)
		if err != nil || n != want {
			t.Errorf("%s: %v %v", s, n, err)
		}
		if n.String() != s {
			t.Errorf("%s is written back as %s", s, n)
		}
		if _, odd, _ := ReadDocumentNumber(s); len(odd) > 0 {
			t.Errorf("%s is called irregular: %v", s, odd)
		}
	}
}

func TestAnIrregularNumberIsReadAndSaysWhatIsWrong(t *testing.T) {
	five := DocumentNumber{"仙政办发", 2021, 5}
	for _, c := range []struct {
		words string
		want  DocumentNumber
		odd   []Irregularity
	}{
		{"仙政办发[2021]5号", five, []Irregularity{WrongBrackets}},
		{"仙政办发（2021）5号", five, []Irregularity{WrongBrackets}},
		{"仙政办发〔2021〕第5号", five, []Irregularity{SaysOrdinal}},
		{"仙政办发〔2021〕05号", five, []Irregularity{LeadingZero}},
		{"仙政办发【2021】第005号", five, []Irregularity{WrongBrackets, SaysOrdinal, LeadingZero}},
		{"仙政办发〔２０２１〕５号", five, []Irregularity{OtherDigits}},
		{"仙政办发 〔2021〕 5 号", five, []Irregularity{InnerBlanks}},
		{"国发〔98〕12号", DocumentNumber{"国发", 1998, 12}, []Irregularity{ShortYear}},
		{"云政发〔08〕12号", DocumentNumber{"云政发", 2008, 12}, []Irregularity{ShortYear}},
	} {
		n, odd, err := ReadDocumentNumber(c.words)
		if err != nil || n != c.want || !slices.Equal(odd, c.odd) {
			t.Errorf("%s: %v %v %v", c.words, n, odd, err)
		}
		if _, err := ParseDocumentNumber(c.words); err == nil {
			t.Errorf("%s passes as regular", c.words)
		}
	}
}

func TestWhatIsNoDocumentNumberIsRefused(t *testing.T) {
	for _, s := range []string{
		"", "〔2021〕5号", "仙政办发〔2021〕号", "仙政办发〔2021〕5", "仙政办发2021〕5号", "仙政办发〔2021]5号", "仙政办发〔2021〕0号",
		"仙政办发〔1021〕5号", "仙政办发〔202〕5号", "仙政办发〔2021〕五号", "XZ〔2021〕5号", "国务院令第716号", "仙政办发〔2021〕5号文件",
		"根据市人民政府办公室印发的通知〔2021〕5号", "仙政办发〔2021〕1234567号", "仙政办发〔-021〕5号",
	} {
		if n, odd, err := ReadDocumentNumber(s); err == nil {
			t.Errorf("%q is read as %v %v", s, n, odd)
		}
	}
}

func TestNoNumberIsWrittenAsNothing(t *testing.T) {
	if s := (DocumentNumber{}).String(); s != "" {
		t.Error(s)
	}
}

func FuzzReadDocumentNumber(f *testing.F) {
	for _, s := range []string{"仙政办发〔2021〕5号", "国发[98]第05号", "云政发〔", "（2021）号"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, odd, err := ReadDocumentNumber(s)
		if err != nil {
			return
		}
		again, err := ParseDocumentNumber(n.String())
		if err != nil || again != n {
			t.Fatalf("%q: %v is written as %s and read as %v, %v", s, n, n, again, err)
		}
		if len(odd) == 0 && n.String() != s {
			t.Fatalf("%q passes as regular but is written %s", s, n)
		}
	})
}
