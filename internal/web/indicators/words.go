package indicators

import (
	"context"

	"duban/internal/desk"
	"duban/internal/kernel/series"
	"duban/internal/web/frame"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

func domainChoices(ctx context.Context) []part.Option {
	list := []part.Option{{Value: "", Text: say.T(ctx, "全部")}}
	for _, d := range domains {
		list = append(list, part.Option{Value: d.code, Text: say.T(ctx, d.word)})
	}
	return list
}

func picked(v *frame.Visit, p desk.IndicatorPage) []part.Picked {
	var list []part.Picked
	if p.Words != "" {
		list = append(list, part.Picked{Text: p.Words, Without: frame.Without(v.R, "q")})
	}
	if p.Domain != "" {
		list = append(list, part.Picked{Text: domainWord(v.Ctx, p.Domain), Without: frame.Without(v.R, "domain")})
	}
	return list
}

// converted says that units were brought together.
func converted(ctx context.Context, a series.Axis) string {
	if !a.Mixed {
		return ""
	}
	return say.T(ctx, "有的报告用了别的数量级，这里都换算成%s；原样在下面的清单里", a.Unit)
}
