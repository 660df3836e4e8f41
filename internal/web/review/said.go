package review

import (
	"context"
	"slices"
	"strings"

	"duban/internal/kernel/review"
	"duban/internal/web/say"
)

// Saying is one field of a record in words.
type Saying struct{ Label, Value string }

// Said is what a record says, field by field in the order of its form, empty
// ones too: so that two readings can stand side by side.
func Said(ctx context.Context, sort review.Sort, c review.Content, unit func(code string) string) []Saying {
	word := func(list []option, code string) string {
		if i := slices.IndexFunc(list, func(o option) bool { return o.code == code }); i >= 0 {
			return say.T(ctx, list[i].word)
		}
		return code
	}
	switch sort {
	case review.Measure:
		return []Saying{
			{say.T(ctx, "计量的是什么"), c.Subject}, {say.T(ctx, "怎么说的"), word(boundChoices, string(c.Bound))}, {say.T(ctx, "数"), c.Value}, {say.T(ctx, "到（区间才填）"), c.To},
			{say.T(ctx, "计量单位"), c.Unit}, {say.T(ctx, "类别"), word(kindChoices, string(c.Kind))}, {say.T(ctx, "所属时期"), c.Period},
			{say.T(ctx, "性质"), word(statusChoices, string(c.Status))}, {say.T(ctx, "指标代码"), c.Indicator}}
	case review.Undertaking:
		var proofs []string
		for _, e := range c.Evidence {
			if i := slices.IndexFunc(evidence, func(p proof) bool { return p.code == e }); i >= 0 {
				proofs = append(proofs, say.T(ctx, evidence[i].word))
			}
		}
		var of []string
		if c.Quantified {
			of = append(of, say.T(ctx, "有量"))
		}
		if c.Livelihood {
			of = append(of, say.T(ctx, "民生实事"))
		}
		return []Saying{
			{say.T(ctx, "动词"), c.Verb}, {say.T(ctx, "做什么"), c.Object}, {say.T(ctx, "时限"), c.Deadline}, {say.T(ctx, "时限（日期）"), c.DeadlineOn},
			{say.T(ctx, "建议牵头单位"), unit(c.Lead)}, {say.T(ctx, "属于"), strings.Join(of, say.T(ctx, "、"))}, {say.T(ctx, "佐证"), strings.Join(proofs, say.T(ctx, "、"))}}
	case review.Project:
		return []Saying{{say.T(ctx, "名称"), c.Name}, {say.T(ctx, "规模"), c.Size}, {say.T(ctx, "投资"), c.Investment}, {say.T(ctx, "阶段"), c.Stage}}
	}
	return []Saying{{say.T(ctx, "名称"), c.Name}, {say.T(ctx, "种类"), word(typeChoices, c.Type)}}
}
