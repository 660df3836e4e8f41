package webpage

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// noSize is a font that nobody can see.
var noSize = regexp.MustCompile(`font-size:0(px|pt|em|rem|%)?(;|!|$)`)

// maxDepth is how deep elements may nest; what nests deeper becomes text of
// the deepest. Real pages stay below sixty.
const maxDepth = 400

// node is an element, or a text if tag is 0 and name is "".
type node struct {
	tag    atom.Atom
	name   string
	marks  string // class, id and role
	hidden bool
	spanC  int // colspan
	spanR  int // rowspan
	start  int // ordered lists: the first number
	parent *node
	kids   []*node

	from, to int // a text: where it stands, undecoded

	runes int  // visible characters below
	prose int  // characters in sentences below
	links int  // characters in links below
	cut   bool // not part of the main part
}

// grow builds a tree from a page as it is, with what is unclosed, crossed or
// missing. The tokenizer of x/net keeps its input's bytes, so offsets hold.
func grow(text string) *node {
	root := &node{name: "#root"}
	stack := []*node{root}
	z := html.NewTokenizer(strings.NewReader(text))
	at := 0
	for {
		kind := z.Next()
		from := at
		at += len(z.Raw())
		if kind == html.ErrorToken {
			return root
		}
		top := stack[len(stack)-1]
		switch kind {
		case html.TextToken:
			top.kids = append(top.kids, &node{parent: top, from: from, to: at})
		case html.StartTagToken, html.SelfClosingTagToken:
			n := element(z)
			stack = imply(stack, n)
			top = stack[len(stack)-1]
			n.parent = top
			top.kids = append(top.kids, n)
			if !void(n.tag) && (kind == html.StartTagToken || n.tag != 0) && len(stack) < maxDepth {
				stack = append(stack, n)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			stack = closeTag(stack, atom.Lookup(name), string(name))
		}
	}
}

func element(z *html.Tokenizer) *node {
	name, more := z.TagName()
	n := &node{tag: atom.Lookup(name), name: string(name), spanC: 1, spanR: 1, start: 1}
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "class", "id", "role":
			n.marks += " " + string(value)
		case "hidden":
			n.hidden = true
		case "aria-hidden":
			n.hidden = n.hidden || string(value) == "true"
		case "style":
			style := strings.ToLower(strings.Join(strings.Fields(string(value)), ""))
			n.hidden = n.hidden || strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") || noSize.MatchString(style)
		case "colspan":
			n.spanC = count(string(value))
		case "rowspan":
			n.spanR = count(string(value))
		case "start":
			n.start = count(string(value))
		}
	}
	return n
}

// count reads a small number; the bound keeps a table from being endless.
func count(s string) int {
	v, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || v < 1 {
		return 1
	}
	return min(v, 1000)
}

func void(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input,
		atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// isBlock says that an element begins and ends paragraphs.
func isBlock(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center,
		atom.Dd, atom.Details, atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption,
		atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Header, atom.Hr, atom.Html, atom.Li, atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P,
		atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th,
		atom.Thead, atom.Tr, atom.Ul:
		return true
	}
	return false
}

var wallsOfCell = []atom.Atom{atom.Td, atom.Th, atom.Table, atom.Caption}

// imply closes what a start tag ends without saying so.
func imply(stack []*node, n *node) []*node {
	switch n.tag {
	case atom.Li:
		stack = pop(stack, []atom.Atom{atom.Li}, []atom.Atom{atom.Ul, atom.Ol, atom.Menu, atom.Table, atom.Td, atom.Th})
	case atom.Dt, atom.Dd:
		stack = pop(stack, []atom.Atom{atom.Dt, atom.Dd}, []atom.Atom{atom.Dl, atom.Table, atom.Td, atom.Th})
	case atom.Td, atom.Th:
		stack = pop(stack, []atom.Atom{atom.Td, atom.Th}, []atom.Atom{atom.Table, atom.Tr})
	case atom.Tr:
		stack = pop(stack, []atom.Atom{atom.Tr}, []atom.Atom{atom.Table})
	case atom.Tbody, atom.Thead, atom.Tfoot:
		stack = pop(stack, []atom.Atom{atom.Tbody, atom.Thead, atom.Tfoot}, []atom.Atom{atom.Table})
	case atom.A:
		if top := stack[len(stack)-1]; top.tag == atom.A {
			return stack[:len(stack)-1]
		}
		return stack
	}
	if isBlock(n.tag) {
		stack = pop(stack, []atom.Atom{atom.P}, wallsOfCell)
	}
	return stack
}

// pop closes down to the nearest of what, unless a wall stands between.
func pop(stack []*node, what, walls []atom.Atom) []*node {
	for i := len(stack) - 1; i > 0; i-- {
		tag := stack[i].tag
		if slices.Contains(what, tag) {
			return stack[:i]
		}
		if slices.Contains(walls, tag) {
			break
		}
	}
	return stack
}

func closeTag(stack []*node, tag atom.Atom, name string) []*node {
	for i := len(stack) - 1; i > 0; i-- {
		open := stack[i]
		if open.tag == tag && open.name == name {
			return stack[:i]
		}
		switch tag {
		case atom.Table, atom.Tr, atom.Td, atom.Th, atom.Tbody, atom.Thead, atom.Tfoot, atom.Body, atom.Html:
			if open.tag == atom.Table && tag != atom.Table && tag != atom.Body && tag != atom.Html {
				return stack
			}
		default:
			if slices.Contains(wallsOfCell, open.tag) {
				return stack
			}
			// An inline end tag out of place closes no block.
			if isBlock(open.tag) && !isBlock(tag) {
				return stack
			}
		}
	}
	if tag == atom.P { // a lone </p> still ends a paragraph
		top := stack[len(stack)-1]
		top.kids = append(top.kids, &node{tag: atom.Br, name: "br", parent: top})
	}
	return stack
}
