package mechanisms

import (
	"slices"

	"duban/internal/kernel/procedure"
)

// box is a stage in the diagram, in a grid of columns and rows.
type box struct {
	stage       *procedure.Stage
	x, y, w, h  int
	first, last bool
}

// arrow leads from one box to another, with the acts that go that way.
type arrow struct {
	path   string
	x, y   int
	word   string
	branch bool
}

// diagram is a procedure drawn from its declaration: the stages of the case in
// columns by how many acts it takes to reach them, those of its branches below.
type diagram struct {
	boxes  []box
	arrows []arrow
	w, h   int
	split  int // where the branches begin, 0 for none
}

const (
	boxW, boxH = 116, 44
	gapX, gapY = 64, 26
	margin     = 8
)

func draw(p *procedure.Procedure) diagram {
	var d diagram
	edges := ways(p)
	place := map[string]box{}
	top := margin
	for _, branch := range []bool{false, true} {
		depth := depths(p, edges, branch)
		columns := map[int]int{}
		rows := 0
		for _, s := range p.Stages {
			if s.Branch != branch {
				continue
			}
			col := depth[s.ID]
			b := box{stage: s, x: margin + col*(boxW+gapX), y: top + columns[col]*(boxH+gapY), w: boxW, h: boxH, first: col == 0, last: s.End}
			columns[col]++
			rows = max(rows, columns[col])
			place[s.ID] = b
			d.boxes = append(d.boxes, b)
			d.w = max(d.w, b.x+boxW+margin)
			d.h = max(d.h, b.y+boxH+margin)
		}
		if !branch {
			top += rows*(boxH+gapY) + 24
			if slices.ContainsFunc(p.Stages, func(s *procedure.Stage) bool { return s.Branch }) {
				d.split = top - 22
			}
		}
	}
	for _, e := range edges {
		from, ok := place[e.from]
		to, there := place[e.to]
		if ok && there && e.from != e.to {
			d.arrows = append(d.arrows, lead(from, to, e.word))
		}
	}
	return d
}

type way struct{ from, to, word string }

// ways are the ways between stages, the acts of one way together.
func ways(p *procedure.Procedure) []way {
	var list []way
	add := func(from, to, word string) {
		if i := slices.IndexFunc(list, func(w way) bool { return w.from == from && w.to == to }); i >= 0 {
			list[i].word += "、" + word
			return
		}
		list = append(list, way{from, to, word})
	}
	for _, a := range p.Acts {
		for _, from := range a.From {
			for _, t := range a.Turns {
				add(from, t.To, a.Title)
			}
			if a.To != "" {
				add(from, a.To, a.Title)
			}
		}
	}
	for _, s := range p.Stages {
		if s.Joins != "" {
			add(s.ID, s.Joins, "")
		}
	}
	return list
}

// depths are how many ways it takes to reach a stage from the first of its kind.
func depths(p *procedure.Procedure, ways []way, branch bool) map[string]int {
	depth := map[string]int{}
	var queue []string
	for _, s := range p.Stages {
		opened := !branch && slices.ContainsFunc(p.Acts, func(a *procedure.Act) bool { return a.Opens() && a.To == s.ID })
		if s.Branch == branch && (opened || branch && len(queue) == 0) {
			depth[s.ID] = 0
			queue = append(queue, s.ID)
		}
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, w := range ways {
			if _, seen := depth[w.to]; w.from == at && !seen {
				depth[w.to] = depth[at] + 1
				queue = append(queue, w.to)
			}
		}
	}
	return depth
}
