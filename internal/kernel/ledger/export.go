package ledger

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// Bundle (存证包) is an exported log: a folder or an archive, by file name.
// File answers with fs.ErrNotExist for a file that is not there.
//
//	checkpoint                     the signed note
//	checkpoints                    earlier ones of this log that were kept, a blank line after each; may be absent
//	keys                           public key texts, one a line: to be compared, never to be trusted
//	tile/<L>/<N>[.p/<W>]           tiles
//	tile/entries/<N>[.p/<W>]       leaves (AppendBundle)
//	changes/<N>[.p/<W>]            lists of changes, as many as leaves (AppendChangesBundle)
//	payloads/<N>[.p/<W>]           versions, all or none of these files (AppendPayload)
type Bundle interface {
	File(name string) ([]byte, error)
}

const (
	// CheckpointPath is the place of the signed note.
	CheckpointPath = "checkpoint"
	// CheckpointsPath is the place of earlier signed notes.
	CheckpointsPath = "checkpoints"
	// KeysPath is the place of the public key texts.
	KeysPath = "keys"
)

// SplitNotes gives the signed notes that stand one after the other with a
// blank line between.
func SplitNotes(data []byte) [][]byte {
	var notes [][]byte
	parts := bytes.Split(bytes.TrimRight(data, "\n"), []byte("\n\n"))
	for i := 0; i+1 < len(parts); i += 2 {
		notes = append(notes, slices.Concat(parts[i], []byte("\n\n"), parts[i+1], []byte("\n")))
	}
	return notes
}

// ChangesPath is the place of the changes of an entry bundle.
func ChangesPath(index int64, width int) string { return "changes/" + numberPath(index, width) }

// PayloadsPath is the place of the versions of an entry bundle.
func PayloadsPath(index int64, width int) string { return "payloads/" + numberPath(index, width) }

// AppendChangesBundle adds one entry's list: its length as four bytes
// big-endian, then what AppendChanges writes.
func AppendChangesBundle(dst []byte, changes []Change) []byte {
	at := len(dst)
	dst = AppendChanges(append(dst, 0, 0, 0, 0), changes)
	binary.BigEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	return dst
}

// ParseChangesBundle gives each entry's list.
func ParseChangesBundle(data []byte) ([][]Change, error) {
	var out [][]Change
	for len(data) > 0 {
		if len(data) < 4 || uint64(len(data)-4) < uint64(binary.BigEndian.Uint32(data)) {
			return out, errors.New("ledger: the bundle of changes ends within a list")
		}
		n := 4 + int(binary.BigEndian.Uint32(data))
		list, err := ParseChanges(data[4:n])
		if err != nil {
			return out, err
		}
		out = append(out, list)
		data = data[n:]
	}
	return out, nil
}

type payloadLine struct {
	Bytes    []byte `json:"bytes,omitempty"`
	Erased   bool   `json:"erased,omitempty"`
	Object   string `json:"object"`
	Position int64  `json:"position"`
	Salt     string `json:"salt,omitempty"`
}

// AppendPayload adds a version, or the record that it was erased, as a line.
func AppendPayload(dst []byte, position int64, p Payload) ([]byte, error) {
	line := payloadLine{Object: p.Object, Position: position, Erased: p.Erased}
	if !p.Erased {
		line.Bytes, line.Salt = p.Bytes, hex.EncodeToString(p.Salt[:])
	}
	text, err := json.Marshal(line)
	if err != nil {
		return dst, err
	}
	return append(append(dst, text...), '\n'), nil
}

// ParsePayloads gives the versions by position.
func ParsePayloads(data []byte) (map[int64][]Payload, error) {
	out := map[int64][]Payload{}
	for line := range bytes.Lines(data) {
		var l payloadLine
		dec := json.NewDecoder(bytes.NewReader(line))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&l); err != nil {
			return out, err
		}
		p := Payload{Object: l.Object, Bytes: l.Bytes, Erased: l.Erased}
		if !l.Erased {
			if err := unhex(p.Salt[:], l.Salt); err != nil {
				return out, err
			}
		}
		out[l.Position] = append(out[l.Position], p)
	}
	return out, nil
}

// bundleTiles reads the tiles of an export.
type bundleTiles struct{ Bundle }

