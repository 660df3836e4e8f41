package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func example(i int) Entry {
	object := fmt.Sprintf("record/task/%05d", i%700)
	c := func(s string) Commitment { return Commit(Salt{byte(i), byte(i >> 8)}, []byte(s)) }
	return Entry{
		Encoder: 1, Division: "429004", ActID: fmt.Sprintf("act-%08d", i), Act: "task.issue", Object: object,
		Person: "person/17", Post: "post/督查专员", Unit: "unit/政府督查室",
		HappenedAt: 1_795_000_000_000_000 + int64(i), RecordedAt: 1_795_000_000_000_100 + int64(i),
		Changes: []Change{{Object: object, After: c("after")}, {Object: object + "/node", Before: c("b"), After: c("c")}},
	}
}

func TestALeafIsCanonicalAndReadsBack(t *testing.T) {
	odd := example(1)
	odd.Object, odd.Person = "record/\"引号\"\\\n\t\b\f\r\x01\u2028<&>", "\x7f🏞"
	odd.HappenedAt = -5
	odd.Reason = Commit(Salt{1}, []byte("因节假日顺延"))
	for name, e := range map[string]Entry{"plain": example(0), "odd letters": odd, "empty": {Encoder: 1}} {
		t.Run(name, func(t *testing.T) {
			leaf, err := e.AppendLeaf(nil)
			if err != nil {
				t.Fatal(err)
			}
			var m map[string]any
			if err := json.Unmarshal(leaf, &m); err != nil {
				t.Fatalf("%s: %v", leaf, err)
			}
			if m["object"] != e.Object || m["person"] != e.Person {
				t.Errorf("another reader of JSON sees %q, %q", m["object"], m["person"])
			}
			var sorted bytes.Buffer // encoding/json sorts the keys of a map
			enc := json.NewEncoder(&sorted)
			enc.SetEscapeHTML(false)
			dec := json.NewDecoder(bytes.NewReader(leaf))
			dec.UseNumber()
			if err := dec.Decode(&m); err != nil {
				t.Fatal(err)
			}
			if err := enc.Encode(m); err != nil {
				t.Fatal(err)
			}
			if want := strings.ReplaceAll(strings.TrimSpace(sorted.String()), `\u2028`, "\u2028"); want != string(leaf) {
				t.Errorf("leaf %s\nwant %s", leaf, want)
			}
			l, err := ParseLeaf(leaf)
			if err != nil {
				t.Fatal(err)
			}
			if l.ChangeCount != len(e.Changes) || l.ChangesDigest != ChangesDigest(e.Changes) {
				t.Error("count or digest of the changes is lost")
			}
			l.Entry.Changes = e.Changes
			if !reflect.DeepEqual(l.Entry, e) {
				t.Errorf("read back %+v, want %+v", l.Entry, e)
			}
		})
	}
}

