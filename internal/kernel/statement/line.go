package statement

import (
	"strings"

	"duban/internal/base/cite"
	"duban/internal/kernel/document"
)

// span turns a stretch of normal runes [i,j) into code points of the text.
func (l *Line) span(i, j int) cite.Span {
	if i >= j {
		if i < len(l.at) {
			return cite.Span{Start: l.base + int(l.at[i]), End: l.base + int(l.at[i])}
		}
		return cite.Span{}
	}
	return cite.Span{Start: l.base + int(l.at[i]), End: l.base + int(l.at[j-1]) + 1}
}

// Span is the whole line in the text.
func (l *Line) Span() cite.Span { return l.span(0, len(l.Runes)) }

// Words is a stretch of the normal runes.
func (l *Line) Words(i, j int) string { return string(l.Runes[i:j]) }

// entities are the HTML entities that careless exports leave in plain text.
var entities = map[string]rune{
	"nbsp": ' ', "ensp": ' ', "emsp": ' ', "thinsp": ' ', "zwnj": ' ', "zwj": ' ', "shy": ' ',
	"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\'', "ldquo": '“', "rdquo": '”',
	"lsquo": '‘', "rsquo": '’', "mdash": '—', "ndash": '—', "middot": '·', "hellip": '…', "times": '×', "permil": '‰',
}

// normal brings a rune to its one form. Length never changes, so that the way
// back to the text is an index.
func normal(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		r -= 0xFEE0
	}
	switch r {
	case ',', '﹐':
		return '，'
	case ';', '﹔':
		return '；'
	case ':', '∶', '﹕', '︰':
		return '：'
	case '(', '﹙':
		return '（'
	case ')', '﹚':
		return '）'
	case '!':
		return '！'
	case '?':
		return '？'
	case '﹪', '٪':
		return '%'
	case '–', '―', '─', '－', '~', '∼', '〜', '﹣', '━', '‒', '‐', '‑', '−':
		return '—'
	case '〝', '「', '『', '″', '＂':
		return '“'
	case '〞', '」', '』':
		return '”'
	case '○', '〇', '◯':
		return '〇'
	case '．', '﹒':
		return '.'
	case '兩':
		return '两'
	case '•', '‧', '∙', '・':
		return '·'
	}
	return r
}

func digit(r rune) bool  { return r >= '0' && r <= '9' }
func letter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
func han(r rune) bool    { return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r == '〇' }

// normalise makes the line of one paragraph. breaks lists the normal indexes
// where a run of two or more blanks was left out.
func normalise(words string, start int) (line Line, breaks []int) {
	raw := []rune(words)
	line.base = start
	line.Runes = make([]rune, 0, len(raw))
	line.at = make([]int32, 0, len(raw))
	quoteOpen, blanks := false, 0
	put := func(r rune, i int) {
		if blanks >= 2 && len(line.Runes) > 0 {
			breaks = append(breaks, len(line.Runes))
		}
		if blanks > 0 && len(line.Runes) > 0 && letter(r) && letter(line.Runes[len(line.Runes)-1]) {
			line.Runes = append(line.Runes, ' ')
			line.at = append(line.at, int32(i-1))
		}
		blanks = 0
		line.Runes = append(line.Runes, r)
		line.at = append(line.at, int32(i))
	}
	for i := 0; i < len(raw); i++ {
		r := raw[i]
		if document.Blank(r) {
			blanks++
			if r == 0x3000 {
				blanks++
			}
			continue
		}
		if r == '&' {
			if n, e := entity(raw[i:]); n > 0 {
				if document.Blank(e) {
					blanks++
				} else {
					put(normal(e), i)
				}
				i += n - 1
				continue
			}
		}
		if r == '?' && i+1 < len(raw) && raw[i+1] == '?' || r == 0xFFFD {
			// a lost run of characters: what a failed conversion left of blanks
			for i+1 < len(raw) && raw[i+1] == r {
				i++
			}
			blanks++
			continue
		}
		if n := noteMark(raw, i); n > 0 {
			i += n - 1
			continue
		}
		switch {
		case r == '"' || r == '＂':
			if quoteOpen {
				r = '”'
			} else {
				r = '“'
			}
			quoteOpen = !quoteOpen
		case r == '“':
			quoteOpen = true
		case r == '”':
			quoteOpen = false
		default:
			r = normal(r)
		}
		if r == '-' && len(line.Runes) > 0 && (digit(line.Runes[len(line.Runes)-1]) || line.Runes[len(line.Runes)-1] == '%') {
			r = '—'
		}
		if (r == 'O' || r == 'o' || r == '0' || r == '零') && len(line.Runes) > 0 && i+1 < len(raw) && yearNumeral(line.Runes[len(line.Runes)-1]) && yearNumeral(normal(raw[i+1])) {
			r = '〇'
		}
		put(r, i)
	}
	return line, breaks
}

// yearNumeral is a numeral as years are spelt: 二〇三五.
func yearNumeral(r rune) bool { return yearNumerals.has(r) }

var yearNumerals = runesOf("一二三四五六七八九〇Oo")

