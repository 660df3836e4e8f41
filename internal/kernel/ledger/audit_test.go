package ledger

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
)

// row is an entry as a store keeps it.
type row struct {
	position int64
	entry    Entry
	payloads []Payload
}

// city is a small division's log and objects, told act by act.
type city struct {
	t       testing.TB
	rows    []row
	edge    *Edge
	chain   Chain
	tiles   shelf
	objects map[string][]byte
	last    map[string]Commitment
	marks   []Checkpoint // one after every entry
}

func newCity(t testing.TB) *city {
	edge, _ := NewEdge(0, nil)
	return &city{t: t, edge: edge, tiles: shelf{}, objects: map[string][]byte{}, last: map[string]Commitment{}}
}

// act changes one object to the text, or removes it if there is none.
func (c *city) act(act, object, text, reason string) {
	n := byte(len(c.rows))
	e := Entry{Encoder: 1, Division: "429004", ActID: fmt.Sprintf("act-%d", len(c.rows)), Act: act, Object: object, Person: "person/1",
		HappenedAt: int64(len(c.rows)), RecordedAt: int64(len(c.rows))}
	change := Change{Object: object, Before: c.last[object]}
	var payloads []Payload
	if text != "" {
		change.After = Commit(Salt{n, 1}, []byte(text))
		payloads = append(payloads, Payload{Object: object, Salt: Salt{n, 1}, Bytes: []byte(text)})
		c.objects[object] = []byte(text)
	} else {
		delete(c.objects, object)
	}
	if reason != "" {
		e.Reason = Commit(Salt{n, 2}, []byte(reason))
		payloads = append(payloads, Payload{Object: ReasonObject(e.ActID), Salt: Salt{n, 2}, Bytes: []byte(reason)})
	}
	e.Changes = []Change{change}
	c.last[object] = change.After
	leaf, err := e.AppendLeaf(nil)
	if err != nil {
		c.t.Fatal(err)
	}
	c.edge.Append(LeafHash(leaf))
	c.chain = c.chain.Next(leaf)
	c.tiles.put(c.edge.TakeTiles())
	c.rows = append(c.rows, row{int64(len(c.rows)), e, payloads})
	c.marks = append(c.marks, Checkpoint{Origin: "duban/429004", Size: c.edge.Size(), Root: c.edge.Root()}.WithChain(c.chain))
}

func (c *city) head() Checkpoint { return c.marks[len(c.marks)-1] }

func (c *city) audit(extra ...Checkpoint) Report {
	a := NewAudit(Plan{Tiles: c.tiles, Size: c.head().Size, Objects: true, Chain: true, Workers: 2})
	for _, r := range c.rows {
		a.Entry(r.position, r.entry, r.payloads)
	}
	for _, object := range slices.Sorted(maps.Keys(c.objects)) {
		a.Object(object, c.objects[object])
	}
	return a.Close(append(extra, c.head())...)
}

// year is 300 acts on 40 tasks; task 7 was erased at position 250.
func year(t testing.TB) *city {
	c := newCity(t)
	for i := range 300 {
		switch object := fmt.Sprintf("record/task/%d", i%40); {
		case i == 250:
			c.act("person.erase", "record/task/7", "已依法隐去", "本人申请")
			for _, p := range []int{7, 47, 87, 127, 167, 207, 247} {
				c.rows[p].payloads[0] = Payload{Object: "record/task/7", Erased: true}
			}
		case i == 299:
			c.act("task.withdraw", object, "", "")
		default:
			c.act("task.issue", object, fmt.Sprintf("第%d稿", i), "按方案印发")
		}
	}
	return c
}

func said(r Report) []string {
	var out []string
	for _, f := range r.Findings {
		if f.Kind != ErasedLawfully {
			out = append(out, fmt.Sprintf("%d@%d-%d/%d %s %s", f.Kind, f.Position, f.Until, f.Other, f.Act, f.Object))
		}
		if s := f.Sentence(); !strings.HasSuffix(s, "。") || strings.Contains(s, "未知的") {
			out = append(out, "no sentence: "+s)
		}
	}
	return out
}

