package columns

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/intake/grid"
)

// nothing is how people write that there is nothing.
var nothing = map[string]bool{"-": true, "--": true, "—": true, "——": true, "/": true, "\\": true, "无": true, "暂无": true, "N/A": true, "n/a": true}

// Blank says that a cell says nothing.
func Blank(cell string) bool { return cell == "" || nothing[grid.Fold(cell)] }

// Read is the cell of a line as its field takes it, "" for nothing. rounded
// says that money had more than two places.
func (s Sheet) Read(l Line, column int, f Field) (value string, rounded bool, err error) {
	cell := l.Cells[column]
	if Blank(cell) {
		return "", false, nil
	}
	if grid.Spoilt(cell) {
		return "", false, fault.New(fault.Invalid, "格子里的公式出错了（"+cell+"）。", "请在表里改好公式，或直接填数。")
	}
	switch f.Sense {
	case Money:
		return ReadMoney(cell, s.scale[column])
	case Number:
		d, err := ReadNumber(cell)
		return d, false, err
	case Day:
		d, ok := ReadDay(cell, s.date)
		if !ok {
			return "", false, fault.New(fault.Invalid, "“"+grid.Short(cell)+"”不是日子。", "写成 2021-03-01、2021年3月或 2021.3 的样子。")
		}
		return d.String(), false, nil
	}
	return cell, false, nil
}

var (
	ownUnit = regexp.MustCompile(`(亿元|万元|千元|元|亿|万)$`)
	grouped = regexp.MustCompile(`^[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$`)
	figure  = regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,2})?$`)
)

// ReadMoney is an amount in 万元 with two places at most; power is that of the
// column, which the cell may overrule by a unit of its own.
func ReadMoney(cell string, power int) (value string, rounded bool, err error) {
	s := grid.Fold(cell)
	if u := ownUnit.FindString(s); u != "" {
		s = strings.TrimSuffix(s, u)
		switch u {
		case "亿":
			power = 4
		case "万":
			power = 0
		default:
			power, _ = scaleOf(u)
		}
	}
	r, ok := number(s)
	if !ok {
		return "", false, fault.New(fault.Invalid, "“"+grid.Short(cell)+"”不是金额。", "这一格只写数，单位写在表头。")
	}
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(power, -power))), nil))
	if power < 0 {
		scale.Inv(scale)
	}
	r.Mul(r, scale)
	d, err := quantity.Round(r, 2)
	if err != nil {
		return "", false, fault.New(fault.Invalid, "“"+grid.Short(cell)+"”太大了。", "看看表头的单位对不对。").Because(err)
	}
	// a spreadsheet keeps 12345.67 as 12345.670000000001: that is no third place
	off := new(big.Rat).Sub(r, d.Rat())
	rounded = off.Abs(off).Cmp(big.NewRat(1, 1_000_000)) > 0
	return trimmed(d.String()), rounded, nil
}

// ReadNumber is a number as it is written, without the commas of its thousands.
func ReadNumber(cell string) (string, error) {
	r, ok := number(grid.Fold(cell))
	if !ok {
		return "", fault.New(fault.Invalid, "“"+grid.Short(cell)+"”不是数。", "这一格只写数，单位写在表头。")
	}
	d, err := quantity.Round(r, 6)
	if err != nil {
		return "", fault.New(fault.Invalid, "“"+grid.Short(cell)+"”太大了。", "请核对。").Because(err)
	}
	return trimmed(d.String()), nil
}

func number(s string) (*big.Rat, bool) {
	if grouped.MatchString(s) {
		s = strings.ReplaceAll(s, ",", "")
	}
	if !figure.MatchString(s) || len(s) > 40 {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

func trimmed(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

var (
	monthForm  = regexp.MustCompile(`^((?:19|20)[0-9]{2})[-/.年]([0-9]{1,2})月?(?:底|初|份|中旬|上旬|下旬)?$`)
	dottedForm = regexp.MustCompile(`^((?:19|20)[0-9]{2})\.([0-9]{1,2})\.([0-9]{1,2})$`)
	packedForm = regexp.MustCompile(`^((?:19|20)[0-9]{2})(0[1-9]|1[0-2])$`)
)

// ReadDay reads a day as people write it in ledgers: 2021年3月5日, 2021-03-05,
// 2021.3.5, as spreadsheets count it (44256), and a month for its first day:
// 2021年3月, 2021.3, 202103. A spreadsheet that took 2021.10 for a number keeps
// 2021.1: that reads as January, which the preview shows.
func ReadDay(cell string, date1904 bool) (civil.Date, bool) {
	s := grid.Fold(cell)
	if d, ok := grid.DayOf(s, date1904); ok {
		return d, true
	}
	for _, form := range []*regexp.Regexp{dottedForm, monthForm, packedForm} {
		m := form.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		d := civil.Date{Day: 1}
		d.Year, _ = strconv.Atoi(m[1])
		d.Month, _ = strconv.Atoi(m[2])
		if len(m) > 3 {
			d.Day, _ = strconv.Atoi(m[3])
		}
		return d, d.Valid()
	}
	return civil.Date{}, false
}
