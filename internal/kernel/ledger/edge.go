package ledger

import (
	"crypto/sha256"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash (散列值) is a node of the tree.
type Hash = tlog.Hash

const (
	// TileHeight is the number of tree levels in a tile, by tlog-tiles.
	TileHeight = 8
	// TileWidth is the number of hashes in a full tile.
	TileWidth = 1 << TileHeight
	maxSize   = 1 << 55
)

// Tile (瓦片) is a stored piece of the tree: Width hashes of level 8·Level,
// from number 256·Index on.
type Tile struct {
	Level int
	Index int64
	Width int
	Data  []byte
}

// Full reports whether nothing will be added to the tile.
func (t Tile) Full() bool { return t.Width == TileWidth }

// Edge (右缘) is the part of a tree that still grows. It costs one hash an
// entry, and its root at most one a level.
type Edge struct {
	size  int64
	peaks [64]Hash // peaks[h] is the perfect subtree of height h, if bit h of size is set
	tiles []edgeTile
	full  []Tile
}

type edgeTile struct {
	data  []byte
	taken int // width when last taken
}

// EdgeTiles are the partial tiles, without data, that NewEdge wants for a size.
func EdgeTiles(size int64) []Tile {
	var out []Tile
	for level := 0; size>>(TileHeight*level) > 0; level++ {
		n := size >> (TileHeight * level)
		if w := int(n % TileWidth); w > 0 {
			out = append(out, Tile{Level: level, Index: n / TileWidth, Width: w})
		}
	}
	return out
}

// NewEdge takes up a tree at its size from the partial tiles that EdgeTiles
// names, in any order. The caller compares Root with the signed one.
func NewEdge(size int64, tiles []Tile) (*Edge, error) {
	if size < 0 || size >= maxSize {
		return nil, fmt.Errorf("ledger: a tree of size %d", size)
	}
	e := &Edge{size: size}
	for level := 0; size>>(TileHeight*level) > 0; level++ {
		e.tiles = append(e.tiles, edgeTile{})
	}
	for _, want := range EdgeTiles(size) {
		found := false
		for _, t := range tiles {
			if t.Level == want.Level && t.Index == want.Index && t.Width == want.Width && len(t.Data) == want.Width*len(Hash{}) {
				e.tiles[t.Level] = edgeTile{data: append(make([]byte, 0, TileWidth*len(Hash{})), t.Data...), taken: t.Width}
				found = true
				break
			}
		}
		if !found {
			return nil, fmt.Errorf("ledger: tile %s is missing or damaged", want.Path())
		}
		at := 0
		for h := TileHeight - 1; h >= 0; h-- {
			if want.Width>>h&1 == 1 {
				e.peaks[want.Level*TileHeight+h] = perfect(e.tiles[want.Level].data[at*32 : (at+1<<h)*32])
				at += 1 << h
			}
		}
	}
	return e, nil
}

// Size is the number of leaves.
func (e *Edge) Size() int64 { return e.size }

// Append adds a leaf by its hash.
func (e *Edge) Append(leaf Hash) {
	e.put(0, &leaf)
	h, n := 0, leaf
	for ; e.size>>h&1 == 1; h++ {
		n = nodeHash(&e.peaks[h], &n)
		if (h+1)%TileHeight == 0 {
			e.put((h+1)/TileHeight, &n)
		}
	}
	e.peaks[h] = n
	e.size++
}

func (e *Edge) put(level int, h *Hash) {
	if level == len(e.tiles) {
		e.tiles = append(e.tiles, edgeTile{})
	}
	t := &e.tiles[level]
	if t.data == nil {
		t.data = make([]byte, 0, TileWidth*len(Hash{}))
	}
	t.data = append(t.data, h[:]...)
	if len(t.data) == TileWidth*len(Hash{}) {
		index := (e.size >> (TileHeight * level)) / TileWidth
		e.full = append(e.full, Tile{Level: level, Index: index, Width: TileWidth, Data: t.data})
		*t = edgeTile{}
	}
}

// Root is the RFC 6962 root at the present size.
func (e *Edge) Root() Hash {
	if e.size == 0 {
		return sha256.Sum256(nil)
	}
	h := bits.TrailingZeros64(uint64(e.size))
	root := e.peaks[h]
	for h++; e.size>>h > 0; h++ {
		if e.size>>h&1 == 1 {
			root = nodeHash(&e.peaks[h], &root)
		}
	}
	return root
}

// TakeTiles returns what has to be stored since the last call: the tiles that
// became full and the partial ones that grew.
func (e *Edge) TakeTiles() []Tile {
	out := e.full
	e.full = nil
	for level := range e.tiles {
		t := &e.tiles[level]
		if w := len(t.data) / len(Hash{}); w > t.taken {
			index := (e.size >> (TileHeight * level)) / TileWidth
			out = append(out, Tile{Level: level, Index: index, Width: w, Data: append([]byte(nil), t.data...)})
			t.taken = w
		}
	}
	return out
}

// perfect is the root of a power of two of hashes.
func perfect(data []byte) Hash {
	if len(data) == len(Hash{}) {
		return Hash(data)
	}
	half := len(data) / 2
	left, right := perfect(data[:half]), perfect(data[half:])
	return nodeHash(&left, &right)
}

// nodeHash is RFC 6962's, without the allocations of the library.
func nodeHash(left, right *Hash) Hash {
	var frame [1 + 2*len(left)]byte
	frame[0] = 1
	copy(frame[1:], left[:])
	copy(frame[1+len(left):], right[:])
	return sha256.Sum256(frame[:])
}
