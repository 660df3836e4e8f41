package docx

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"

	"duban/internal/intake/container"
)

const wordNamespace = "wordprocessingml" // in the name of both the transitional and the strict namespace

func isWord(n xml.Name) bool { return strings.Contains(n.Space, wordNamespace) }

// on reads a switch: present without a value means yes.
func on(e xml.StartElement) bool {
	switch container.Attr(e, "val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

func number(s string) (int, bool) {
	v, err := strconv.Atoi(s)
	return v, err == nil && v >= 0 && v < 1<<30
}

// styles is styles.xml: what a paragraph is by its style. The ids differ from
// one language of Word to the next; names and inheritance do not.
type styles struct {
	byID     map[string]*style
	standard string // the paragraph style of what names none
	cur      *style
	known    map[string]resolved
}

type style struct {
	name, basedOn string
	outline       int // from 1; 0 not stated, 10 body text
	numID, level  string
}

func (s *styles) Start(e xml.StartElement) {
	if !isWord(e.Name) {
		return
	}
	val := container.Attr(e, "val")
	if e.Name.Local == "style" {
		s.cur = nil
		if kind := container.Attr(e, "type"); kind != "" && kind != "paragraph" {
			return
		}
		if s.byID == nil {
			s.byID = map[string]*style{}
		}
		s.cur = &style{}
		id := container.Attr(e, "styleId")
		s.byID[id] = s.cur
		if v := container.Attr(e, "default"); v == "1" || v == "true" {
			s.standard = id
		}
		return
	}
	if s.cur == nil {
		return
	}
	switch e.Name.Local {
	case "name":
		s.cur.name = strings.ToLower(strings.TrimSpace(val))
	case "basedOn":
		s.cur.basedOn = val
	case "outlineLvl":
		if v, ok := number(val); ok {
			s.cur.outline = min(v, 9) + 1
		}
	case "numId":
		s.cur.numID = val
	case "ilvl":
		s.cur.level = val
	}
}
func (*styles) Text([]byte) {}
func (s *styles) End(n xml.Name) {
	if n.Local == "style" {
		s.cur = nil
	}
}

// headingName is how Word, WPS and old conversions call heading styles.
var headingName = regexp.MustCompile(`^(?:heading|标题|标题样式|h)\s*([1-9])(?:\s|$|,|，|\.)`)

var chineseLevel = map[string]int{"一级标题": 1, "二级标题": 2, "三级标题": 3, "四级标题": 4}

// bodyText is the outline level that says "no heading".
const bodyText = 10

// resolved is what a style comes to, inheritance included.
type resolved struct {
	heading      bool
	level        int // of the heading, from 1; 0 for a title
	contents     bool
	numID, ilvl  string
	numberedFrom string // the style that gave the number, for pStyle
}

// maxInherit stops a style that is based on itself.
const maxInherit = 32

func (s *styles) resolve(id string) resolved {
	r, found := s.known[id]
	if !found {
		r = s.inherit(id)
		if s.known == nil {
			s.known = map[string]resolved{}
		}
		s.known[id] = r
	}
	return r
}

func (s *styles) inherit(id string) resolved {
	var r resolved
	outline := 0
	if id == "" {
		id = s.standard
	}
	for range maxInherit {
		st := s.byID[id]
		if st == nil {
			break
		}
		if m := headingName.FindStringSubmatch(st.name); m != nil && r.level == 0 {
			r.heading, r.level = true, int(m[1][0]-'0')
		}
		if l := chineseLevel[st.name]; l > 0 && r.level == 0 {
			r.heading, r.level = true, l
		}
		if st.name == "title" || st.name == "标题" {
			r.heading = true
		}
		if strings.HasPrefix(st.name, "toc ") || strings.HasPrefix(st.name, "目录 ") {
			r.contents = true
		}
		if outline == 0 {
			outline = st.outline
		}
		if r.numID == "" && st.numID != "" {
			r.numID, r.numberedFrom = st.numID, id
		}
		if r.ilvl == "" {
			r.ilvl = st.level
		}
		id = st.basedOn
	}
	if outline > 0 {
		r.heading = outline != bodyText
		r.level = 0
		if r.heading {
			r.level = outline
		}
	}
	return r
}
