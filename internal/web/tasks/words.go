package tasks

import (
	"context"
	"fmt"

	"duban/internal/base/civil"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// day writes a date, with its year where it is not this one.
func day(ctx context.Context, d, today civil.Date) string {
	if d.Zero() {
		return ""
	}
	if say.Lang(ctx) == say.English {
		return d.String()
	}
	if d.Year == today.Year {
		return fmt.Sprintf("%d月%d日", d.Month, d.Day)
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day)
}

func monthWord(ctx context.Context, m civil.Month) string {
	if say.Lang(ctx) == say.English {
		return m.String()
	}
	return fmt.Sprintf("%d年%d月", m.Year, m.Month)
}

func whichOptions(ctx context.Context) []part.Option {
	all := []part.Option{{Text: say.T(ctx, "全部")}}
	for _, w := range whiches {
		all = append(all, part.Option{Value: w.value, Text: say.T(ctx, w.word)})
	}
	return all
}
