package desk_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duban/internal/desk"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/review"
	"duban/internal/store"
	"duban/internal/store/sqlite"
	"duban/internal/store/storetest"
)

func TestVerificationNamesWhatWasDoneBehindItsBack(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		r := o.upload(by, "../../examples/report.txt")
		o.intact()
		flip := "overlay(data placing '\\x00'::bytea from 40)"
		if e.Dialect() == store.SQLite {
			flip = "cast(substr(data, 1, 39) || x'00' || substr(data, 41) as blob)"
		}
		first := " where division = '429099' and record = (select min(record) from record)"
		insert := func(id, position string) string {
			return "insert into act (division, act_id, act, object, person, post, unit, happened_at, recorded_at, encoder, reason, reason_salt, changes, outcome, asked, position) " +
				"select division, '" + id + "', act, 'unit/" + id + "', person, post, unit, happened_at, recorded_at, encoder, reason, reason_salt, changes, outcome, asked, " + position + " from act where act = 'unit.set' and object = 'unit/kj'"
		}
		// as each engine keeps JSON: what is no record, and no list of places
		broken := `'"改坏"'`
		if e.Dialect() == store.SQLite {
			broken = "'{'"
		}
		for _, c := range []struct {
			sql    string
			kind   ledger.Kind
			object string
		}{
			// what lists, exports and permissions go by
			{"update record set value = coalesce(value, 0) + 777000" + first, ledger.AlteredCopy, "record/"},
			{"update record set lead = 'kj' where division = '429099' and record = (select max(record) from record)", ledger.AlteredCopy, "record/"},
			{"delete from posting where gram = (select max(gram) from posting)", ledger.AlteredCopy, "text/" + r.ID},
			{"update alarm set starts = starts + 1 where n = 1", ledger.AlteredCopy, "alarm/"},
			// what stands where no position is, and what stands beside an entry
			{insert("before", "-7"), ledger.UnplacedEntry, "unit/before"},
			{insert("just-before", "-1"), ledger.UnplacedEntry, "unit/just-before"},
			{"update act set reason = '领导同意' where act = 'unit.set' and object = 'unit/kj' and position > 0", ledger.AlteredPayload, "reason/"},
			{"update act set changes = replace(changes, '[{', '[{\"x\":\"改过\",') where act = 'post.set' and object = 'post/kj-1'", ledger.AlteredChanges, "post/kj-1"},
			{"update act set changes = replace(changes, '\"o\":', '\"O\":\"post/kj-1\",\"o\":') where act = 'post.set' and object = 'post/dcs-1'", ledger.AlteredChanges, "post/dcs-1"},
			// what cannot be read is named, and the rest is verified
			{"update act set changes = '{' where act = 'post.empower' and object = 'post/kj-1'", ledger.BrokenRow, "post/kj-1"},
			{"update act set changes = replace(changes, '\"b\":\"', '\"b\":\"00') where act = 'post.empower' and object = 'post/dcs-1'", ledger.BrokenRow, "post/dcs-1"},
			{insert("waits", "null"), ledger.UnsequencedEntry, "unit/waits"},
			{"update act set changes = '{' where act_id = 'waits'", ledger.BrokenRow, "unit/waits"},
			{"update record set content = " + broken + first, ledger.BrokenRow, "record/"},
			{"update alarm set places = " + broken + " where n = 1", ledger.BrokenRow, "alarm/"},
			{"update record set words = '改过' where division = '429099' and record = (select max(record) from record)", ledger.AlteredObject, "record/"},
			{"delete from alarm where n = 1", ledger.RemovedObject, "alarm/"},
			{"update paragraph set words = '改过' where n = 3", ledger.AlteredObject, "text/" + r.ID},
			{"update report set content = '{\"text\":\"改过\"}'", ledger.AlteredObject, "text/" + r.ID},
			{"update act set changes = replace(changes, '云泽市科学技术局', '云泽市什么局')", ledger.AlteredPayload, "unit/kj"},
			{"update act set person = 'nobody' where act = 'report.upload'", ledger.AlteredEntry, "report/" + r.ID},
			{"update tile set data = " + flip + " where level = 0", ledger.WrongRoot, ""}, // now neither entries nor tiles give it
			{"update head set note = replace(note, 'duban/429099', 'duban/429098')", ledger.UnknownKey, ""},
			{"delete from act where act = 'unit.set'", ledger.MissingEntry, ""},
		} {
			write(t, e, c.sql)
			v, err := o.VerifyDivision(t.Context(), city)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(v.Findings, func(f ledger.Finding) bool { return f.Kind == c.kind && strings.HasPrefix(f.Object, c.object) }) {
				t.Errorf("%s: kind %d of %s is not found: %v", c.sql, c.kind, c.object, v.Findings)
			}
		}
	})
}

