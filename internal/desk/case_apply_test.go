package desk_test

import (
	"slices"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/form"
	"duban/internal/kernel/procedure"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

// shop is what somebody sends who opens a restaurant.
var shop = desk.AskCase{Code: "food-licence", Answers: map[string]string{"谁来办": "本人"},
	Data: map[string]any{"申请人": "某店", "证件号码": "420100199001011234", "联系电话": "13800000000", "字号名称": "某店", "经营场所": "青年路 2 号", "经营范围": "餐饮服务"}}

func TestWhatIsAskedOnlineComesToTheUnitThatAnswersForItAtOnce(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, window, market, _ := hall(t, e)
		ctx := t.Context()
		for what, c := range map[string]struct {
			in   desk.AskCase
			city string
			kind fault.Kind
		}{
			"“联系电话”没有填":   {with(shop, "联系电话", nil), city, fault.Invalid},
			"表单里没有“收件地”":  {with(shop, "收件地", "某市"), city, fault.Invalid},
			"表单里没有“申请方式”": {with(shop, "申请方式", "窗口"), city, fault.Invalid},
			"“证件号码”的格式":   {with(shop, "证件号码", "1"), city, fault.Invalid},
			"“谁到场办”没有选":   {desk.AskCase{Code: shop.Code, Data: shop.Data}, city, fault.Invalid},
			"不能在网上申请":     {desk.AskCase{Code: "disability", Data: shop.Data}, city, fault.Refused},
			"没有“nothing”": {desk.AskCase{Code: "nothing"}, city, fault.NotFound},
			"没有选在哪里办":     {shop, "429098", fault.Invalid},
		} {
			if _, err := o.ApplyOnline(ctx, desk.Call{}, c.city, c.in); !isKind(err, c.kind) || !strings.Contains(err.Error(), what) {
				t.Errorf("%s: %v", what, err)
			}
		}
		late := shop
		late.At = 1 // whoever asks does not say when it came in
		r, err := o.ApplyOnline(ctx, desk.Call{ActID: "apply", Asked: "x"}, city, late)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.ApplyOnline(ctx, desk.Call{ActID: "apply", Asked: "x"}, city, late); err != nil || again.Number != r.Number || again.Code != r.Code {
			t.Errorf("sent twice: %v, %v", again.Number, err)
		}
		if _, err := o.ApplyOnline(ctx, desk.Call{ActID: "apply", Asked: "y"}, city, shop); !isKind(err, fault.Conflict) {
			t.Errorf("another form under the same id: %v", err)
		}
		c, err := o.ShowCase(ctx, market, r.ID)
		if err != nil {
			t.Fatal("the unit that answers for it does not see it:", err)
		}
		first := c.Events[0]
		if first.Post != procedure.ApplicantPost || first.Person != "" || first.Unit != "data" || first.HappenedAt != first.RecordedAt || c.Data["申请方式"] != "电脑端网上" {
			t.Errorf("how it came in: %+v", first)
		}
		if got := c.Data["已收材料"].([]any); len(got) != 1 || got[0] != "申请表" {
			t.Errorf("brought: %v", got)
		}
		if _, err := o.ShowCase(ctx, window, r.ID); err != nil {
			t.Errorf("the unit that it goes to does not see it: %v", err)
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
	})
}

