package public

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"duban/internal/kernel/snapshot"
	"duban/internal/web/part"
	"duban/internal/web/say"
)

// voiceAt is where the public answers the year's poll, outside this site: these
// pages take nothing in.
func (p page) voiceAt() string {
	return strings.TrimRight(p.imprint.Voice, "/") + "/voice/" + p.Snapshot.Division + "/" + strconv.Itoa(p.Snapshot.Year)
}

// subscribeAt is where the public subscribes by mail.
func (p page) subscribeAt() string {
	return strings.TrimRight(p.imprint.Voice, "/") + "/subscribe?" + url.Values{"division": {p.Snapshot.Division}}.Encode()
}

// voiced is what a poll came to, in a sentence.
func voiced(ctx context.Context, x snapshot.Voice) string {
	if x.Share == nil {
		return say.T(ctx, "%d 人评，不足 %d 人，只写票数，不算满意率。", x.N(), x.Least)
	}
	return say.T(ctx, "%d 人评，满意和基本满意的占 %s。", x.N(), x.Share.Rat().FloatString(1)+"%")
}

func voiceTable(ctx context.Context, x snapshot.Voice) part.Table {
	t := part.Table{Caption: say.T(ctx, "群众怎么评"), Quiet: true, Tight: true, Columns: []part.Column{{Title: say.T(ctx, "评价")}, {Title: say.T(ctx, "人数"), Numeric: true}}}
	for _, r := range []struct {
		word string
		n    int64
	}{{say.T(ctx, "满意"), x.Satisfied}, {say.T(ctx, "基本满意"), x.Fair}, {say.T(ctx, "不满意"), x.Dissatisfied}} {
		t.Rows = append(t.Rows, part.Row{Cells: []part.Cell{{Text: r.word, Head: true}, {Text: strconv.FormatInt(r.n, 10)}}})
	}
	return t
}
