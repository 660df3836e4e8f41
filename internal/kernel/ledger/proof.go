package ledger

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Proof (证明) is the list of hashes that shows a leaf to be in a tree, or one
// tree to be the beginning of another.
type Proof []Hash

// TileReader (瓦片读取) gives a stored tile's data. A store may answer with a
// wider version of a partial tile.
type TileReader interface {
	Tile(level int, index int64, width int) ([]byte, error)
}

// ProveInclusion proves that the leaf at the position is in the tree of the
// checkpoint. The tiles are checked against its root first.
func ProveInclusion(c Checkpoint, position int64, tiles TileReader) (Proof, error) {
	if position < 0 || position >= c.Size {
		return nil, fmt.Errorf("ledger: position %d is not in a tree of size %d", position, c.Size)
	}
	p, err := tlog.ProveRecord(c.Size, position, hashes(c, tiles))
	return Proof(p), err
}

// VerifyInclusion checks a proof that the leaf hash stands at the position.
func VerifyInclusion(p Proof, c Checkpoint, position int64, leaf Hash) error {
	if position < 0 || position >= c.Size {
		return fmt.Errorf("ledger: position %d is not in a tree of size %d", position, c.Size)
	}
	return tlog.CheckRecord(tlog.RecordProof(p), c.Size, c.Root, position, leaf)
}

// ProveConsistency proves that the tree of size earlier is the beginning of the
// checkpoint's.
func ProveConsistency(c Checkpoint, earlier int64, tiles TileReader) (Proof, error) {
	if earlier < 0 || earlier > c.Size {
		return nil, fmt.Errorf("ledger: size %d is no beginning of a tree of size %d", earlier, c.Size)
	}
	if earlier == 0 {
		return nil, nil
	}
	p, err := tlog.ProveTree(c.Size, earlier, hashes(c, tiles))
	return Proof(p), err
}

// VerifyConsistency checks a proof that the earlier checkpoint's tree is the
// beginning of the later one's. If it is not, the log was forked.
func VerifyConsistency(p Proof, later, earlier Checkpoint) error {
	switch {
	case earlier.Origin != later.Origin:
		return fmt.Errorf("ledger: %s and %s are different logs", earlier.Origin, later.Origin)
	case earlier.Size < 0 || earlier.Size > later.Size:
		return fmt.Errorf("ledger: size %d is no beginning of a tree of size %d", earlier.Size, later.Size)
	case earlier.Size == 0:
		if len(p) > 0 || earlier.Root != sha256.Sum256(nil) {
			return errors.New("ledger: the empty tree has one root and needs no proof")
		}
		return nil
	}
	return tlog.CheckTree(tlog.TreeProof(p), later.Size, later.Root, earlier.Size, earlier.Root)
}

// RootAt is the root that the tree had at an earlier size.
func RootAt(c Checkpoint, size int64, tiles TileReader) (Hash, error) {
	if size < 0 || size > c.Size {
		return Hash{}, fmt.Errorf("ledger: size %d is no beginning of a tree of size %d", size, c.Size)
	}
	if size == 0 {
		return sha256.Sum256(nil), nil
	}
	return tlog.TreeHash(size, hashes(c, tiles))
}

func hashes(c Checkpoint, tiles TileReader) tlog.HashReader {
	return tlog.TileHashReader(tlog.Tree{N: c.Size, Hash: c.Root}, libraryTiles{tiles})
}

// libraryTiles shows a TileReader to the library, which checks every tile
// against the root before it uses it.
type libraryTiles struct{ TileReader }

func (libraryTiles) Height() int                     { return TileHeight }
func (libraryTiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (r libraryTiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, t := range tiles {
		data, err := readTile(r.TileReader, t.L, t.N, t.W)
		if err != nil {
			return nil, err
		}
		out[i] = data
	}
	return out, nil
}

func readTile(r TileReader, level int, index int64, width int) ([]byte, error) {
	data, err := r.Tile(level, index, width)
	if err != nil {
		return nil, err
	}
	if len(data) < width*tlog.HashSize || len(data)%tlog.HashSize != 0 || len(data) > TileWidth*tlog.HashSize {
		return nil, fmt.Errorf("ledger: tile %s has %d bytes", Tile{Level: level, Index: index, Width: width}.Path(), len(data))
	}
	return data[:width*tlog.HashSize], nil
}
