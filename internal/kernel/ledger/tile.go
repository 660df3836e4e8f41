package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Path is the tile's place by tlog-tiles: tile/<L>/<N>[.p/<W>].
func (t Tile) Path() string {
	return "tile/" + strconv.Itoa(t.Level) + "/" + numberPath(t.Index, t.Width)
}

// EntryPath is the place of an entry bundle: tile/entries/<N>[.p/<W>].
func EntryPath(index int64, width int) string { return "tile/entries/" + numberPath(index, width) }

func numberPath(n int64, width int) string {
	s := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		s = fmt.Sprintf("x%03d/", n%1000) + s
	}
	if width < TileWidth {
		s += ".p/" + strconv.Itoa(width)
	}
	return s
}

// ParseTilePath reads what Tile.Path writes, and nothing else.
func ParseTilePath(path string) (Tile, error) {
	level, number, ok := strings.Cut(strings.TrimPrefix(path, "tile/"), "/")
	l, err := strconv.Atoi(level)
	if !ok || err != nil || l < 0 || l > 63 {
		return Tile{}, fmt.Errorf("ledger: %q is no path of a tile", path)
	}
	n, w, err := parseNumberPath(number)
	t := Tile{Level: l, Index: n, Width: w}
	if err != nil || t.Path() != path {
		return Tile{}, fmt.Errorf("ledger: %q is no path of a tile", path)
	}
	return t, nil
}

// ParseEntryPath reads what EntryPath writes, and nothing else.
func ParseEntryPath(path string) (index int64, width int, err error) {
	n, w, err := parseNumberPath(strings.TrimPrefix(path, "tile/entries/"))
	if err != nil || EntryPath(n, w) != path {
		return 0, 0, fmt.Errorf("ledger: %q is no path of an entry bundle", path)
	}
	return n, w, nil
}

func parseNumberPath(s string) (int64, int, error) {
	number, partial, isPartial := strings.Cut(s, ".p/")
	width := TileWidth
	if isPartial {
		w, err := strconv.Atoi(partial)
		if err != nil || w < 1 || w >= TileWidth {
			return 0, 0, errors.New("ledger: a partial tile is 1 to 255 wide")
		}
		width = w
	}
	var n int64
	for _, group := range strings.Split(number, "/") {
		g, err := strconv.ParseUint(strings.TrimPrefix(group, "x"), 10, 10)
		if err != nil || g > 999 || n > maxSize/1000 {
			return 0, 0, errors.New("ledger: groups of three digits expected")
		}
		n = n*1000 + int64(g)
	}
	return n, width, nil
}

// AppendBundle adds a leaf to an entry bundle: its length as two bytes
// big-endian, then the leaf.
func AppendBundle(dst, leaf []byte) ([]byte, error) {
	if len(leaf) > MaxLeaf {
		return dst, fmt.Errorf("ledger: a leaf of %d bytes does not fit into a bundle", len(leaf))
	}
	return append(binary.BigEndian.AppendUint16(dst, uint16(len(leaf))), leaf...), nil
}

// ParseBundle gives the leaves of an entry bundle, as parts of data. What was
// read before the trouble is returned with the error.
func ParseBundle(data []byte) ([][]byte, error) {
	var leaves [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return leaves, errors.New("ledger: the entry bundle ends within an entry")
		}
		n := int(binary.BigEndian.Uint16(data))
		leaves = append(leaves, data[2:2+n:2+n])
		data = data[2+n:]
	}
	return leaves, nil
}