func entity(rs []rune) (int, rune) {
	for n := 2; n < len(rs) && n < 10; n++ {
		if rs[n] == ';' {
			e, ok := entities[string(rs[1:n])]
			if !ok {
				return 0, 0
			}
			return n + 1, e
		}
		if !letter(rs[n]) && !digit(rs[n]) {
			return 0, 0
		}
	}
	return 0, 0
}

// noteMark is the length of a reference to a note, [12] or 【3】, at i; 0 if
// none. At the head of a paragraph such a mark numbers the note itself and stays.
func noteMark(rs []rune, i int) int {
	if i == 0 || rs[i] != '[' && rs[i] != '【' && rs[i] != '［' && rs[i] != '〔' {
		return 0
	}
	for n := 1; n <= 4 && i+n < len(rs); n++ {
		switch r := normal(rs[i+n]); {
		case digit(r):
		case n > 1 && (r == ']' || r == '】' || r == '〕'):
			if rs[i] == '〔' && (n > 3 || i+n+1 < len(rs) && digit(normal(rs[i+n+1]))) {
				return 0 // 国发〔2021〕5号
			}
			return n + 1
		default:
			return 0
		}
	}
	return 0
}

// cut is a piece of a line with its own way back.
func (l *Line) cut(i, j int) Line {
	return Line{Runes: l.Runes[i:j:j], at: l.at[i:j:j], base: l.base, Role: l.Role, form: l.form, label: l.label, level: l.level}
}

// unclosed says that a quotation mark stands open at the end.
func unclosed(rs []rune) bool {
	depth := 0
	for _, r := range rs {
		switch r {
		case '“':
			depth++
		case '”':
			depth = max(depth-1, 0)
		}
	}
	return depth > 0
}

// join appends another line; both stand in the same text.
func (l *Line) join(o Line) {
	if o.Runes[0] == '“' && unclosed(l.Runes) {
		o.Runes[0] = '”' // a straight mark: which side it is shows only now
	}
	l.Runes = append(l.Runes, o.Runes...)
	for _, a := range o.at {
		l.at = append(l.at, int32(o.base-l.base)+a)
	}
}

// linesOf cuts a document into lines: paragraphs that a careless page ran
// together are parted, sentences that it broke are joined.
func linesOf(doc *document.Document) []Line {
	lines := make([]Line, 0, len(doc.Paragraphs))
	for _, p := range doc.Paragraphs {
		line, breaks := normalise(doc.Of(p), p.Span.Start)
		if len(line.Runes) == 0 {
			continue
		}
		line.form, line.label, line.level = p.Form, p.Label, p.Level
		if p.Form == document.Cell {
			line.Role = TableLine
		}
		for _, piece := range part(line, breaks) {
			if n := len(lines); n > 0 && broken(&lines[n-1], &piece) {
				lines[n-1].join(piece)
				continue
			}
			lines = append(lines, piece)
		}
	}
	return lines
}

// part splits a line at wide blanks where a paragraph must have begun.
func part(l Line, breaks []int) []Line {
	if len(breaks) == 0 || len(l.Runes) < 30 {
		return []Line{l}
	}
	var out []Line
	start := 0
	onePage := len(l.Runes) > 3000 // a whole report run into one line
	for _, b := range breaks {
		prev := l.Runes[b-1]
		mark, _ := markAt(l.Runes[b:])
		head := false
		if m, _ := markAt(l.Runes[start:]); m != noMark && b-start <= 40 {
			head = true
		}
		if onePage && strings.ContainsRune("。！？；：”）", prev) || mark != noMark || head || start == 0 && b < 40 && !strings.ContainsRune(string(l.Runes[:b]), '，') {
			out = append(out, l.cut(start, b))
			start = b
		}
	}
	return append(out, l.cut(start, len(l.Runes)))
}

// broken says that b goes on with the sentence that a began: pages break lines
// around links and at the edge of a column.
func broken(a, b *Line) bool {
	if a.form != document.Prose || b.form != document.Prose {
		return false
	}
	last, first := a.Runes[len(a.Runes)-1], b.Runes[0]
	if last == '“' || first == '“' && unclosed(a.Runes) {
		return true // “ / 十四五 / ”: a link inside quotation marks
	}
	if strings.ContainsRune("，。；、：！？”）》%", first) && !strings.ContainsRune("。！？", last) {
		return true
	}
	if strings.ContainsRune("。！？；：…", last) || ellipsis(a.Runes) {
		return false
	}
	if m, _ := markAt(b.Runes); m != noMark {
		return false
	}
	if m, n := markAt(a.Runes); m == dash && n == len(a.Runes) {
		return true
	}
	if strings.ContainsRune("，、“（《", last) {
		return len(a.Runes) > 12
	}
	if strings.ContainsRune("”）》", last) && len(a.Runes) < 60 {
		return false
	}
	for _, r := range a.Runes {
		if r == '。' {
			return true
		}
	}
	m, _ := markAt(a.Runes)
	if n, _ := predicates.Ends(a.Runes, 0, len(a.Runes), 6); n >= 2 && digit(first) && m == noMark {
		if y, _ := yearAt(b.Runes, 0); y == 0 {
			return true // 达到 / 88.2%
		}
	}
	return len(a.Runes) > 60 && m == noMark
}

// Place is the span in the text of the normal runes [i, j) of the line.
func (l *Line) Place(i, j int) cite.Span { return l.span(i, j) }
