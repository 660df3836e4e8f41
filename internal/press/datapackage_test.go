package press

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func openData() Package {
	l := specimenList()
	return Package{
		Name: "yunze-tasks-2026", Title: "云泽市2026年重点任务", Description: "每月更新。", Version: "2026.3", Homepage: "https://duban.example/open", Created: time.Date(2026, 3, 2, 17, 5, 0, 0, beijing),
		Keywords: []string{"政府工作报告"}, Licences: []Licence{{Name: "CC-BY-4.0", Path: "https://creativecommons.org/licenses/by/4.0/", Title: "署名 4.0"}},
		Sources: []PackageSource{{Title: "云泽市政府工作报告（2026年）", Path: "https://duban.example/report"}}, Contributors: []Contributor{{Title: "云泽市人民政府办公室", Roles: []string{"publisher"}}},
		Resources: []Resource{
			{Name: "tasks", Title: "任务", Columns: l.Columns, Rows: l.Rows},
			{Name: "units", Title: "单位", PrimaryKey: []string{"code"}, Columns: []Column{{Key: "code", Title: "代码"}, {Key: "rank", Title: "排序", Kind: Number}}, Rows: handed([]Value{"YZ-01", 1}, []Value{"YZ-02", 2})},
		},
	}
}

// The reader below knows the standard and nothing of the writer.
func TestADataPackageKeepsItsOwnWord(t *testing.T) {
	var b bytes.Buffer
	if err := DataPackage(&b, openData()); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	var d struct {
		Schema    string `json:"$schema"`
		Name      string
		Created   time.Time
		Licenses  []struct{ Name, Path, Title string }
		Sources   []struct{ Title, Path string }
		Resources []struct {
			Name, Path, Type, MediaType, Encoding, Hash string
			Bytes                                       int
			Schema                                      struct {
				Fields        []struct{ Name, Title, Type, Format, Unit string }
				MissingValues []string
				PrimaryKey    []string
			}
		}
	}
	if err := json.Unmarshal(parts["datapackage.json"], &d); err != nil {
		t.Fatal(err)
	}
	if d.Schema != "https://datapackage.org/profiles/2.0/datapackage.json" || d.Name != "yunze-tasks-2026" || !d.Created.Equal(openData().Created) || len(d.Licenses) != 1 || d.Licenses[0].Name != "CC-BY-4.0" || len(d.Sources) != 1 {
		t.Errorf("description is %s", parts["datapackage.json"])
	}
	if len(d.Resources) != 2 || len(parts) != 3 {
		t.Fatalf("%d resources in %d parts", len(d.Resources), len(parts))
	}
	cast := map[string]*regexp.Regexp{
		"integer": regexp.MustCompile(`^-?\d+$`), "number": regexp.MustCompile(`^-?\d+(\.\d+)?$`),
		"date": regexp.MustCompile(`^\d{4}-\d\d-\d\d$`), "datetime": regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`), "string": regexp.MustCompile(`(?s)^.*$`),
	}
	pathForm := regexp.MustCompile(`^[^./~][^\\:]*$`)
	for _, r := range d.Resources {
		data := parts[r.Path]
		sum := sha256.Sum256(data)
		if r.Type != "table" || r.MediaType != "text/csv" || r.Encoding != "utf-8" || r.Bytes != len(data) || r.Hash != "sha256:"+hex.EncodeToString(sum[:]) || !pathForm.MatchString(r.Path) {
			t.Errorf("%s: %+v", r.Name, r)
		}
		rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil || len(rows) < 2 {
			t.Fatalf("%s: %d rows, %v", r.Name, len(rows), err)
		}
		var names []string
		for _, f := range r.Schema.Fields {
			names = append(names, f.Name)
			if cast[f.Type] == nil || f.Title == "" {
				t.Errorf("field %+v", f)
			}
		}
		if !slices.Equal(rows[0], names) {
			t.Errorf("%s: heads %v, fields %v", r.Name, rows[0], names)
		}
		for _, key := range r.Schema.PrimaryKey {
			if !slices.Contains(names, key) {
				t.Errorf("key %s is no field", key)
			}
		}
		for i, row := range rows[1:] {
			for k, f := range r.Schema.Fields {
				if slices.Contains(r.Schema.MissingValues, row[k]) {
					continue
				}
				if !cast[f.Type].MatchString(row[k]) {
					t.Errorf("%s row %d: %s %q is no %s", r.Name, i+1, f.Name, row[k], f.Type)
				}
				if f.Format == "uri" {
					if u, err := url.Parse(row[k]); err != nil || !u.IsAbs() {
						t.Errorf("%q is no address", row[k])
					}
				}
			}
		}
	}
	if f := d.Resources[0].Schema.Fields[3]; f.Type != "number" || f.Unit != "亿元" {
		t.Errorf("a quantity is %+v", f)
	}
	if !strings.Contains(string(parts["data/tasks.csv"]), "2026-03-02T09:05:07Z") {
		t.Error("instants are not in UTC")
	}
}

func TestTheSamePackageIsTheSameBytes(t *testing.T) {
	var a, b bytes.Buffer
	if err := DataPackage(&a, openData()); err != nil {
		t.Fatal(err)
	}
	if err := DataPackage(&b, openData()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two writings differ")
	}
}

func TestAPackageThatTheStandardWouldRefuseIsNotWritten(t *testing.T) {
	for i, spoil := range []func(p *Package){
		func(p *Package) { p.Name = "云泽" },
		func(p *Package) { p.Name = "" },
		func(p *Package) { p.Created = time.Time{} },
		func(p *Package) { p.Resources = nil },
		func(p *Package) { p.Licences = nil },
		func(p *Package) { p.Licences = []Licence{{Title: "随便用"}} },
		func(p *Package) { p.Licences = []Licence{{Path: "../LICENCE"}} },
		func(p *Package) { p.Sources = []PackageSource{{}} },
		func(p *Package) { p.Homepage = "javascript:0" },
		func(p *Package) { p.Resources[1].Name = "tasks" },
		func(p *Package) { p.Resources[1].Name = "../x" },
		func(p *Package) { p.Resources[1].PrimaryKey = []string{"none"} },
		func(p *Package) { p.Resources[1].Columns[0].Key = "A B" },
		func(p *Package) { p.Resources[1].Rows = handed([]Value{1, 1}) },
	} {
		p := openData()
		spoil(&p)
		if err := DataPackage(io.Discard, p); err == nil {
			t.Error("package " + strconv.Itoa(i) + " was written")
		}
	}
}
