package procedure

import (
	"slices"
)

// OnPhone are the fields that an opening act asks for on a phone, in the order
// in which they are asked; none where the act has no such page.
func (a *Act) OnPhone() []Field {
	var list []Field
	for _, name := range a.Phone {
		if x := a.Form.Field(name); x != nil {
			list = append(list, *x)
		}
	}
	return list
}

// checkPhone holds that what is asked on a phone is enough to open a case.
func (r *reader) checkPhone(a *Act) {
	if len(a.Phone) == 0 {
		return
	}
	if !a.Opens() || a.Form == nil || a.ByApplicant() || len(a.By) > 0 && (a.By[0].Unit == Program || a.By[0].Unit == Afar) {
		r.wrong(a.at, "动作“%s”写了 phone，就要是有表单、由工作人员立件的动作", a.Title)
		return
	}
	for i, name := range a.Phone {
		switch x := a.Form.Field(name); {
		case x == nil:
			r.wrong(a.at, "动作“%s”的 phone 里“%s”不在它的表单里", a.Title, name)
		case slices.Contains(a.Phone[:i], name):
			r.wrong(a.at, "动作“%s”的 phone 里“%s”写了两次", a.Title, name)
		case x.From != "":
			r.wrong(a.at, "动作“%s”的 phone 里“%s”取自“%s”，不用问", a.Title, name, x.From)
		case x.Is == "files":
			r.wrong(a.at, "动作“%s”的 phone 里“%s”收文件：手机上只传照片", a.Title, name)
		}
	}
	for _, x := range a.Form.Fields {
		if x.Required && x.From == "" && !slices.Contains(a.Phone, x.Name) {
			r.wrong(a.at, "动作“%s”的 phone 里缺“%s”：它必填", a.Title, x.Name)
		}
	}
}
