package scorecard

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"duban/internal/base/quantity"
	"duban/internal/kernel/rule"
)

// Field (事实名) is a fact that a card may ask for: what it is called, what
// kind of value it has, in which unit, of which subjects.
type Field struct {
	Name, Unit, About string
	Kind              rule.Kind
	Of                []Of
	Entered           bool // by people, with a document; the others the registers give
}

// Table (事实表) is facts that come as rows.
type Table struct {
	Name, Title, About string
	Of                 []Of
	Fields             []Field
}

var places = []Of{Unit, Town}
var projects = []Of{Project}
var everybody = []Of{Unit, Town, Project}

// Facts are all the facts of subjects that a card may ask for.
var Facts = []Field{
	{Name: "督办次数", Unit: "次", About: "本期收到的督办通知单", Kind: rule.Number, Of: places},
	{Name: "通报次数", Unit: "次", About: "本期在督查通报里被点名批评", Kind: rule.Number, Of: places},
	{Name: "逾期未报次数", Unit: "次", About: "本期到了日子没有报送进展", Kind: rule.Number, Of: everybody},
	{Name: "按时报送率", About: "按时报送的次数 ÷ 应报送的次数，0 到 1", Kind: rule.Number, Of: everybody},
	{Name: "社会评价得分", About: "满意度调查折成的百分数，0 到 100", Kind: rule.Number, Of: places, Entered: true},
	{Name: "领导评价得分", About: "市领导评价的平均，0 到 100", Kind: rule.Number, Of: places, Entered: true},
	{Name: "省级以上表扬次数", Unit: "次", About: "有文件的通报表扬", Kind: rule.Number, Of: places, Entered: true},
	{Name: "安全生产否决", About: "认定了安全生产一票否决", Kind: rule.Flag, Of: places, Entered: true},
	{Name: "生态环境否决", About: "认定了生态环境一票否决", Kind: rule.Flag, Of: places, Entered: true},
	{Name: "信访稳定否决", About: "认定了信访稳定一票否决", Kind: rule.Flag, Of: places, Entered: true},
	{Name: "廉政否决", About: "认定了党风廉政一票否决", Kind: rule.Flag, Of: places, Entered: true},
	{Name: "招商基础工作", About: "招商台账、专班、外出招商的考核分，0 到 100", Kind: rule.Number, Of: places, Entered: true},
	{Name: "招商指标完成率", About: "认定的引进资金 ÷ 任务，0 起", Kind: rule.Number, Of: places, Entered: true},
	{Name: "新开工入统个数", Unit: "个", About: "认定的新开工并入统项目", Kind: rule.Number, Of: places, Entered: true},
	{Name: "新投产入规个数", Unit: "个", About: "认定的新投产并入规企业", Kind: rule.Number, Of: places, Entered: true},
	{Name: "年度计划投资", Unit: "万元", About: "本年的投资计划", Kind: rule.Number, Of: projects},
	{Name: "年度完成投资", Unit: "万元", About: "本年签过的月报累计完成的投资", Kind: rule.Number, Of: projects},
	{Name: "序时应完成投资", Unit: "万元", About: "本年计划 × 已到报送日的月数 ÷ 12", Kind: rule.Number, Of: projects},
	{Name: "建设性质", About: "新开工是主体工程在本年动工，续建是以前动工，此外是未开工", Kind: rule.Text, Of: projects},
	{Name: "类型", About: "产业、民生、功能；本地另定的类别照原样", Kind: rule.Text, Of: projects},
	{Name: "开工", About: "主体工程已开工", Kind: rule.Flag, Of: projects},
	{Name: "本年开工", About: "主体工程在本年动工", Kind: rule.Flag, Of: projects},
	{Name: "入库", About: "已入统计库", Kind: rule.Flag, Of: projects},
	{Name: "竣工", About: "已竣工", Kind: rule.Flag, Of: projects},
	{Name: "投产", About: "已投产或投用", Kind: rule.Flag, Of: projects},
	{Name: "应开工", About: "拟开工的日子已到；没有写拟开工的没有这一项", Kind: rule.Flag, Of: projects},
	{Name: "应竣工", About: "拟竣工的日子已到；没有写拟竣工的没有这一项", Kind: rule.Flag, Of: projects},
	{Name: "开工推迟天数", Unit: "天", About: "比拟开工晚了几天，没有开工的算到这一刻；以前开工的是 0", Kind: rule.Number, Of: projects},
	{Name: "竣工推迟天数", Unit: "天", About: "比拟竣工晚了几天，没有竣工的算到这一刻；以前竣工的是 0", Kind: rule.Number, Of: projects},
	{Name: "停留超期天数", Unit: "天", About: "在现在的阶段停留超过期限几天，0 是没有超", Kind: rule.Number, Of: projects},
	{Name: "应报月数", Unit: "个月", About: "在建期间到了报送日的月份，迁入的不算", Kind: rule.Number, Of: projects},
	{Name: "按时报送月数", Unit: "个月", About: "其中报送日以前报了、没有被退回的", Kind: rule.Number, Of: projects},
	{Name: "逾期问题个数", Unit: "个", About: "问题清单里这个项目的，过了解决期限还没有解决", Kind: rule.Number, Of: projects},
	{Name: "批评次数", Unit: "次", About: "有文件的通报批评", Kind: rule.Number, Of: projects, Entered: true},
}

