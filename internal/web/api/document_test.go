package api_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"duban/internal/kernel/staff"
	"duban/internal/web/api"
	"duban/internal/web/frame"
	"duban/internal/web/rate"
)

const documentFile = "../../../docs/openapi.json"

func TestTheDocumentInDocsIsCurrent(t *testing.T) {
	made := api.New(&frame.House{}).Document()
	if os.Getenv("DUBAN_UPDATE") != "" {
		if err := os.WriteFile(documentFile, made, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(documentFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, made) {
		t.Error("docs/openapi.json is not what the types say; run the test with DUBAN_UPDATE=1")
	}
	again := api.New(&frame.House{}).Document()
	if !bytes.Equal(made, again) {
		t.Error("the document is not the same every time")
	}
}

// described are the document's schemas, ready to hold values to them.
func described(t testing.TB) (*jsonschema.Compiler, map[string]any) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(api.New(&frame.House{}).Document()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	return c, doc.(map[string]any)
}

func TestTheDocumentIsOpenAPI(t *testing.T) {
	b, err := os.ReadFile("testdata/openapi-3.1-schema.json")
	if err != nil {
		t.Fatal(err)
	}
	meta, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("meta.json", meta); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("meta.json")
	if err != nil {
		t.Fatal(err)
	}
	compiler, doc := described(t)
	if err := schema.Validate(doc); err != nil {
		t.Error(err)
	}
	if err := schema.Validate(map[string]any{"openapi": "3.1.0", "paths": map[string]any{}}); err == nil {
		t.Error("the schema lets a document without info pass")
	}
	schemas := doc["components"].(map[string]any)["schemas"].(map[string]any)
	if len(schemas) < 30 {
		t.Errorf("%d schemas", len(schemas))
	}
	for name := range schemas {
		if _, err := compiler.Compile("openapi.json#/components/schemas/" + name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for path, item := range doc["paths"].(map[string]any) {
		for method, o := range item.(map[string]any) {
			operation := o.(map[string]any)
			if operation["summary"] == "" || operation["operationId"] == "" || operation["security"] == nil {
				t.Errorf("%s %s does not say what it is and what opens it", method, path)
			}
		}
	}
}

func TestAnswersAreWhatTheDocumentSays(t *testing.T) {
	o := open(t, sqliteEngine(t), rate.Limits{})
	report := o.uploaded()
	if err := o.SequenceAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	compiler, _ := described(t)
	names := strings.NewReplacer("{report}", report.ID, "{unit}", "kj", "{post}", "kj-keji", "{person}", o.actors[staff.Clerk].Person, "{holding}", o.actors[staff.Clerk].Holding)
	held := 0
	for _, op := range api.New(&frame.House{}).Operations() {
		path := names.Replace(op.Path)
		if op.Method != "GET" || strings.Contains(path, "{") || strings.HasSuffix(path, "/file") {
			continue
		}
		query := ""
		if path == "/search" {
			query = "?q=%E5%B8%82"
		}
		role := may(op)
		if op.Act == "person.list" || op.Act == "unit.list" {
			role = staff.SystemAdmin
		}
		r := o.ask(o.tokens[role], "GET", path+query, nil).want(t, 200)
		pointer := "openapi.json#/paths/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(op.Path) + "/get/responses/200/content/application~1json/schema"
		schema, err := compiler.Compile(pointer)
		if err != nil {
			t.Errorf("%s: %v", op.Path, err)
			continue
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(r.body))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		held++
	}
	if held < 20 {
		t.Errorf("only %d answers were held to the document", held)
	}
	problem := o.ask("", "GET", "/units", nil)
	schema, err := compiler.Compile("openapi.json#/components/schemas/Problem")
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(problem.body, &value); err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
	served := o.ask("", "GET", "/openapi.json", nil).want(t, 200)
	if kept, err := os.ReadFile(documentFile); err != nil || !bytes.Equal(kept, served.body) {
		t.Error("what is served is not what stands in docs")
	}
}