// The first encoder is kept for good: this leaf never changes.
func TestTheFirstEncoderIsFixed(t *testing.T) {
	e := Entry{Encoder: 1, Division: "429004", ActID: "a1", Act: "task.issue", Object: "record/task/1", Person: "p", Post: "q", Unit: "u",
		HappenedAt: 1, RecordedAt: 2, Changes: []Change{{Object: "record/task/1", After: Commit(Salt{}, []byte("甲"))}}}
	leaf, err := e.AppendLeaf(nil)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"act":"task.issue","act_id":"a1","change_count":1,"changes":"CHANGES","division":"429004","encoder":1,"happened_at":1,"object":"record/task/1","person":"p","post":"q","reason":"","recorded_at":2,"unit":"u"}`
	commitment := sha256.Sum256([]byte("duban/commitment/1\n" + strings.Repeat("\x00", 16) + "\x00\x00\x00\x00\x00\x00\x00\x03甲"))
	changes := sha256.Sum256([]byte(`{"after":"` + hex.EncodeToString(commitment[:]) + `","before":"","object":"record/task/1"}` + "\n"))
	if got := string(leaf); got != strings.Replace(want, "CHANGES", hex.EncodeToString(changes[:]), 1) {
		t.Errorf("%s", got)
	}
}

func TestALeafFitsWhateverTheActChanged(t *testing.T) {
	long := strings.Repeat("\x01", MaxField)
	e := Entry{Encoder: 1, Division: long, ActID: long, Act: long, Object: long, Person: long, Post: long, Unit: long,
		HappenedAt: -maxInteger, RecordedAt: -maxInteger, Reason: Commitment{1}}
	for i := range 5000 {
		e.Changes = append(e.Changes, Change{Object: fmt.Sprint("record/", i), After: Commitment{2}})
	}
	leaf, err := e.AppendLeaf(nil)
	if err != nil || len(leaf) > MaxLeaf {
		t.Errorf("%d bytes, %v", len(leaf), err)
	}
}

func TestAnEntryThatCannotBeKeptIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*Entry){
		"unknown encoder":  func(e *Entry) { e.Encoder = 2 },
		"no encoder":       func(e *Entry) { e.Encoder = 0 },
		"no UTF-8":         func(e *Entry) { e.Unit = "\xff" },
		"too long":         func(e *Entry) { e.Post = strings.Repeat("a", MaxField+1) },
		"no such instant":  func(e *Entry) { e.HappenedAt = 1 << 60 },
		"object no UTF-8":  func(e *Entry) { e.Changes[0].Object = "\xc3" },
		"object too long":  func(e *Entry) { e.Changes[0].Object = strings.Repeat("a", MaxField+1) },
		"instant negative": func(e *Entry) { e.RecordedAt = -1 << 60 },
	} {
		e := example(3)
		spoil(&e)
		if leaf, err := e.AppendLeaf(nil); err == nil || len(leaf) > 0 {
			t.Errorf("%s: written as %s", name, leaf)
		}
	}
}

func TestChangesAreCanonical(t *testing.T) {
	a, b, c := Commitment{1}, Commitment{2}, Commitment{3}
	mixed := []Change{{"record/2", a, b}, {"record/1", Zero, a}, {"record/2", b, c}}
	joined := []Change{{"record/1", Zero, a}, {"record/2", a, c}}
	if got := Canonical(mixed); !reflect.DeepEqual(got, joined) {
		t.Errorf("%v", got)
	}
	if ChangesDigest(mixed) != ChangesDigest(joined) {
		t.Error("the digest depends on the order")
	}
	list := AppendChanges(nil, mixed)
	back, err := ParseChanges(list)
	if err != nil || !reflect.DeepEqual(back, joined) {
		t.Errorf("%v %v", back, err)
	}
	for i := range list {
		for bit := range 8 {
			spoilt := bytes.Clone(list)
			spoilt[i] ^= 1 << bit
			if other, err := ParseChanges(spoilt); err == nil && reflect.DeepEqual(other, joined) {
				t.Fatalf("bit %d of byte %d does not matter", bit, i)
			}
		}
	}
}

func TestACommitmentHoldsForItsPayloadOnly(t *testing.T) {
	for _, n := range []int{0, 1, 55, 900, 980, 981, 982, 1024, 5000} {
		p := bytes.Repeat([]byte{7}, n)
		c := Commit(Salt{9}, p)
		again, err := ParseCommitment(c.String())
		if err != nil || again != c || !c.Holds(Salt{9}, p) {
			t.Errorf("%d bytes: the commitment does not hold", n)
		}
		if c.Holds(Salt{8}, p) || c.Holds(Salt{9}, append(p, 0)) || c == Zero {
			t.Errorf("%d bytes: the commitment holds for something else", n)
		}
	}
}

func FuzzParseLeaf(f *testing.F) {
	for i := range 3 {
		e := example(i)
		leaf, _ := e.AppendLeaf(nil)
		f.Add(leaf)
	}
	f.Add([]byte(`{"act":"\u00e9\`))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := ParseLeaf(data)
		if err != nil {
			return
		}
		again, err := l.AppendLeaf(nil)
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("%q is read, but written as %q, %v", data, again, err)
		}
	})
}

func FuzzParseChanges(f *testing.F) {
	e := example(1)
	f.Add(AppendChanges(nil, e.Changes))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := ParseChanges(data); err == nil && !bytes.Equal(AppendChanges(nil, c), data) {
			t.Errorf("%q has two readings", data)
		}
	})
}

func BenchmarkLeaf(b *testing.B) {
	e := example(7)
	edge, _ := NewEdge(0, nil)
	buf := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		buf, _ = e.AppendLeaf(buf[:0])
		edge.Append(LeafHash(buf))
		if edge.Size()%4096 == 0 {
			edge.TakeTiles()
		}
	}
}
