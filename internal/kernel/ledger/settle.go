package ledger

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Close ends the audit with opened checkpoints of the log, the newest and any
// number of earlier ones, and reports.
func (a *Audit) Close(checkpoints ...Checkpoint) Report {
	a.flush()
	a.unexplained()
	checkpoints = slices.Clone(checkpoints)
	slices.SortStableFunc(checkpoints, func(x, y Checkpoint) int {
		if x.Size != y.Size {
			return int(min(max(x.Size-y.Size, -1), 1))
		}
		return strings.Compare(x.Text(), y.Text())
	})
	for i := 1; i < len(checkpoints); i++ {
		x, y := checkpoints[i-1], checkpoints[i]
		if x.Size == y.Size && (x.Root != y.Root || x.Origin != y.Origin) {
			a.note(Fork, fmt.Sprintf("%s，%d 条", y.Origin, y.Size))
		}
	}
	if len(checkpoints) > 0 {
		a.against(checkpoints)
	}
	slices.SortStableFunc(a.report.Findings, func(x, y Finding) int { return int(min(max(x.Position-y.Position, -1), 1)) })
	return a.report
}

func (a *Audit) note(k Kind, detail string) {
	a.report.Findings = append(a.report.Findings, Finding{Kind: k, Position: -1, Until: -1, Other: -1, Detail: detail})
}

// unexplained names versions and objects that are gone without an entry.
func (a *Audit) unexplained() {
	for object, list := range a.pending {
		for _, g := range list {
			a.report.Findings = append(a.report.Findings, Finding{Kind: RemovedPayload, Position: g.position, Until: g.position, Other: -1,
				ActID: g.actID, Act: g.act, Object: object})
		}
	}
	if a.plan.Objects {
		for object, s := range a.objects {
			if s.after != Zero && !s.seen {
				a.report.Findings = append(a.report.Findings, Finding{Kind: RemovedObject, Position: s.position, Until: s.position, Other: -1,
					ActID: s.actID, Act: s.act, Object: object})
			}
		}
	}
	slices.SortStableFunc(a.report.Findings, func(x, y Finding) int { return strings.Compare(x.Object, y.Object) })
}

// against compares entries and tiles with what was signed.
func (a *Audit) against(checkpoints []Checkpoint) {
	size := checkpoints[len(checkpoints)-1].Size
	read := int64(len(a.hashes))
	if size > 0 {
		a.sealed(size - 1) // reads the tiles to their end
	}
	live := a.hashes[:min(read, size)]
	whole := true // every leaf is known, from the entry or the tile
	for i := range size {
		if i < int64(len(live)) && !a.lost[i] {
			continue
		}
		h, ok := a.sealed(i)
		whole = whole && ok
		if i < int64(len(live)) {
			live[i] = h
		} else {
			live = append(live, h)
		}
	}
	liveRoots, tiles := roots(live, checkpoints)
	tileRoots := liveRoots
	tiled := int64(len(a.stored)) >= size && a.plan.Tiles != nil && len(a.damaged) == 0
	if tiled {
		tileRoots, tiles = roots(a.stored[:size], checkpoints)
	}
	end := len(checkpoints) - 1
	entriesHold := whole && liveRoots[end] == checkpoints[end].Root
	tilesHold := tiled && tileRoots[end] == checkpoints[end].Root
	for i, c := range checkpoints {
		detail := fmt.Sprintf("%s，%d 条", c.Origin, c.Size)
		if whole && liveRoots[i] != c.Root && (!tiled || tileRoots[i] != c.Root) {
			if i < end && (entriesHold || tilesHold) {
				a.note(Fork, detail) // the newest holds, so this one was signed for another history
			} else {
				a.note(WrongRoot, detail)
			}
		}
		if chain, ok := c.Chain(); ok && a.plan.Chain && len(a.lost) == 0 && c.Size <= read {
			var have Chain
			if c.Size > 0 {
				have = a.chains[c.Size-1]
			}
			if have != chain {
				a.note(WrongChain, detail)
			}
		}
	}
	switch {
	case entriesHold && tiled && !tilesHold:
		a.damagedLeaves(live)
		_, tiles = roots(live, checkpoints)
	case tiled && len(a.suspects) > 0:
		a.compare(a.hashes[:read], a.stored[:size])
		read = size // said by compare
	default:
		for at := range a.suspects {
			a.entryFinding(AlteredEntry, at, at, -1)
		}
	}
	if read < size {
		a.entryFinding(MissingEntry, read, size-1, -1)
	}
	if read > size {
		a.entryFinding(UnsequencedEntry, size, read-1, -1)
	}
	if a.plan.Tiles == nil {
		return
	}
	for _, t := range tiles {
		if t.Level == 0 {
			continue
		}
		if data, err := readTile(a.plan.Tiles, t.Level, t.Index, t.Width); err != nil || !bytes.Equal(data, t.Data) {
			a.tileFinding(Tile{Level: t.Level, Index: t.Index, Width: t.Width})
		}
	}
}