func TestAnHonestLogIsIntact(t *testing.T) {
	c := year(t)
	r := c.audit(c.marks[0], c.marks[99], c.marks[255])
	if !r.Intact() || len(said(r)) > 0 {
		t.Errorf("%q", said(r))
	}
	erased := 0
	for _, f := range r.Findings {
		if f.Kind == ErasedLawfully && f.Other == 250 && f.Object == "record/task/7" {
			erased++
		}
	}
	if erased != 7 || len(r.Findings) != 7 {
		t.Errorf("%d versions erased by entry 250, want 7", erased)
	}
	if r.Entries != 300 || r.Payloads != 299+299-7 || r.Objects != 39 {
		t.Errorf("%d entries, %d payloads, %d objects", r.Entries, r.Payloads, r.Objects)
	}
}

// Each row forges the store behind the log's back; the tiles and checkpoints
// are those that were sealed, unless the row says otherwise.
var forgeries = []struct {
	name  string
	forge func(*city)
	want  []string
}{
	{"the reason is edited", func(c *city) { c.rows[9].payloads[1].Bytes = []byte("另有原因") },
		[]string{kindAt(AlteredPayload, 9, 9, -1, "task.issue", "reason/act-9")}},
	{"the reason and its commitment are edited", func(c *city) {
		c.rows[9].payloads[1].Bytes = []byte("另有原因")
		c.rows[9].entry.Reason = Commit(Salt{9, 2}, []byte("另有原因"))
	}, []string{kindAt(WrongChain, -1, -1, -1, "", ""), kindAt(AlteredEntry, 9, 9, -1, "task.issue", "record/task/9")}},
	{"the time is edited", func(c *city) { c.rows[100].entry.HappenedAt-- },
		[]string{kindAt(WrongChain, -1, -1, -1, "", ""), kindAt(AlteredEntry, 100, 100, -1, "task.issue", "record/task/20")}},
	{"two entries change places", func(c *city) {
		c.rows[10].entry, c.rows[11].entry = c.rows[11].entry, c.rows[10].entry
		c.rows[10].payloads, c.rows[11].payloads = c.rows[11].payloads, c.rows[10].payloads
	}, []string{kindAt(WrongChain, -1, -1, -1, "", ""), kindAt(MisplacedEntry, 10, 10, 11, "task.issue", "record/task/11"),
		kindAt(TimeBackwards, 11, 11, -1, "task.issue", "record/task/10"), kindAt(MisplacedEntry, 11, 11, 10, "task.issue", "record/task/10")}},
	{"an entry is dropped", func(c *city) {
		c.rows = slices.Delete(c.rows, 299, 300)
		c.objects["record/task/19"] = []byte("第259稿")
	},
		[]string{kindAt(MissingEntry, 299, 299, -1, "", "")}},
	{"an entry within is dropped", func(c *city) { c.rows = slices.Delete(c.rows, 3, 4) },
		[]string{kindAt(MissingEntry, 3, 3, -1, "", ""), kindAt(BrokenSequence, 43, 43, -1, "task.issue", "record/task/3")}},
	{"an entry is dropped and the rest renumbered", func(c *city) {
		c.rows = slices.Delete(c.rows, 299-40, 299-39)
		for i := range c.rows {
			c.rows[i].position = int64(i)
		}
	}, []string{kindAt(MissingEntry, 259, 259, -1, "", ""),
		kindAt(BrokenSequence, 298, 298, 219, "task.withdraw", "record/task/19")}},
	{"an entry is there twice at one position", func(c *city) { c.rows = slices.Insert(c.rows, 6, c.rows[5]) },
		[]string{kindAt(DuplicatedEntry, 5, 5, 5, "task.issue", "record/task/5")}},
	{"an entry is there twice and the rest renumbered", func(c *city) {
		c.rows = slices.Insert(c.rows, 298, c.rows[297])
		for i := range c.rows {
			c.rows[i].position = int64(i)
		}
	}, []string{kindAt(WrongChain, -1, -1, -1, "", ""), kindAt(BrokenSequence, 298, 298, 297, "task.issue", "record/task/17"), kindAt(DuplicatedEntry, 298, 298, 297, "task.issue", "record/task/17")}},
	{"an entry is slipped in", func(c *city) {
		r := c.rows[297]
		r.entry.ActID, r.entry.Object = "act-x", "record/task/x"
		r.entry.Changes, r.payloads, r.entry.Reason = nil, nil, Zero
		c.rows = slices.Insert(c.rows, 298, r)
		for i := range c.rows {
			c.rows[i].position = int64(i)
		}
	}, []string{kindAt(WrongChain, -1, -1, -1, "", ""), kindAt(InsertedEntry, 298, 298, -1, "task.issue", "record/task/x")}},
	{"a change is hidden", func(c *city) { c.rows[299].entry.Changes = nil; c.objects["record/task/19"] = []byte("第259稿") },
		[]string{kindAt(WrongChain, -1, -1, -1, "", ""), kindAt(AlteredEntry, 299, 299, -1, "task.withdraw", "record/task/19")}},
	{"a version is removed", func(c *city) { c.rows[5].payloads = c.rows[5].payloads[1:] },
		[]string{kindAt(RemovedPayload, 5, 5, -1, "task.issue", "record/task/5")}},
	{"a version is called erased though no act says so", func(c *city) { c.rows[5].payloads[0] = Payload{Object: "record/task/5", Erased: true} },
		[]string{kindAt(RemovedPayload, 5, 5, -1, "task.issue", "record/task/5")}},
	{"a version is removed after the erasing act", func(c *city) { c.rows[287].payloads[0].Erased = true },
		[]string{kindAt(RemovedPayload, 287, 287, -1, "task.issue", "record/task/7")}},
	{"a version is edited", func(c *city) { c.rows[5].payloads[0].Bytes = []byte("第6稿") },
		[]string{kindAt(AlteredPayload, 5, 5, -1, "task.issue", "record/task/5")}},
	{"a version that no act made", func(c *city) {
		c.rows[5].payloads = append(c.rows[5].payloads, Payload{Object: "record/x", Bytes: []byte("x")})
	}, []string{kindAt(AlteredPayload, 5, 5, -1, "task.issue", "record/x")}},
	{"an object is edited", func(c *city) { c.objects["record/task/18"] = []byte("改过") },
		[]string{kindAt(AlteredObject, 298, 298, -1, "task.issue", "record/task/18")}},
	{"an object is slipped in", func(c *city) { c.objects["record/task/99"] = []byte("凭空") },
		[]string{kindAt(InsertedObject, -1, -1, -1, "", "record/task/99")}},
	{"a removed object comes back", func(c *city) { c.objects["record/task/19"] = []byte("第259稿") },
		[]string{kindAt(InsertedObject, -1, -1, -1, "", "record/task/19")}},
	{"an object is removed", func(c *city) { delete(c.objects, "record/task/18") },
		[]string{kindAt(RemovedObject, 298, 298, -1, "task.issue", "record/task/18")}},
	{"a tile is truncated", func(c *city) { c.tiles["tile/0/001.p/44"] = c.tiles["tile/0/001.p/44"][:43*32] },
		[]string{kindAt(DamagedTile, -1, -1, -1, "", "")}},
	{"a tile is gone", func(c *city) { delete(c.tiles, "tile/0/000") }, []string{kindAt(DamagedTile, -1, -1, -1, "", "")}},
	{"a tile is edited", func(c *city) { c.tiles["tile/0/000"][77] ^= 1 }, []string{kindAt(DamagedTile, -1, -1, -1, "", "")}},
	{"an upper tile is edited", func(c *city) { c.tiles["tile/1/000.p/1"][7] ^= 1 }, []string{kindAt(DamagedTile, -1, -1, -1, "", "")}},
	{"the chain is another", func(c *city) { c.marks[299] = c.marks[299].WithChain(Chain{1}) }, []string{kindAt(WrongChain, -1, -1, -1, "", "")}},
}

