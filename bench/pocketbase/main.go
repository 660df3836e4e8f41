// Command pocketbase is the named peer of the acts: PocketBase with a
// collection of records like ours, synced at each commit as ours is
// (synchronous=FULL; its own default is NORMAL). It is a module of its own, so
// that duban does not depend on it.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// pragmas are PocketBase's own but for synchronous.
const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)"

// records is how many there are to change, as many as in our report.
const records = 480

func main() {
	if len(os.Args) != 3 {
		log.Fatal("pocketbase DIR ADDRESS")
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func run(dir, address string) error {
	app := pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: dir, HideStartBanner: true,
		DBConnect: func(path string) (*dbx.DB, error) { return dbx.Open("sqlite", path+pragmas) }})
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	if err := fill(app, dir); err != nil {
		return err
	}
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		e.InstallerFunc = nil
		return e.Next()
	})
	return apis.Serve(app, apis.ServeConfig{HttpAddr: address})
}

// fill makes the collection, a person and the records, and writes down how to
// reach them.
func fill(app core.App, dir string) error {
	c := core.NewBaseCollection("record")
	c.Fields.Add(&core.TextField{Name: "report"}, &core.TextField{Name: "sort"}, &core.TextField{Name: "words", Max: 2000}, &core.TextField{Name: "section"},
		&core.JSONField{Name: "content"}, &core.TextField{Name: "state"}, &core.NumberField{Name: "starts"}, &core.NumberField{Name: "ends"},
		&core.AutodateField{Name: "decided", OnUpdate: true})
	c.AddIndex("record_in_order", false, "report, starts, ends", "")
	c.UpdateRule = types.Pointer("@request.auth.id != ''")
	if err := app.Save(c); err != nil {
		return err
	}
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	person := core.NewRecord(users)
	person.SetEmail("ducha@example.com")
	person.SetPassword("Yunze.Gauge-2026")
	if err := app.Save(person); err != nil {
		return err
	}
	token, err := person.NewAuthToken()
	if err != nil {
		return err
	}
	out := struct {
		Token   string   `json:"token"`
		Records []string `json:"records"`
	}{Token: token}
	for i := range records {
		r := core.NewRecord(c)
		r.Load(map[string]any{"report": "r1", "sort": "measure", "words": fmt.Sprintf("规模以上工业增加值增长%d%%", i), "section": strings.Repeat("一、工作回顾", 3),
			"content": map[string]any{"subject": "规模以上工业增加值", "value": i, "unit": "%", "period": "2025"}, "state": "found", "starts": i * 10, "ends": i*10 + 9})
		if err := app.Save(r); err != nil {
			return err
		}
		out.Records = append(out.Records, r.Id)
	}
	b, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "reach.json"), b, 0o600)
}
