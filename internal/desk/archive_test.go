package desk_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duban/internal/base/civil"
	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/desk/democity"
	"duban/internal/kernel/register"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/archive"
	"duban/internal/store/postgres"
	"duban/internal/store/sqlite"
	"duban/internal/store/storetest"
)

// archived is a database as an archive.
func archived(t *testing.T, e store.Engine, files archive.Files) []byte {
	t.Helper()
	var b bytes.Buffer
	err := store.New(e).Read(t.Context(), func(tx *store.Tx) error {
		_, err := archive.Write(t.Context(), tx, &b, archive.Manifest{Schema: store.Newest(), MadeAt: "2026-11-25"}, files)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func load(t *testing.T, e store.Engine, data []byte) error {
	t.Helper()
	a, err := archive.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	return store.New(e).Write(t.Context(), func(tx *store.Tx) error { return a.Load(t.Context(), tx) })
}

// parts are the files of an archive.
func parts(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(b)
	}
	return all
}

func made[E store.Engine](t *testing.T) func(e E, err error) store.Engine {
	return func(e E, err error) store.Engine {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.Close() })
		return e
	}
}

func TestAnArchiveIsTheSameByEitherEngine(t *testing.T) {
	ctx := t.Context()
	first := made[*sqlite.Engine](t)(sqlite.Create(ctx, filepath.Join(t.TempDir(), "duban.db")))
	o, by := found(t, first)
	o.upload(by, "../../examples/report.txt")
	system := o.actor("xitong", password)
	// a unit whose code stands before the one it is under
	if err := o.SetUnit(ctx, system, desk.Call{}, staff.Unit{Code: "aa", Parent: "kj", Name: "云泽市科技馆", Kind: staff.Institution}); err != nil {
		t.Fatal(err)
	}
	o.intact()
	one := archived(t, first, o.files.Open)

	second := made[*postgres.Engine](t)(postgres.Create(ctx, storetest.PostgreSQL(t)))
	if err := load(t, second, one); err != nil {
		t.Fatal(err)
	}
	two := archived(t, second, o.files.Open)
	third := made[*sqlite.Engine](t)(sqlite.Create(ctx, filepath.Join(t.TempDir(), "duban.db")))
	if err := load(t, third, two); err != nil {
		t.Fatal(err)
	}
	three := archived(t, third, o.files.Open)
	a, b := parts(t, one), parts(t, two)
	for name, text := range a {
		if b[name] != text {
			t.Errorf("%s is another after PostgreSQL", name)
		}
	}
	if !bytes.Equal(one, two) || !bytes.Equal(two, three) {
		t.Error("SQLite, PostgreSQL and SQLite again give archives that differ")
	}
	if n := strings.Count(a["tables/record.jsonl"], "\n"); n < 40 || !strings.Contains(a["manifest.json"], `"files": 1`) {
		t.Errorf("the archive holds %d records and says %s", n, a["manifest.json"])
	}
	for _, table := range store.Tables() {
		if _, ok := a["tables/"+table.Name+".jsonl"]; !ok && table.Name != "lease" && table.Name != "compatibility" {
			t.Errorf("%s is not archived", table.Name)
		}
	}

	// what was carried over verifies, and goes on
	for _, e := range []store.Engine{second, third} {
		carried := o.beside(e)
		carried.intact()
		carried.upload(carried.actor("ducha", password), "../../internal/cli/testdata/reports/2025.txt")
		carried.intact()
	}
}

