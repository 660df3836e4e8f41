package form

import (
	"strings"

	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
)

// Read makes of a cell of a table what the form would have handed in, nil of an
// empty one.
func (f Field) Read(cell string) (any, error) {
	if cell == "" {
		return nil, nil
	}
	switch f.Kind {
	case rule.Number:
		d, err := quantity.Parse(cell)
		if err != nil {
			return nil, fault.New(fault.Invalid, "“"+f.Name+"”里的“"+cell+"”不是数。", "只写数字，不带单位。").At(f.Name)
		}
		return Figure(d.String()), nil
	case rule.Flag:
		switch cell {
		case "是", "true", "1":
			return true, nil
		case "否", "false", "0":
			return false, nil
		}
		return nil, fault.New(fault.Invalid, "“"+f.Name+"”里的“"+cell+"”不是“是”或“否”。", "请写是或否。").At(f.Name)
	case rule.Texts:
		list := []any{}
		for _, s := range strings.FieldsFunc(cell, func(r rune) bool { return r == '、' || r == '；' || r == ';' || r == '\n' }) {
			if s = strings.TrimSpace(s); s != "" {
				list = append(list, s)
			}
		}
		return list, nil
	}
	return cell, nil
}