// Tables are all the tables that a card may ask for.
var Tables = []Table{
	{Name: "tasks", Title: "任务台账", About: "本期由这家牵头的任务，一行一项", Of: places, Fields: []Field{
		{Name: "任务", Kind: rule.Text, About: "任务的名称"},
		{Name: "权重", Kind: rule.Number, About: "在这家各项任务里的分量"},
		{Name: "完成", Kind: rule.Number, About: "截至这一刻的完成值，定性任务是已核验节点的权重"},
		{Name: "应完成", Kind: rule.Number, About: "到这一刻按序时应完成的值"},
		{Name: "完成率", Kind: rule.Number, About: "完成 ÷ 应完成，0 起，1 是正好"},
		{Name: "逾期", Kind: rule.Flag, About: "过了时限还没有办结"},
		{Name: "办结", Kind: rule.Flag, About: "已办结销号"},
		{Name: "类别", Kind: rule.Text, About: "主要预期目标、重点工作、民生实事、重点项目等"},
	}},
}

// FieldsOf are the facts that a card of such subjects may ask for.
func FieldsOf(of Of) (fields []Field) {
	for _, f := range Facts {
		if slices.Contains(f.Of, of) {
			fields = append(fields, f)
		}
	}
	return fields
}

// TableOf finds a table for such subjects; nil if there is none.
func TableOf(of Of, name string) *Table {
	i := slices.IndexFunc(Tables, func(t Table) bool { return t.Name == name && slices.Contains(t.Of, of) })
	if i < 0 {
		return nil
	}
	return &Tables[i]
}

func named(fields []Field) rule.Fields {
	m := rule.Fields{}
	for _, f := range fields {
		m[f.Name] = f.Kind
	}
	return m
}

// Need (所需事实) is a fact that a card asks for, of the subject or of a table's rows.
type Need struct{ Table, Fact string }

// Value (事实值) is what a fact says: a number, yes or no, or a text. The zero
// value says nothing.
type Value struct {
	kind   rule.Kind
	number quantity.Decimal
	flag   bool
	text   string
}

// Number is a fact that is a number.
func Number(d quantity.Decimal) Value { return Value{kind: rule.Number, number: d} }

// Flag is a fact that holds or does not.
func Flag(b bool) Value { return Value{kind: rule.Flag, flag: b} }

// Text is a fact in words.
func Text(s string) Value { return Value{kind: rule.Text, text: s} }

// Kind is which kind of value it is, "" for none.
func (v Value) Kind() rule.Kind { return v.kind }

// Decimal is the number; false where it is none.
func (v Value) Decimal() (quantity.Decimal, bool) { return v.number, v.kind == rule.Number }

// String is the value as people read it.
func (v Value) String() string {
	switch v.kind {
	case rule.Number:
		return v.number.String()
	case rule.Flag:
		if v.flag {
			return "是"
		}
		return "否"
	}
	return v.text
}

func (v Value) any() any {
	switch v.kind {
	case rule.Number:
		return v.number
	case rule.Flag:
		return v.flag
	}
	return v.text
}

type written struct {
	Number *string `json:"number,omitempty"`
	Flag   *bool   `json:"flag,omitempty"`
	Text   *string `json:"text,omitempty"`
}

// MarshalJSON writes {"number":"86.5"}, {"flag":true} or {"text":"新建"}.
func (v Value) MarshalJSON() ([]byte, error) {
	w := written{}
	switch v.kind {
	case rule.Number:
		s := v.number.String()
		w.Number = &s
	case rule.Flag:
		w.Flag = &v.flag
	case rule.Text:
		w.Text = &v.text
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Value) UnmarshalJSON(b []byte) error {
	w := written{}
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	*v = Value{}
	switch {
	case w.Number != nil && w.Flag == nil && w.Text == nil:
		d, err := quantity.Parse(*w.Number)
		if err != nil {
			return err
		}
		*v = Number(d)
	case w.Number == nil && w.Flag != nil && w.Text == nil:
		*v = Flag(*w.Flag)
	case w.Number == nil && w.Flag == nil && w.Text != nil:
		*v = Text(*w.Text)
	case w.Number != nil || w.Flag != nil:
		return errors.New("scorecard: a value of two kinds")
	}
	return nil
}

// Source (事实来处) says where a fact is from, so that it can be opened: the
// noun and the id of what holds it, the field, and the same in words.
type Source struct {
	Noun  string `json:"noun,omitempty"`
	ID    string `json:"id,omitempty"`
	Field string `json:"field,omitempty"`
	Words string `json:"words,omitempty"`
}

// Fact (事实) is a value with its source.
type Fact struct {
	Value  Value  `json:"value"`
	Source Source `json:"source"`
}

// Row (事实行) is one row of a table, with its own facts.
type Row struct {
	ID     string          `json:"id"` // unique within the table of a subject
	Title  string          `json:"title"`
	Facts  map[string]Fact `json:"facts,omitempty"`
	Source Source          `json:"source"`
}

// nearest is the name most like another, "" where none is near.
func nearest(name string, among []string) string {
	best, least := "", 0
	for _, other := range among {
		d := apart([]rune(name), []rune(other))
		if strings.Contains(other, name) || strings.Contains(name, other) {
			d = 1
		}
		if best == "" || d < least {
			best, least = other, d
		}
	}
	if longest := max(len([]rune(name)), len([]rune(best))); best == "" || least*2 > longest {
		return ""
	}
	return best
}

// apart counts the letters to change, add or take away (Levenshtein).
func apart(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before := row[0]
		row[0] = i + 1
		for j := range b {
			cost := before
			if a[i] != b[j] {
				cost = 1 + min(before, row[j], row[j+1])
			}
			before, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
