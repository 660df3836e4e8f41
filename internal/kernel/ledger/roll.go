package ledger

import (
	"errors"
	"fmt"
)

// RollOrigin names the log of logs.
const RollOrigin = "duban/logs"

// Roll (总册) is the log of logs: a tree whose leaves are the signed
// checkpoints of the divisions' logs, so that no division can show two
// histories without both standing here.
type Roll struct {
	*Edge
	latest map[string]Checkpoint
}

// NewRoll takes up the log of logs at its edge, with the latest checkpoint of
// each log that stands in it.
func NewRoll(edge *Edge, latest ...Checkpoint) *Roll {
	r := &Roll{Edge: edge, latest: map[string]Checkpoint{}}
	for _, c := range latest {
		if have, ok := r.latest[c.Origin]; !ok || have.Size <= c.Size {
			r.latest[c.Origin] = c
		}
	}
	return r
}

// ErrFork says that a log was signed in two versions.
var ErrFork = errors.New("ledger: the log was forked")

// Enter adds a division's signed checkpoint. It must be signed by a known key,
// and p must prove that the latest one in the roll is its beginning; the first
// of a log and one of the same size need no proof. The note itself is the leaf
// to store. A refused note leaves the roll as it was.
func (r *Roll) Enter(signed []byte, p Proof, keys ...Verifier) (Checkpoint, error) {
	if len(signed) > MaxLeaf {
		return Checkpoint{}, fmt.Errorf("ledger: a note of %d bytes is no leaf", len(signed))
	}
	c, err := OpenCheckpoint(signed, keys...)
	if err != nil {
		return Checkpoint{}, err
	}
	if have, ok := r.latest[c.Origin]; ok {
		if have.Size == c.Size && have.Root != c.Root {
			return c, fmt.Errorf("%w: %s has two roots at size %d", ErrFork, c.Origin, c.Size)
		}
		if have.Size > c.Size {
			return c, fmt.Errorf("%w: %s shrank from %d to %d", ErrFork, c.Origin, have.Size, c.Size)
		}
		if have.Size < c.Size {
			if err := VerifyConsistency(p, c, have); err != nil {
				return c, fmt.Errorf("%w: %s: %w", ErrFork, c.Origin, err)
			}
		}
	}
	r.latest[c.Origin] = c
	r.Append(LeafHash(signed))
	return c, nil
}

// Checkpoint is the unsigned checkpoint of the roll.
func (r *Roll) Checkpoint() Checkpoint {
	return Checkpoint{Origin: RollOrigin, Size: r.Size(), Root: r.Root()}
}
