package webpage

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html/atom"

	"duban/internal/kernel/document"
)

const (
	mostProse   = 0.85 // a child with this share of the prose is the main part
	enoughProse = 0.6  // with this share it is, if the rest is link lists or furniture
	smallShare  = 0.3  // furniture by name is furniture if it holds less than this
	linkHeavy   = 0.5  // a part with this share of its characters in links is a list of links
)

// furniture are words in class, id and role of what surrounds an article.
var furniture = map[string]bool{}

func init() {
	for _, w := range strings.Fields(`nav navbar navigation menu footer foot bottom sidebar side aside share sharing bdshare
		breadcrumb breadcrumbs crumb crumbs comment comments related relate relevant recommend recommended copyright
		toolbar tool tools pager pagination qrcode ewm search login banner hot hotlist friendlink friendlinks links
		summary abstract digest print fontsize topbar advert ads contentinfo complementary prev next prevnext tags
		location position subscribe wechat weibo popup modal accessibility`) {
		furniture[w] = true
	}
}

// isFurniture reads class names as people make them: side-bar, sideBar, side_bar1.
func isFurniture(n *node) bool {
	if n.tag == atom.Footer || n.tag == atom.Aside {
		return true
	}
	var words []string
	var w []rune
	flush := func() {
		if len(w) > 0 {
			words = append(words, strings.ToLower(string(w)))
			w = w[:0]
		}
	}
	lower := false
	for _, r := range n.marks {
		if !unicode.IsLetter(r) {
			flush()
			lower = false
			continue
		}
		if unicode.IsUpper(r) && lower {
			flush()
		}
		lower = unicode.IsLower(r)
		w = append(w, r)
	}
	flush()
	return slices.ContainsFunc(words, func(w string) bool { return furniture[w] })
}

// mainPart keeps the blocks of the article, in order, with the title that
// stands just outside it.
func mainPart(root *node, blocks []block) []*block {
	for i := range blocks {
		b := &blocks[i]
		prose := proseOf(b)
		for n := b.in; n != nil; n = n.parent {
			n.prose += prose
			n.links += b.links
		}
	}
	if root.prose == 0 {
		// No sentence anywhere: a page of a title and a table. Take what is not links.
		return filter(root, blocks)
	}
	at := root
	for {
		var best *node
		for _, k := range at.kids {
			if k.name != "" && (best == nil || k.prose > best.prose) {
				best = k
			}
		}
		if best == nil || best.prose == 0 {
			break
		}
		share := float64(best.prose) / float64(at.prose)
		if share < mostProse && !(share >= enoughProse && restIsFurniture(at, best)) {
			break
		}
		if best.tag == atom.P || best.tag == atom.Tr || isBlock(best.tag) && isData(best) {
			break
		}
		at = best
	}
	return withTitle(at, blocks, filter(at, blocks))
}

func restIsFurniture(parent, best *node) bool {
	for _, k := range parent.kids {
		if k == best || k.prose == 0 {
			continue
		}
		if !isFurniture(k) && float64(k.links) < 0.3*float64(k.runes) {
			return false
		}
	}
	return true
}

// proseOf is how many characters of a block stand in sentences.
func proseOf(b *block) int {
	if b.runes < 15 || 2*b.links > b.runes {
		return 0
	}
	if !strings.ContainsAny(b.words, "，。；！？：、,;") {
		return 0
	}
	return b.runes - b.links
}

// filter keeps the blocks below main that no furniture holds.
func filter(main *node, blocks []block) []*block {
	judge(main, main)
	var kept []*block
	for i := range blocks {
		b := &blocks[i]
		if !within(b.in, main) {
			continue
		}
		if b.form != document.Heading && b.form != document.Cell && 5*b.links > 4*b.runes && proseless(b.words) {
			continue
		}
		kept = append(kept, b)
	}
	return trimEdges(kept)
}

// judge marks what is cut out of the main part.
func judge(n, main *node) {
	for _, k := range n.kids {
		if k.name == "" {
			continue
		}
		small := float64(k.prose) < smallShare*float64(main.prose) || main.prose == 0
		if small && isFurniture(k) {
			k.cut = true
			continue
		}
		if isBlock(k.tag) && k.links > 0 && float64(k.links) > linkHeavy*float64(k.runes) &&
			k.prose*10 < k.runes && !isHeading(k.tag) {
			k.cut = true
			continue
		}
		judge(k, main)
	}
}