func kindAt(k Kind, at, until, other int64, act, object string) string {
	return fmt.Sprintf("%d@%d-%d/%d %s %s", k, at, until, other, act, object)
}

func TestEveryForgeryIsNamed(t *testing.T) {
	for _, f := range forgeries {
		t.Run(f.name, func(t *testing.T) {
			c := year(t)
			f.forge(c)
			r := c.audit()
			if r.Intact() {
				t.Error("called intact")
			}
			if got := said(r); !slices.Equal(got, f.want) {
				t.Errorf("said\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(f.want, "\n  "))
			}
		})
	}
}

func TestTwoHistoriesAreAFork(t *testing.T) {
	c := year(t)
	for name, other := range map[string]Checkpoint{
		"of one size":    {Origin: "duban/429004", Size: 300, Root: Hash{1}},
		"an earlier one": {Origin: "duban/429004", Size: 12, Root: Hash{1}},
	} {
		r := c.audit(other)
		if r.Intact() || !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Kind == Fork }) {
			t.Errorf("%s: %q", name, said(r))
		}
	}
}

func TestAnEntryWithoutPositionIsNoIntrusion(t *testing.T) {
	c := year(t)
	a := NewAudit(Plan{Tiles: c.tiles, Size: 298, Objects: true, CurrentOnly: true})
	for _, r := range c.rows[:298] {
		for i := range r.payloads[:len(r.payloads)-1] {
			r.payloads[i].Bytes = nil // superseded or looked at below
		}
		a.Entry(r.position, r.entry, r.payloads)
	}
	for _, r := range c.rows[298:] {
		a.Unsequenced(r.entry, r.payloads)
	}
	for object, text := range c.objects {
		a.Object(object, text)
	}
	r := a.Close(c.marks[297])
	stragglers := 0
	for _, f := range r.Findings {
		if f.Kind == UnsequencedEntry {
			stragglers++
		}
	}
	if !r.Intact() || stragglers != 2 || r.Objects != 39 {
		t.Errorf("%d stragglers, %d objects, %q", stragglers, r.Objects, said(r))
	}
}

