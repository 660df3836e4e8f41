package docx

import (
	"encoding/xml"
	"strconv"
	"strings"

	"duban/internal/intake/container"
)

const levels = 9 // ECMA-376 17.9.6: a list has nine

// numbering is numbering.xml: abstract lists, and the lists made of them.
type numbering struct {
	abstract map[string]*abstractList
	lists    map[string]*list
	byLink   map[string]string // style link → abstract id

	curAbstract *abstractList
	curID       string
	curList     *list
	override    int
	level       *level
}

type abstractList struct {
	levels  [levels]*level
	numLink string // numStyleLink: the levels are another list's
}

type level struct {
	start   int
	format  string
	text    string
	style   string // pStyle: the paragraph style tied to the level
	restart int    // 0 never, n after level n; -1 not stated
	legal   bool   // isLgl: all numbers decimal
}

type list struct {
	abstract string
	starts   [levels]int // startOverride, -1 none
	levels   [levels]*level
}

func (n *numbering) Start(e xml.StartElement) {
	if !isWord(e.Name) {
		return
	}
	val := container.Attr(e, "val")
	switch e.Name.Local {
	case "abstractNum":
		if n.abstract == nil {
			n.abstract, n.lists, n.byLink = map[string]*abstractList{}, map[string]*list{}, map[string]string{}
		}
		n.curAbstract = &abstractList{}
		n.curID = container.Attr(e, "abstractNumId")
		n.abstract[n.curID] = n.curAbstract
	case "num":
		if n.lists == nil {
			n.abstract, n.lists, n.byLink = map[string]*abstractList{}, map[string]*list{}, map[string]string{}
		}
		n.curList = &list{}
		for i := range n.curList.starts {
			n.curList.starts[i] = -1
		}
		n.lists[container.Attr(e, "numId")] = n.curList
	case "abstractNumId":
		if n.curList != nil {
			n.curList.abstract = val
		}
	case "lvlOverride":
		n.override = -1
		if i, ok := number(container.Attr(e, "ilvl")); ok && i < levels {
			n.override = i
		}
	case "startOverride":
		if v, ok := number(val); ok && n.curList != nil && n.override >= 0 {
			n.curList.starts[n.override] = v
		}
	case "numStyleLink":
		if n.curAbstract != nil {
			n.curAbstract.numLink = val
		}
	case "styleLink":
		if n.curAbstract != nil {
			n.byLink[val] = n.curID
		}
	case "lvl":
		n.level = nil
		i, ok := number(container.Attr(e, "ilvl"))
		if !ok || i >= levels {
			return
		}
		n.level = &level{format: "decimal", restart: -1, start: 0}
		switch {
		case n.curList != nil:
			n.curList.levels[i] = n.level
		case n.curAbstract != nil:
			n.curAbstract.levels[i] = n.level
		}
	default:
		n.property(e.Name.Local, val, e)
	}
}

func (n *numbering) property(name, val string, e xml.StartElement) {
	if n.level == nil {
		return
	}
	switch name {
	case "start":
		n.level.start, _ = number(val)
	case "numFmt":
		n.level.format = val
		if custom := container.Attr(e, "format"); val == "custom" && custom != "" {
			n.level.format = "decimal"
		}
	case "lvlText":
		n.level.text = val
	case "pStyle":
		n.level.style = val
	case "isLgl":
		n.level.legal = on(e)
	case "lvlRestart":
		if v, ok := number(val); ok {
			n.level.restart = v
		}
	}
}

func (*numbering) Text([]byte) {}
func (n *numbering) End(name xml.Name) {
	switch name.Local {
	case "abstractNum":
		n.curAbstract = nil
	case "num":
		n.curList = nil
	case "lvl":
		n.level = nil
	}
}

// counters number paragraphs as they come. Lists made of one abstract list
// count on together; a start override begins anew when its list first appears.
type counters struct {
	*numbering
	at      map[string]*[levels]int // by abstract id; 0 means not begun
	begun   map[string]*[levels]bool
	started map[string]bool
}

func newCounters(n *numbering) *counters {
	return &counters{numbering: n, at: map[string]*[levels]int{}, begun: map[string]*[levels]bool{}, started: map[string]bool{}}
}

// next is the label of the next paragraph of a list. The bool says whether
// there is such a list: bullets have one and no label.
func (c *counters) next(numID, ilvl, styleID string) (string, bool) {
	l := c.lists[numID]
	if l == nil || numID == "0" {
		return "", false
	}
	abstractID := l.abstract
	a := c.abstract[abstractID]
	if a != nil && a.numLink != "" {
		if id, ok := c.byLink[a.numLink]; ok {
			abstractID, a = id, c.abstract[id]
		}
	}
	if a == nil {
		return "", false
	}
	lv := func(i int) *level {
		if l.levels[i] != nil {
			return l.levels[i]
		}
		return a.levels[i]
	}
	i, stated := number(ilvl)
	if !stated {
		i = 0
		for k := range levels {
			if x := lv(k); x != nil && x.style != "" && x.style == styleID {
				i = k
			}
		}
	}
	if i >= levels || lv(i) == nil {
		return "", false
	}
	if c.at[abstractID] == nil {
		c.at[abstractID], c.begun[abstractID] = &[levels]int{}, &[levels]bool{}
	}
	at, begun := c.at[abstractID], c.begun[abstractID]
	begin := func(k int) int {
		if l.starts[k] >= 0 {
			return l.starts[k]
		}
		return lv(k).start
	}
	if key := numID + "/" + strconv.Itoa(i); !c.started[key] {
		c.started[key] = true
		if l.starts[i] >= 0 {
			begun[i] = false
		}
	}
	if begun[i] {
		at[i]++
	} else {
		at[i], begun[i] = begin(i), true
	}
	for k := i + 1; k < levels; k++ {
		x := lv(k)
		if x == nil || x.restart == 0 || x.restart > 0 && i >= x.restart {
			continue
		}
		begun[k] = false
	}
	x := lv(i)
	if x.format == "bullet" {
		return "", true
	}
	var b strings.Builder
	for p := 0; p < len(x.text); p++ {
		ch := x.text[p]
		if ch != '%' || p+1 >= len(x.text) || x.text[p+1] < '1' || x.text[p+1] > '9' {
			b.WriteByte(ch)
			continue
		}
		p++
		k := int(x.text[p] - '1')
		if lv(k) == nil {
			continue
		}
		if !begun[k] && k < i {
			at[k], begun[k] = begin(k), true
		}
		format := lv(k).format
		if x.legal {
			format = "decimal"
		}
		b.WriteString(numeral(at[k], format))
	}
	return strings.TrimSpace(b.String()), true
}