func TestAnArchiveThatDoesNotFitIsRefusedWhole(t *testing.T) {
	ctx := t.Context()
	first := made[*sqlite.Engine](t)(sqlite.Create(ctx, filepath.Join(t.TempDir(), "duban.db")))
	o, _ := found(t, first)
	whole := archived(t, first, o.files.Open)
	// rewritten is the archive with one part changed, its zip sound again
	rewritten := func(name string, f func(string) string) []byte {
		var b bytes.Buffer
		seal := archive.NewSealer(&b)
		z := zip.NewWriter(seal)
		z.SetComment(archive.Unsealed)
		for n, text := range parts(t, whole) {
			if n == name {
				text = f(text)
			}
			w, err := z.Create(n)
			if err != nil {
				t.Fatal(err)
			}
			io.WriteString(w, text)
		}
		z.Close()
		seal.Close()
		return b.Bytes()
	}
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		for what, c := range map[string]struct {
			data []byte
			kind fault.Kind
		}{
			"cut":                    {whole[:len(whole)/2], fault.Unreadable},
			"a byte nobody reads":    {slices.Concat(whole[:10], []byte{whole[10] ^ 1}, whole[11:]), fault.Unreadable}, // a time in a local header
			"a name changed":         {rewritten("tables/person.jsonl", func(s string) string { return strings.Replace(s, "林", "王", 1) }), fault.Unreadable},
			"a row less":             {rewritten("tables/holding.jsonl", func(s string) string { return s[strings.Index(s, "\n")+1:] }), fault.Unreadable},
			"a row that refers away": {rewritten("tables/unit.jsonl", func(s string) string { return strings.Replace(s, `"unit":"dcs"`, `"unit":"gone"`, 1) }), fault.Unreadable},
			"half a line":            {rewritten("tables/tile.jsonl", func(s string) string { return s[:len(s)-5] }), fault.Unreadable},
			"another layout":         {rewritten("manifest.json", func(s string) string { return strings.Replace(s, "archive/1", "archive/2", 1) }), fault.Refused},
			"a newer schema":         {rewritten("manifest.json", func(s string) string { return strings.Replace(s, `"schema": `, `"schema": 9`, 1) }), fault.Refused},
		} {
			if err := load(t, e, c.data); !is(err, c.kind) {
				t.Errorf("%s: %v", what, err)
			}
			err := store.New(e).Read(ctx, func(tx *store.Tx) error {
				for _, table := range store.Tables() {
					if none, err := tx.Empty(table); err != nil || !none && table.Name != "compatibility" {
						t.Errorf("%s: something is left in %s, %v", what, table.Name, err)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := load(t, e, whole); err != nil {
			t.Errorf("the whole one: %v", err)
		}
	})
}

func TestNobodyIsSignedInByAnArchive(t *testing.T) {
	ctx := t.Context()
	first := made[*sqlite.Engine](t)(sqlite.Create(ctx, filepath.Join(t.TempDir(), "duban.db")))
	o, by := found(t, first)
	o.intact()
	all := parts(t, archived(t, first, o.files.Open))
	if sessions := all["tables/session.jsonl"]; sessions != "" {
		t.Errorf("sessions are archived: %s", sessions)
	}
	// an archive that was edited, sound in all its sums
	row := `{"division":"429099","session":"mine","person":"` + by.Person + `","holding":"","opened_at":1,"seen_at":1,"expires_at":4000000000000000,"ended_at":null,"ended_for":"","agent":"","address":"","proof":"password","proved_at":1}` + "\n"
	all["tables/session.jsonl"] = row
	none, sum := sha256.Sum256(nil), sha256.Sum256([]byte(row))
	all["manifest.json"] = strings.Replace(all["manifest.json"], fmt.Sprintf("\"name\": \"session\",\n   \"rows\": 0,\n   \"sha256\": \"%x\"", none), fmt.Sprintf("\"name\": \"session\",\n   \"rows\": 1,\n   \"sha256\": \"%x\"", sum), 1)
	if !strings.Contains(all["manifest.json"], fmt.Sprintf("%x", sum)) {
		t.Fatal("the manifest was not edited")
	}
	var b bytes.Buffer
	seal := archive.NewSealer(&b)
	z := zip.NewWriter(seal)
	z.SetComment(archive.Unsealed)
	for name, text := range all {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, text)
	}
	z.Close()
	seal.Close()
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		if err := load(t, e, b.Bytes()); err != nil {
			t.Fatal(err)
		}
		err := store.New(e).Read(ctx, func(tx *store.Tx) error {
			for _, table := range store.Tables() {
				if none, err := tx.Empty(table); table.Name == "session" && (err != nil || !none) {
					t.Errorf("somebody is signed in: %v", err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestACityWithItsCasesIsArchivedWhole has an archive hold everything that
// cases keep, and go on from it: their events, documents, registers, notices,
// photographs, codes for those who ask, and the local days.
func TestACityWithItsCasesIsArchivedWhole(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a city")
	}
	ctx := t.Context()
	first := made[*sqlite.Engine](t)(sqlite.Create(ctx, filepath.Join(t.TempDir(), "duban.db")))
	o := open(t, first)
	city := democity.Invented()
	who, err := democity.Settle(ctx, o.Workspace, city, password)
	if err != nil {
		t.Fatal(err)
	}
	if err := democity.SettleCases(ctx, o.Workspace, city, who[0].Login, password, 150, civil.Instant(o.now().UnixMicro())); err != nil {
		t.Fatal(err)
	}
	supervisor := o.actor(who[0].Login, password)
	files := o.files
	o = o.again(func(m *desk.Means) { m.Mechanisms = besideAll(t) })
	o.files = files
	well, err := o.AddEntry(ctx, supervisor, desk.Call{}, "wells", register.Deed{On: on(2020, 1, 1), Data: map[string]any{"编号": "1", "名称": "老井", "街道": supervisor.Unit}})
	if err != nil {
		t.Fatal(err)
	}
	by := supervisor
	by.Role = staff.Clerk
	if _, err := o.OpenCase(ctx, by, desk.Call{}, closingOf(well.ID, "2020-06-01")); err != nil {
		t.Fatal(err)
	}
	day := civil.Instant(o.now().UnixMicro()).Date()
	for { // the next workday becomes a local day off
		day = civil.OfDays(day.Days() + 1)
		_, err := o.SetCalendar(ctx, supervisor, desk.Call{}, desk.SetDays{From: day, To: day, Title: "建市纪念日", Basis: "云政发〔2026〕9号"})
		if err == nil {
			break
		}
		if !is(err, fault.Invalid) {
			t.Fatal(err)
		}
	}
	if _, err := o.SweepCalendars(ctx); err != nil {
		t.Fatal(err)
	}
	o.intact()
	one := archived(t, first, o.files.Open)
	a := parts(t, one)
	for _, table := range store.Tables() {
		name := table.Name
		if (strings.HasPrefix(name, "case_") || strings.HasPrefix(name, "calendar_") || strings.HasPrefix(name, "register_") || strings.HasPrefix(name, "document") || name == "notice" || name == "ticket") && a["tables/"+name+".jsonl"] == "" {
			t.Errorf("the city has nothing in %s", name)
		}
	}
	second := made[*postgres.Engine](t)(postgres.Create(ctx, storetest.PostgreSQL(t)))
	if err := load(t, second, one); err != nil {
		t.Fatal(err)
	}
	two := archived(t, second, o.files.Open)
	b := parts(t, two)
	for name, text := range a {
		if b[name] != text {
			t.Errorf("%s is another after PostgreSQL", name)
		}
	}
	carried := o.beside(second)
	carried.intact()
	l, err := carried.ListCases(ctx, supervisor, store.CasePage{Which: "open", Most: 51})
	if err != nil || len(l.Cases) == 0 {
		t.Fatalf("%d cases are open, %v", len(l.Cases), err)
	}
	for _, c := range l.Cases {
		was, err1 := o.ShowCase(ctx, supervisor, c.ID)
		is, err2 := carried.ShowCase(ctx, supervisor, c.ID)
		if err1 != nil || err2 != nil || len(was.Events) != len(is.Events) || was.Stage.ID != is.Stage.ID || len(was.Clocks) != len(is.Clocks) {
			t.Errorf("%s is another: %v, %v", c.Number, err1, err2)
		}
	}
}