func TestVerificationReadsStoredFilesAgain(t *testing.T) {
	e, err := sqlite.Create(t.Context(), filepath.Join(t.TempDir(), "duban.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	o, by := found(t, e)
	r := o.upload(by, "../../examples/report.txt")
	o.intact()
	path := filepath.Join(o.root, city, r.SHA256[:2], r.SHA256)
	kinds := func() (all []ledger.Kind) {
		v, err := o.VerifyDivision(t.Context(), city)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range v.Findings {
			if f.Object != "report/"+r.ID {
				t.Errorf("%s", f.Sentence())
			}
			all = append(all, f.Kind)
		}
		return all
	}
	if err := os.WriteFile(path, []byte("换了"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := kinds(); !slices.Equal(got, []ledger.Kind{ledger.AlteredFile}) {
		t.Errorf("a file that was replaced: %v", got)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got := kinds(); !slices.Equal(got, []ledger.Kind{ledger.RemovedFile}) {
		t.Errorf("a file that was removed: %v", got)
	}
}

func TestWhatIsNotYetSequencedIsARemark(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		if e.Dialect() == store.SQLite {
			t.Skip("the one writer sequences in its commit")
		}
		o, _ := found(t, e)
		v, err := o.VerifyDivision(t.Context(), city)
		if err != nil {
			t.Fatal(err)
		}
		if !v.Intact() || v.Waiting == 0 || int64(len(v.Findings)) != v.Waiting || v.Findings[0].Kind != ledger.UnsequencedEntry {
			t.Errorf("%d wait, found %v", v.Waiting, v.Findings)
		}
	})
}

func TestACheckpointOfAnotherHistoryIsAFork(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		o.intact()
		early := checkpoint(t, o)
		o.upload(by, "../../internal/cli/testdata/reports/2025.txt")
		o.intact()
		verify := func(c ledger.Checkpoint) []ledger.Finding {
			t.Helper()
			v, err := o.VerifyDivision(t.Context(), city, c)
			if err != nil {
				t.Fatal(err)
			}
			return v.Findings
		}
		if got := verify(early); len(got) != 0 {
			t.Errorf("a checkpoint of this log: %v", got)
		}
		other := early
		other.Root[0] ^= 1
		if got := verify(other); len(got) == 0 || got[0].Kind != ledger.Fork {
			t.Errorf("another history: %v", got)
		}
		other.Size = 1 << 20
		if got := verify(other); len(got) == 0 || got[0].Kind != ledger.Fork {
			t.Errorf("a longer history: %v", got)
		}
		// the log of logs keeps the day's last, and they are asked without being handed in
		if err := o.GatherCheckpoints(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := o.SequenceAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if notes := ledger.SplitNotes(o.exported()[ledger.CheckpointsPath]); len(notes) != 1 || !bytes.HasPrefix(notes[0], []byte("duban/"+city+"\n")) {
			t.Errorf("the bundle's earlier checkpoints: %q", notes)
		}
		o.intact()
	})
}

func checkpoint(t *testing.T, o *office) ledger.Checkpoint {
	t.Helper()
	c, err := ledger.OpenCheckpoint(o.exported()[ledger.CheckpointPath], o.means.Verifiers...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAnErasureLeavesNothingInTheFileOfSQLite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "duban.db")
	e, err := sqlite.Create(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	o, by := found(t, e)
	r := o.upload(by, "../../examples/report.txt")
	v, err := o.ReviewReport(t.Context(), by, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	words := []byte(string([]rune(v.Records[2].Words)[:6]))
	erase := func() {
		x, err := o.ProposeErasure(t.Context(), by, desk.Call{}, r.ID, "传错了文件")
		if err != nil {
			t.Fatal(err)
		}
		other := by
		other.Person = "another"
		if err := o.EraseReport(t.Context(), other, desk.Call{}, r.ID, x.ID); err != nil {
			t.Fatal(err)
		}
	}
	erase()
	if shown, err := o.ShowErasures(t.Context(), by, r.ID); err != nil || shown.Report.State != review.Erased {
		t.Fatal(shown.Report.State, err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	all, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, words) {
			t.Errorf("“%s” still stands in %s", words, filepath.Base(name))
		}
	}
}