// roots gives the root at each checkpoint's size, in rising order, and all tiles.
func roots(leaves []Hash, checkpoints []Checkpoint) ([]Hash, []Tile) {
	e, _ := NewEdge(0, nil)
	out := make([]Hash, 0, len(checkpoints))
	for _, c := range checkpoints {
		for e.Size() < c.Size {
			e.Append(leaves[e.Size()])
		}
		out = append(out, e.Root())
	}
	return out, e.TakeTiles()
}

func (a *Audit) damagedLeaves(live []Hash) {
	last := int64(-1)
	for i := range live {
		if index := int64(i) / TileWidth; live[i] != a.stored[i] && index != last {
			a.tileFinding(Tile{Index: index, Width: int(min(a.plan.Size-index*TileWidth, TileWidth))})
			last = index
		}
	}
}

// compare aligns the entries with the sealed leaves and names what happened:
// altered, misplaced, duplicated, missing or inserted.
func (a *Audit) compare(live, sealed []Hash) {
	place := make(map[Hash]int64, len(sealed))
	for i, h := range sealed {
		if _, ok := place[h]; !ok {
			place[h] = int64(i)
		}
	}
	present := make(map[Hash]bool, len(live))
	for _, h := range live {
		present[h] = true
	}
	i, j := int64(0), int64(0)
	for i < int64(len(live)) && j < int64(len(sealed)) {
		if live[i] == sealed[j] {
			i++
			j++
			continue
		}
		k, known := place[live[i]]
		switch {
		case known && k > j && !slices.ContainsFunc(sealed[j:k], func(h Hash) bool { return present[h] }):
			// what stands between is nowhere: it was dropped
			a.entryFinding(MissingEntry, j, k-1, -1)
			j = k
		case known && k < j && present[sealed[j]] && i+1 < int64(len(live)) && live[i+1] == sealed[j]:
			a.entryFinding(DuplicatedEntry, i, i, k)
			i++
		case known:
			a.entryFinding(MisplacedEntry, i, i, k)
			i++
			j++
		case i+1 < int64(len(live)) && live[i+1] == sealed[j]:
			a.entryFinding(InsertedEntry, i, i, -1)
			i++
		default:
			a.entryFinding(AlteredEntry, i, i, -1)
			i++
			j++
		}
	}
	if j < int64(len(sealed)) {
		a.entryFinding(MissingEntry, j, int64(len(sealed))-1, -1)
	}
	if i < int64(len(live)) {
		a.entryFinding(UnsequencedEntry, i, int64(len(live))-1, -1)
	}
}

func (a *Audit) entryFinding(k Kind, at, until, other int64) {
	s := a.suspects[at]
	if k == MissingEntry {
		s = subject{} // what stands at the position now is another
	}
	a.report.Findings = append(a.report.Findings, Finding{Kind: k, Position: at, Until: until, Other: other, ActID: s.actID, Act: s.act, Object: s.object})
}