// folder is an export in memory.
type folder map[string][]byte

func (f folder) File(name string) ([]byte, error) {
	if data, ok := f[name]; ok {
		return data, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (c *city) export(signers ...Signer) folder {
	out := folder{}
	maps.Copy(out, folder(c.tiles))
	var err error
	if out[CheckpointPath], err = c.head().Sign(signers...); err != nil {
		c.t.Fatal(err)
	}
	for rows := range slices.Chunk(c.rows, TileWidth) {
		var leaves, changes, payloads []byte
		for _, r := range rows {
			leaf, err := r.entry.AppendLeaf(nil)
			if err != nil {
				c.t.Fatal(err)
			}
			leaves, _ = AppendBundle(leaves, leaf)
			changes = AppendChangesBundle(changes, r.entry.Changes)
			for _, p := range r.payloads {
				if payloads, err = AppendPayload(payloads, r.position, p); err != nil {
					c.t.Fatal(err)
				}
			}
		}
		index := rows[0].position / TileWidth
		out[EntryPath(index, len(rows))], out[ChangesPath(index, len(rows))], out[PayloadsPath(index, len(rows))] = leaves, changes, payloads
	}
	return out
}

func TestAnOutsiderVerifiesAnExport(t *testing.T) {
	ed, edV, _ := ordinary(t, 1)
	sm, smV, _ := nationalKeys(t, 2)
	_, stranger, _ := ordinary(t, 3)
	for _, row := range []struct {
		name  string
		spoil func(folder)
		keys  []Verifier
		want  []Kind
	}{
		{"as exported", func(folder) {}, []Verifier{edV, smV}, nil},
		{"without payloads", func(f folder) { delete(f, "payloads/000"); delete(f, "payloads/001.p/44") }, []Verifier{smV}, nil},
		{"by a stranger", func(folder) {}, []Verifier{stranger}, []Kind{UnknownKey}},
		{"one payload file gone", func(f folder) { delete(f, "payloads/001.p/44") }, []Verifier{edV}, []Kind{Unreadable, RemovedPayload}},
		{"changes gone", func(f folder) { delete(f, "changes/001.p/44") }, []Verifier{edV}, []Kind{Unreadable, AlteredChanges}},
		{"a change edited", func(f folder) {
			f["changes/000"] = bytes.Replace(f["changes/000"], []byte("record/task/5"), []byte("record/task/6"), 1)
		}, []Verifier{edV}, []Kind{AlteredChanges}},
		{"entries truncated", func(f folder) { f["tile/entries/001.p/44"] = f["tile/entries/001.p/44"][:9000] }, []Verifier{edV}, []Kind{Unreadable, MissingEntry}},
		{"an entry edited", func(f folder) {
			f["tile/entries/000"] = bytes.Replace(f["tile/entries/000"], []byte("person/1"), []byte("person/2"), 1)
		}, []Verifier{edV}, []Kind{AlteredEntry, WrongChain}},
		{"an entry garbled", func(f folder) { f["tile/entries/000"][2] = '[' }, []Verifier{edV}, []Kind{AlteredEntry, WrongChain}},
		{"a tile gone", func(f folder) { delete(f, "tile/1/000.p/1") }, []Verifier{edV}, []Kind{DamagedTile}},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := year(t)
			f := c.export(ed, sm)
			row.spoil(f)
			r, err := Verify(context.Background(), f, row.keys, 2, c.marks[120])
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range row.want {
				if !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Kind == k }) {
					t.Errorf("kind %d is not found: %q", k, said(r))
				}
			}
			if r.Intact() != (row.want == nil) {
				t.Errorf("%q", said(r))
			}
		})
	}
	f := year(t).export(ed)
	if r, err := Verify(context.Background(), f, []Verifier{edV}, 1, Checkpoint{Origin: "duban/429004", Size: 900}); err != nil || r.Intact() {
		t.Error("a log that shrank passes", err)
	}
	if _, err := Verify(context.Background(), folder{}, nil, 1); err == nil {
		t.Error("an empty folder passes")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Verify(ctx, f, []Verifier{edV}, 1); err == nil {
		t.Error("a verification that was called off goes on")
	}
}