func TestADayTakesInSoManyApplicationsAndNoMore(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _, _, _ := hall(t, e)
		ctx := t.Context()
		r, err := o.ApplyOnline(ctx, desk.Call{}, city, shop)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.store.Write(ctx, func(tx *store.Tx) error {
			for n := int64(0); n < 2_000 && err == nil; {
				n, err = tx.NextNumber(city, "网上申请 "+r.OpenedBy.HappenedAt.Date().String())
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.ApplyOnline(ctx, desk.Call{}, city, shop); !isKind(err, fault.Refused) || !strings.Contains(err.Error(), "今天网上交来的申请已有 2000 件") {
			t.Errorf("%v", err)
		}
	})
}

// oneLeaf is a PDF of one empty page.
const oneLeaf = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"

func TestAFileGoesToEachBodyThatNeedsItAndToNoOther(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _, market, _ := hall(t, e)
		ctx := t.Context()
		const mine, others = desk.Holder("abcdefghijkmnpqrstuvwx23"), desk.Holder("zzzzzzzzzzzzzzzzzzzzzz22")
		hand := func(name string) string {
			t.Helper()
			f, err := o.HandFileOutside(ctx, city, mine, name, strings.NewReader(oneLeaf+"% "+name))
			if err != nil {
				t.Fatal(err)
			}
			return f.String()
		}
		lease, rules := hand("租约.pdf"), hand("章程.pdf")
		in := with(with(with(company, "注册资本", 100), "从业人数", 3), "申请方式", nil)
		in = with(in, "联系电话", "13800000000")
		in.Files, in.Holder = map[string][]string{"lease": {lease}, "articles": {rules}, "staff-list": {hand("名单.pdf")}}, mine
		for what, change := range map[string]func(*desk.AskCase){
			"有一个文件还没有传上来":  func(x *desk.AskCase) { x.Holder = others },
			"不是从本系统的页面上来":  func(x *desk.AskCase) { x.Holder = "" },
			"不是这一件要的材料":    func(x *desk.AskCase) { x.Files = map[string][]string{"photo": {lease}} },
			"表单里没有“电子材料”":  func(x *desk.AskCase) { *x = with(*x, "电子材料", []string{lease}) },
			"有一个文件还没有传上来。": func(x *desk.AskCase) { x.Files = map[string][]string{"lease": {"租约.pdf"}} },
		} {
			bad := in
			change(&bad)
			if _, err := o.ApplyOnline(ctx, desk.Call{}, city, bad); !isKind(err, fault.Invalid) || !strings.Contains(err.Error(), what) {
				t.Errorf("%s: %v", what, err)
			}
		}
		r, err := o.ApplyOnline(ctx, desk.Call{}, city, in)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(r.Data["电子材料"].([]any)); n != 3 {
			t.Errorf("the whole has %d files", n)
		}
		for _, b := range r.Below {
			var names []string
			if list, ok := b.Data["电子材料"].([]any); ok {
				for _, f := range list {
					names = append(names, form.FileOf(f.(string)).Title)
				}
			}
			want := map[string]string{"company": "公司章程：章程.pdf 房屋租赁合同：租约.pdf", "staff-insurance": "员工名单：名单.pdf"}[b.Data["事项编码"].(string)]
			if strings.Join(names, " ") != want {
				t.Errorf("%s has %v", b.Title(), names)
			}
			if b.Data["事项编码"] != "company" {
				continue
			}
			f, err := o.OpenCaseFile(ctx, market, b.ID, form.FileOf(lease).Name)
			if err != nil || string(f.Bytes) != oneLeaf+"% 租约.pdf" || f.Media != "application/pdf" {
				t.Errorf("who handles it: %v", err)
			}
			if _, err := o.OpenCaseFile(ctx, market, b.ID, strings.Repeat("0", 64)+".pdf"); !isKind(err, fault.NotFound) {
				t.Errorf("a file that it does not name: %v", err)
			}
			if _, err := o.OpenFileByTicket(ctx, desk.CaseTicket{Division: city, Number: b.Number, Code: b.Code}, form.FileOf(rules).Name); err != nil {
				t.Errorf("whoever handed it in: %v", err)
			}
		}
		if err := o.SequenceAll(ctx); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || !v.Intact() {
			t.Errorf("%+v, %v", v.Findings, err)
		}
		if err := o.files.Remove(ctx, city, store.SumOf(lease)); err != nil {
			t.Fatal(err)
		}
		if v, err := o.VerifyDivision(ctx, city); err != nil || v.Intact() {
			t.Errorf("a file is gone, and nobody notices: %v", err)
		}
	})
}

func TestOneScanServesTwoMaterials(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _, market, _ := hall(t, e)
		ctx := t.Context()
		const mine = desk.Holder("abcdefghijkmnpqrstuvwx23")
		f, err := o.HandFileOutside(ctx, city, mine, "扫描.pdf", strings.NewReader(oneLeaf))
		if err != nil {
			t.Fatal(err)
		}
		in := with(with(with(company, "注册资本", 100), "从业人数", 3), "申请方式", nil)
		in = with(in, "联系电话", "13800000000")
		again := form.File{Name: f.Name, Title: "又一次.pdf"}
		in.Files, in.Holder = map[string][]string{"lease": {f.String(), again.String()}, "articles": {f.String()}}, mine
		r, err := o.ApplyOnline(ctx, desk.Call{}, city, in)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, s := range form.FilesOf(r.Data["电子材料"]) {
			names = append(names, s.Title)
		}
		if len(names) != 2 || !slices.Contains(names, "公司章程：扫描.pdf") || !slices.Contains(names, "房屋租赁合同：扫描.pdf") {
			t.Errorf("the whole has %v", names)
		}
		for _, b := range r.Below {
			if b.Data["事项编码"] != "company" {
				continue
			}
			if _, err := o.OpenCaseFile(ctx, market, b.ID, f.Name); err != nil {
				t.Errorf("the body does not open it: %v", err)
			}
		}
	})
}

func TestADayTakesInSoManyFilesAndNoMore(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, _, _, _ := hall(t, e)
		ctx := t.Context()
		const h = desk.Holder("abcdefghijkmnpqrstuvwx23")
		for what, holder := range map[string]desk.Holder{"no secret": "", "a path": "../../../../../../../../etc", "a person": "sys"} {
			if _, err := o.HandFileOutside(ctx, city, holder, "a.pdf", strings.NewReader(oneLeaf)); !isKind(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := o.HandFileOutside(ctx, "429098", h, "a.pdf", strings.NewReader(oneLeaf)); !isKind(err, fault.Invalid) {
			t.Errorf("nowhere: %v", err)
		}
		if err := o.store.Write(ctx, func(tx *store.Tx) (err error) {
			for n := int64(0); n < 5_000 && err == nil; {
				n, err = tx.NextNumber(city, "网上材料 "+civil.Instant(o.now().UnixMicro()).Date().String())
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.HandFileOutside(ctx, city, h, "a.pdf", strings.NewReader(oneLeaf)); !isKind(err, fault.Refused) {
			t.Errorf("the day is full: %v", err)
		}
		if _, err := o.HandFileOutside(ctx, city, h, "a.pdf", strings.NewReader("no file at all")); !isKind(err, fault.Refused) {
			t.Errorf("it is read although the day is full: %v", err)
		}
	})
}