func isHeading(a atom.Atom) bool {
	switch a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

func within(n, main *node) bool {
	for ; n != nil; n = n.parent {
		if n == main {
			return true
		}
		if n.cut {
			return false
		}
	}
	return false
}

func proseless(words string) bool { return !strings.ContainsAny(words, "，。；") }

// bylines are the lines that a site sets around an article by itself.
var bylines = regexp.MustCompile(`^[\[【(（\s]*(来源|信息来源|稿件来源|文章来源|发布时间|发布日期|发布机构|发文机关|成文日期|日期|时间|作者|编辑|责任编辑|责编|审核|浏览|浏览次数|点击|点击数|阅读|访问量|字号|字体|打印|关闭|分享|扫一扫|收藏|上一篇|下一篇|上一条|下一条|附件下载|相关链接|相关阅读|索引号|主题分类|当前位置|您的位置|您现在的位置|首页|版权所有|主办单位|承办单位|备案号|网站标识码|语音朗读|大 中 小|【打印|【关闭)[\s:：\]】)）>|｜A-Za-z0-9]`)

// trimEdges takes bylines off before the first sentences and after the last.
func trimEdges(kept []*block) []*block {
	first, last := -1, -1
	for i := range kept {
		if proseOf(kept[i]) >= 30 && !isByline(kept[i].words) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		first, last = len(kept), -1
	}
	out := kept[:0]
	for i, b := range kept {
		if (i < first || i > last) && isByline(b.words) && b.form != document.Cell {
			continue
		}
		out = append(out, b)
	}
	return out
}

func isByline(words string) bool {
	const longest = 120
	return len([]rune(words)) <= longest && bylines.MatchString(words+" ")
}

// withTitle puts the title that stands just before the main part in front.
func withTitle(main *node, blocks []block, kept []*block) []*block {
	if len(kept) == 0 {
		return kept
	}
	for _, b := range kept[:min(3, len(kept))] {
		if b.form == document.Heading && b.level <= 2 {
			return kept
		}
	}
	var title *block
	for i := range blocks {
		b := &blocks[i]
		if b.offset >= kept[0].offset {
			break
		}
		if within(b.in, main) || 2*b.links > b.runes || b.runes < 4 || b.runes > 80 {
			continue
		}
		if b.form == document.Heading && b.level <= 3 || titled(b.in) {
			title = b
		}
	}
	if title == nil {
		return kept
	}
	bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
	for _, b := range kept[:min(3, len(kept))] {
		if bare(b.words) == bare(title.words) {
			return kept
		}
	}
	return slices.Insert(kept, 0, title)
}

func titled(n *node) bool {
	marks := strings.ToLower(n.marks)
	return strings.Contains(marks, "title") && !strings.Contains(marks, "sub") && !isFurniture(n)
}

// isData says that a table holds data. Old sites lay pages out with tables:
// their cells hold an article, a heading or another table.
func isData(table *node) bool {
	if table.tag != atom.Table {
		return false
	}
	const longest = 300 // characters in a cell
	rows, widest, layout := 0, 0, false
	var walk func(n *node, cells *int)
	walk = func(n *node, cells *int) {
		for _, k := range n.kids {
			switch {
			case k.tag == atom.Tr:
				rows++
				c := 0
				walk(k, &c)
				widest = max(widest, c)
			case k.tag == atom.Td || k.tag == atom.Th:
				*cells++
				if k.runes > longest || holds(k) {
					layout = true
				}
			case k.tag != atom.Table:
				walk(k, cells)
			}
		}
	}
	loose := 0
	walk(table, &loose)
	return !layout && rows >= 1 && widest >= 2
}

func holds(n *node) bool {
	for _, k := range n.kids {
		switch k.tag {
		case atom.Table, atom.H1, atom.H2, atom.H3:
			return true
		}
		if holds(k) {
			return true
		}
	}
	return false
}
