package ledger

import (
	"bytes"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// shelf keeps tiles as a store would.
type shelf map[string][]byte

func (s shelf) put(tiles []Tile) {
	for _, t := range tiles {
		s[t.Path()] = t.Data
	}
}

func (s shelf) Tile(level int, index int64, width int) ([]byte, error) {
	data, ok := s[Tile{Level: level, Index: index, Width: width}.Path()]
	if !ok {
		return nil, fmt.Errorf("no tile %d/%d.%d", level, index, width)
	}
	return data, nil
}

// reference is the library's own tree.
type reference []Hash

func (r *reference) add(t testing.TB, n int64, leaf Hash) {
	hs, err := tlog.StoredHashesForRecordHash(n, leaf, r)
	if err != nil {
		t.Fatal(err)
	}
	*r = append(*r, hs...)
}

func (r *reference) ReadHashes(at []int64) ([]Hash, error) {
	var out []Hash
	for _, i := range at {
		out = append(out, (*r)[i])
	}
	return out, nil
}

func leafOf(n int64) Hash { return LeafHash(fmt.Appendf(nil, "leaf %d", n)) }

func TestTheRootIsThatOfTheReference(t *testing.T) {
	edge, err := NewEdge(0, nil)
	if err != nil {
		t.Fatal(err)
	}
	ref, store := &reference{}, shelf{}
	for n := int64(0); n <= 2000; n++ {
		want, err := tlog.TreeHash(n, ref)
		if err != nil {
			t.Fatal(err)
		}
		if edge.Root() != want || edge.Size() != n {
			t.Fatalf("size %d: another root", n)
		}
		store.put(edge.TakeTiles())
		var tiles []Tile
		for _, part := range EdgeTiles(n) {
			part.Data = store[part.Path()]
			tiles = append(tiles, part)
		}
		again, err := NewEdge(n, tiles)
		if err != nil {
			t.Fatal(err)
		}
		if again.Root() != want || len(again.TakeTiles()) != 0 {
			t.Fatalf("size %d: taken up from its tiles the tree is another", n)
		}
		if n%97 == 0 {
			edge = again
		}
		ref.add(t, n, leafOf(n))
		edge.Append(leafOf(n))
	}
}

func TestTheRootOfLargeTrees(t *testing.T) {
	edge, _ := NewEdge(0, nil)
	ref, store := &reference{}, shelf{}
	want := map[int64]bool{65535: true, 65536: true, 65537: true, 65536 + 256: true, 131072 + 300: true}
	for n := int64(0); n <= 131372; n++ {
		if want[n] {
			root, err := tlog.TreeHash(n, ref)
			if err != nil || edge.Root() != root {
				t.Errorf("size %d: another root, %v", n, err)
			}
			store.put(edge.TakeTiles())
			for _, lt := range tlog.NewTiles(TileHeight, 0, n) {
				data, err := tlog.ReadTileData(lt, ref)
				if err != nil {
					t.Fatal(err)
				}
				if mine, _ := store.Tile(lt.L, lt.N, lt.W); !bytes.Equal(mine, data) {
					t.Errorf("size %d: tile %v differs", n, lt)
				}
			}
		}
		ref.add(t, n, leafOf(n))
		edge.Append(leafOf(n))
	}
}

func TestAnEdgeWithoutItsTilesIsRefused(t *testing.T) {
	edge, _ := NewEdge(0, nil)
	for n := range int64(700) {
		edge.Append(leafOf(n))
	}
	tiles := edge.TakeTiles()
	var parts []Tile
	for _, tile := range tiles {
		if !tile.Full() {
			parts = append(parts, tile)
		}
	}
	if _, err := NewEdge(700, parts); err != nil {
		t.Fatal(err)
	}
	for i := range parts {
		missing := append(append([]Tile(nil), parts[:i]...), parts[i+1:]...)
		if _, err := NewEdge(700, missing); err == nil {
			t.Error("a missing tile is not missed")
		}
		short := append([]Tile(nil), parts...)
		short[i].Data = short[i].Data[:len(short[i].Data)-1]
		if _, err := NewEdge(700, short); err == nil {
			t.Error("a truncated tile is taken")
		}
	}
	if _, err := NewEdge(-1, nil); err == nil {
		t.Error("a negative size is taken")
	}
}

// grown gives checkpoints for all sizes up to n, and the tiles of the last.
func grown(n int64) ([]Checkpoint, shelf) {
	edge, _ := NewEdge(0, nil)
	store := shelf{}
	out := []Checkpoint{{Origin: "duban/429004", Root: edge.Root()}}
	for i := range n {
		edge.Append(leafOf(i))
		out = append(out, Checkpoint{Origin: "duban/429004", Size: i + 1, Root: edge.Root()})
		store.put(edge.TakeTiles())
	}
	return out, store
}

func TestEveryTreeIsTheBeginningOfTheNext(t *testing.T) {
	trees, tiles := grown(64)
	for n := range trees {
		for m := range n + 1 {
			p, err := ProveConsistency(trees[n], int64(m), tiles)
			if err != nil {
				t.Fatal(m, n, err)
			}
			if err := VerifyConsistency(p, trees[n], trees[m]); err != nil {
				t.Fatal(m, n, err)
			}
			if root, err := RootAt(trees[n], int64(m), tiles); err != nil || root != trees[m].Root {
				t.Fatal(m, n, "another root", err)
			}
			forked := trees[m]
			forked.Root[m%32] ^= 1
			if VerifyConsistency(p, trees[n], forked) == nil {
				t.Fatal(m, n, "a forked tree passes")
			}
			for i := range p {
				p[i][n%32] ^= 0x80
				if VerifyConsistency(p, trees[n], trees[m]) == nil {
					t.Fatal(m, n, "a changed proof passes")
				}
				p[i][n%32] ^= 0x80
			}
			if VerifyConsistency(append(p, Hash{}), trees[n], trees[m]) == nil {
				t.Fatal(m, n, "a longer proof passes")
			}
		}
	}
}

func TestAnyChangedBitIsSeen(t *testing.T) {
	trees, tiles := grown(300)
	c := trees[300]
	for _, position := range []int64{0, 1, 255, 256, 299} {
		p, err := ProveInclusion(c, position, tiles)
		if err != nil {
			t.Fatal(err)
		}
		leaf := leafOf(position)
		if err := VerifyInclusion(p, c, position, leaf); err != nil {
			t.Fatal(err)
		}
		flip := func(what string, h *Hash) {
			for bit := range 256 {
				h[bit/8] ^= 1 << (bit % 8)
				if VerifyInclusion(p, c, position, leaf) == nil {
					t.Errorf("bit %d of the %s does not matter", bit, what)
				}
				h[bit/8] ^= 1 << (bit % 8)
			}
		}
		flip("leaf", &leaf)
		flip("root", &c.Root)
		for i := range p {
			flip("proof", &p[i])
		}
		if VerifyInclusion(p, c, position^1, leaf) == nil {
			t.Error("the leaf passes at another position")
		}
	}
	for _, path := range []string{"tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"} {
		data := tiles[path]
		for bit := 0; bit < len(data)*8; bit += 37 {
			data[bit/8] ^= 1 << (bit % 8)
			if _, err := ProveInclusion(c, 3, tiles); err == nil {
				t.Fatalf("bit %d of %s does not matter", bit, path)
			}
			data[bit/8] ^= 1 << (bit % 8)
		}
		tiles[path] = data[:len(data)-32]
		if _, err := ProveInclusion(c, 3, tiles); err == nil {
			t.Errorf("%s passes truncated", path)
		}
		tiles[path] = data
	}
}

func TestTilesHaveThePathsOfTheFormat(t *testing.T) {
	for path, want := range map[string]Tile{
		"tile/0/000":               {Level: 0, Index: 0, Width: 256},
		"tile/1/x001/234.p/8":      {Level: 1, Index: 1234, Width: 8},
		"tile/0/x001/x234/067":     {Level: 0, Index: 1234067, Width: 256},
		"tile/63/999.p/255":        {Level: 63, Index: 999, Width: 255},
		"tile/2/x123/x000/004.p/1": {Level: 2, Index: 123000004, Width: 1},
	} {
		got, err := ParseTilePath(path)
		if err != nil || got.Level != want.Level || got.Index != want.Index || got.Width != want.Width {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
		if want.Path() != path {
			t.Errorf("%s, want %s", want.Path(), path)
		}
	}
	for _, path := range []string{"", "tile/", "tile/0/0", "tile/00/000", "tile/-1/000", "tile/64/000", "tile/0/000.p/0", "tile/0/000.p/256",
		"tile/0/001/000", "tile/0/x000/001", "tile/0/x001", "tile/0/000.p/08", "tile/8/0/000", "0/000", "tile/0/xx01/000", "tile/0/+01"} {
		if got, err := ParseTilePath(path); err == nil {
			t.Errorf("%s is read as %+v", path, got)
		}
	}
	n, w, err := ParseEntryPath("tile/entries/x001/234.p/9")
	if err != nil || n != 1234 || w != 9 || EntryPath(n, w) != "tile/entries/x001/234.p/9" {
		t.Error(n, w, err)
	}
}

func TestAnEntryBundleGivesItsLeavesBack(t *testing.T) {
	var bundle []byte
	var err error
	leaves := [][]byte{{}, []byte("a"), bytes.Repeat([]byte("b"), MaxLeaf)}
	for _, leaf := range leaves {
		if bundle, err = AppendBundle(bundle, leaf); err != nil {
			t.Fatal(err)
		}
	}
	got, err := ParseBundle(bundle)
	if err != nil || len(got) != 3 || !bytes.Equal(got[2], leaves[2]) {
		t.Error(len(got), err)
	}
	if got, err := ParseBundle(bundle[:len(bundle)-1]); err == nil || len(got) != 2 {
		t.Error("a truncated bundle passes")
	}
	if _, err := AppendBundle(nil, make([]byte, MaxLeaf+1)); err == nil {
		t.Error("a leaf too long passes")
	}
}

func FuzzPaths(f *testing.F) {
	f.Add("tile/0/x001/234.p/8")
	f.Add("tile/entries/x001/234.p/8")
	f.Fuzz(func(t *testing.T, path string) {
		if tile, err := ParseTilePath(path); err == nil && tile.Path() != path {
			t.Errorf("%q is written %q", path, tile.Path())
		}
		if n, w, err := ParseEntryPath(path); err == nil && (EntryPath(n, w) != path || n < 0) {
			t.Errorf("%q is written %q", path, EntryPath(n, w))
		}
	})
}

func FuzzParseBundle(f *testing.F) {
	f.Add([]byte{0, 1, 'a', 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		leaves, err := ParseBundle(data)
		var again []byte
		for _, leaf := range leaves {
			again, _ = AppendBundle(again, leaf)
		}
		if !bytes.HasPrefix(data, again) || err == nil && len(again) != len(data) {
			t.Errorf("%x is written %x", data, again)
		}
	})
}