func TestTheRollShowsAFork(t *testing.T) {
	ed, edV, _ := ordinary(t, 1)
	trees, tiles := grown(20)
	edge, _ := NewEdge(0, nil)
	roll := NewRoll(edge)
	enter := func(c Checkpoint, p Proof) error {
		signed, err := c.Sign(ed)
		if err != nil {
			t.Fatal(err)
		}
		_, err = roll.Enter(signed, p, edV)
		return err
	}
	if err := enter(trees[5], nil); err != nil {
		t.Fatal(err)
	}
	p, _ := ProveConsistency(trees[20], 5, tiles)
	forked := trees[20]
	forked.Root[0] ^= 1
	for name, err := range map[string]error{"other root": enter(forked, p), "no proof": enter(trees[20], nil), "shrunk": enter(trees[3], nil)} {
		if err == nil || roll.Size() != 1 {
			t.Errorf("%s: entered, %v", name, err)
		}
	}
	if err := enter(trees[20], p); err != nil || roll.Checkpoint().Size != 2 {
		t.Error(err)
	}
	if err := enter(forked, nil); err == nil {
		t.Error("a second root of the same size is entered")
	}
}

func FuzzParsePayloads(f *testing.F) {
	line, _ := AppendPayload(nil, 3, Payload{Object: "record/1", Bytes: []byte("x")})
	f.Add(line, AppendChangesBundle(nil, example(1).Changes))
	f.Fuzz(func(t *testing.T, data, changes []byte) {
		if m, err := ParsePayloads(data); err == nil {
			for position, list := range m {
				for _, p := range list {
					again, err := AppendPayload(nil, position, p)
					if err != nil {
						t.Fatal(err)
					}
					if back, err := ParsePayloads(again); err != nil || len(back[position]) != 1 {
						t.Errorf("%s does not read back", again)
					}
				}
			}
		}
		if lists, err := ParseChangesBundle(changes); err == nil {
			var again []byte
			for _, l := range lists {
				again = AppendChangesBundle(again, l)
			}
			if !bytes.Equal(again, changes) {
				t.Errorf("%q has two readings", changes)
			}
		}
	})
}

func BenchmarkAudit(b *testing.B) {
	const n = 20000
	rows := make([]row, n)
	edge, _ := NewEdge(0, nil)
	last := map[string]Commitment{}
	for i := range rows {
		e := example(i)
		rows[i] = row{position: int64(i), entry: e}
		for k := range e.Changes {
			c := &rows[i].entry.Changes[k]
			text := bytes.Repeat([]byte("案"), 100)
			c.Before, c.After = last[c.Object], Commit(Salt{byte(i), byte(i >> 8)}, text)
			last[c.Object] = c.After
			rows[i].payloads = append(rows[i].payloads, Payload{Object: c.Object, Salt: Salt{byte(i), byte(i >> 8)}, Bytes: text})
		}
		leaf, err := rows[i].entry.AppendLeaf(nil)
		if err != nil {
			b.Fatal(err)
		}
		edge.Append(LeafHash(leaf))
	}
	tiles := shelf{}
	tiles.put(edge.TakeTiles())
	head := Checkpoint{Origin: "duban/429004", Size: n, Root: edge.Root()}
	for _, national := range []bool{false, true} {
		b.Run(fmt.Sprintf("national=%t", national), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				a := NewAudit(Plan{Tiles: tiles, Size: n, Workers: 2, Chain: national})
				for _, r := range rows {
					a.Entry(r.position, r.entry, r.payloads)
				}
				if r := a.Close(head); !r.Intact() || r.Payloads != 2*n {
					b.Fatal(said(r))
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}
