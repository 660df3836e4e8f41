package cite

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// DocumentNumber (发文字号) names an official document: issuer's short form, year, serial number.
//
// Source: GB/T 9704-2012, 7.2.5: the year in full, in 六角括号〔〕; the serial
// number without 第 and without leading zeros, followed by 号.
type DocumentNumber struct {
	Issuer string // 仙政办发
	Year   int
	Number int
}

// String writes the number as the standard has it: 仙政办发〔2021〕5号.
func (n DocumentNumber) String() string {
	if n == (DocumentNumber{}) {
		return ""
	}
	return n.Issuer + "〔" + strconv.Itoa(n.Year) + "〕" + strconv.Itoa(n.Number) + "号"
}

// Irregularity (不规范之处) is a way in which a document number departs from the standard.
type Irregularity string

const (
	WrongBrackets Irregularity = "年份应当用六角括号〔〕"
	SaysOrdinal   Irregularity = "序号前不加“第”"
	LeadingZero   Irregularity = "序号不编虚位"
	ShortYear     Irregularity = "年份应当标全称"
	OtherDigits   Irregularity = "数字应当用半角阿拉伯数字"
	InnerBlanks   Irregularity = "字号中间不留空格"
)

// ErrNoNumber says that the words are no document number.
var ErrNoNumber = errors.New("cite: not a document number")

// ParseDocumentNumber reads a number that keeps to the standard, and nothing else.
func ParseDocumentNumber(s string) (DocumentNumber, error) {
	n, odd, err := ReadDocumentNumber(s)
	if err != nil || len(odd) > 0 {
		return DocumentNumber{}, ErrNoNumber
	}
	return n, nil
}

// ReadDocumentNumber reads a number as people write it, 仙政办发[2021]第05号,
// and says in what it departs from the standard.
func ReadDocumentNumber(s string) (DocumentNumber, []Irregularity, error) {
	var odd []Irregularity
	note := func(bad bool, i Irregularity) {
		if bad {
			odd = append(odd, i)
		}
	}
	refuse := func() (DocumentNumber, []Irregularity, error) { return DocumentNumber{}, nil, ErrNoNumber }
	words := strings.Join(strings.FieldsFunc(s, unicode.IsSpace), "")
	open := strings.IndexAny(words, "〔[［【（(")
	if open <= 0 || !issuer(words[:open]) {
		return refuse()
	}
	bracket, size := utf8.DecodeRuneInString(words[open:])
	year, rest, ok := strings.Cut(words[open+size:], closing[bracket])
	if !ok {
		return refuse()
	}
	note(bracket != '〔', WrongBrackets)
	rest, ordinal := strings.CutPrefix(rest, "第")
	note(ordinal, SaysOrdinal)
	serial, ok := strings.CutSuffix(rest, "号")
	if !ok {
		return refuse()
	}
	year, wideYear := halfWidth(year)
	serial, wideSerial := halfWidth(serial)
	y, number := decimal(year), decimal(serial)
	if number <= 0 || y < 0 {
		return refuse()
	}
	note(serial[0] == '0', LeadingZero)
	switch {
	case len(year) == 2:
		// two digits were in use from 1949 to the end of the century
		y += 1900
		if y < 1949 {
			y += 100
		}
		note(true, ShortYear)
	case len(year) != 4 || y < 1949 || y > 2100:
		return refuse()
	}
	note(wideYear || wideSerial, OtherDigits)
	note(words != s, InnerBlanks)
	return DocumentNumber{Issuer: words[:open], Year: y, Number: number}, odd, nil
}

var closing = map[rune]string{'〔': "〕", '[': "]", '［': "］", '【': "】", '（': "）", '(': ")"}

// issuer says that words may be the short form of an issuer: Chinese
// characters, two to twelve; a longer stretch is running text.
func issuer(words string) bool {
	n := utf8.RuneCountInString(words)
	for _, r := range words {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return n >= 2 && n <= 12
}

func halfWidth(s string) (string, bool) {
	h := strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, s)
	return h, h != s
}

// decimal is the value of up to six ASCII digits, -1 for anything else.
func decimal(s string) int {
	if s == "" || len(s) > 6 {
		return -1
	}
	v := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		v = v*10 + int(s[i]-'0')
	}
	return v
}