func (b bundleTiles) Tile(level int, index int64, width int) ([]byte, error) {
	t := Tile{Level: level, Index: index, Width: width}
	data, err := b.File(t.Path())
	if errors.Is(err, fs.ErrNotExist) && !t.Full() {
		t.Width = TileWidth
		return b.File(t.Path())
	}
	return data, err
}

// Verify checks an export. The keys come from elsewhere than the export: from
// a gazette, a notice board, an earlier visit. earlier are checkpoints that
// whoever verifies has kept; each must be a beginning of this log. The error
// is ctx's or that of an export whose checkpoint cannot be read at all; what
// is wrong with the log is in the report.
func Verify(ctx context.Context, b Bundle, keys []Verifier, workers int, earlier ...Checkpoint) (Report, error) {
	signed, err := b.File(CheckpointPath)
	if err != nil {
		return Report{}, fmt.Errorf("ledger: the export has no checkpoint: %w", err)
	}
	var findings []Finding
	file := func(path string) {
		findings = append(findings, Finding{Kind: Unreadable, Position: -1, Until: -1, Other: -1, Detail: path})
	}
	c, err := OpenCheckpoint(signed, keys...)
	if err != nil {
		findings = append(findings, Finding{Kind: UnknownKey, Position: -1, Until: -1, Other: -1})
		text, _, _ := bytes.Cut(signed, []byte("\n\n"))
		if c, err = ParseCheckpoint(string(text) + "\n"); err != nil {
			return Report{}, err
		}
	}
	if data, err := b.File(CheckpointsPath); err == nil && len(findings) == 0 {
		for _, signed := range SplitNotes(data) {
			e, err := OpenCheckpoint(signed, keys...)
			if err != nil {
				file(CheckpointsPath)
				continue
			}
			earlier = append(earlier, e)
		}
	}
	_, chained := c.Chain()
	plan := Plan{Tiles: bundleTiles{b}, Size: c.Size, Chain: chained, Workers: workers}
	if _, err := b.File(PayloadsPath(0, int(min(c.Size, TileWidth)))); errors.Is(err, fs.ErrNotExist) {
		plan.NoPayloads = true
	}
	a := NewAudit(plan)
	for index := int64(0); index*TileWidth < c.Size; index++ {
		if err := ctx.Err(); err != nil {
			return Report{}, err
		}
		width := int(min(c.Size-index*TileWidth, TileWidth))
		data, err := b.File(EntryPath(index, width))
		if err != nil {
			file(EntryPath(index, width))
			continue
		}
		leaves, err := ParseBundle(data)
		if err != nil || len(leaves) > width {
			file(EntryPath(index, width))
		}
		var lists [][]Change
		if data, err = b.File(ChangesPath(index, width)); err == nil {
			lists, err = ParseChangesBundle(data)
		}
		if err != nil || len(lists) != len(leaves) {
			file(ChangesPath(index, width))
		}
		var payloads map[int64][]Payload
		if !plan.NoPayloads {
			if data, err = b.File(PayloadsPath(index, width)); err == nil {
				payloads, err = ParsePayloads(data)
			}
			if err != nil {
				file(PayloadsPath(index, width))
			}
		}
		for i, raw := range leaves[:min(len(leaves), width)] {
			position := index*TileWidth + int64(i)
			l, err := ParseLeaf(raw)
			var changes []Change
			if i < len(lists) {
				changes = lists[i]
			}
			a.leaf(position, raw, l, err, changes, payloads[position])
			delete(payloads, position)
		}
		for position, list := range payloads {
			for _, p := range list {
				findings = append(findings, Finding{Kind: AlteredPayload, Position: position, Until: position, Other: -1, Object: p.Object})
			}
		}
	}
	for _, e := range earlier {
		if e.Origin != c.Origin || e.Size > c.Size {
			findings = append(findings, Finding{Kind: Fork, Position: -1, Until: -1, Other: -1, Detail: fmt.Sprintf("%s，%d 条", e.Origin, e.Size)})
		}
	}
	report := a.Close(append(beginnings(c, earlier), c)...)
	report.Findings = append(findings, report.Findings...)
	return report, nil
}

func beginnings(c Checkpoint, earlier []Checkpoint) []Checkpoint {
	var out []Checkpoint
	for _, e := range earlier {
		if e.Origin == c.Origin && e.Size <= c.Size {
			out = append(out, e)
		}
	}
	return out
}
