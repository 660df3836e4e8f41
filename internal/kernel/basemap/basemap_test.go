package basemap_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/kernel/basemap"
)

const square = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"云台镇"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}}]}`

func TestBoundariesAreReadWholeOrNotAtAll(t *testing.T) {
	for name, file := range map[string]string{
		"no JSON": "{", "empty": `{"type":"FeatureCollection","features":[]}`,
		"a point":      strings.Replace(square, `"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]`, `"Point","coordinates":[0,0]`, 1),
		"no name":      strings.Replace(square, `"name"`, `"title"`, 1),
		"metres":       strings.Replace(square, "[1,1]", "[500000,3400000]", 1),
		"three points": strings.Replace(square, "[1,0],[1,1],", "", 1),
		"no geometry":  `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"a"},"geometry":null}]}`,
	} {
		_, err := basemap.Read([]byte(file), "name")
		if _, ok := fault.As(err); !ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestATownIsFoundByItsNameWithOrWithoutTheCitysBeforeIt(t *testing.T) {
	areas := []basemap.Area{{Name: "云泽市柳河镇"}, {Name: "东湖街道"}, {Name: "湖镇"}, {Name: "大湖镇"}}
	for _, c := range []struct {
		names []string
		want  int
	}{
		{[]string{"柳河镇"}, 0}, {[]string{"云泽市东湖街道办事处", "东湖街道"}, 1}, {[]string{"云泽市东湖街道"}, 1},
		{[]string{"大湖镇"}, 3}, {[]string{"云泽市大湖镇"}, -1}, {[]string{"梅岭镇"}, -1}, {[]string{""}, -1},
	} {
		if got := basemap.Find(areas, c.names...); got != c.want {
			t.Errorf("%v: %d, want %d", c.names, got, c.want)
		}
	}
}

func TestTheNameIsFoundUnderTheUsualProperties(t *testing.T) {
	for _, key := range []string{"名称", "XZQMC", "NAME"} {
		areas, err := basemap.Read([]byte(strings.Replace(square, `"name"`, `"id":"7","`+key+`"`, 1)), "")
		if err != nil || areas[0].Name != "云台镇" {
			t.Errorf("%s: %v %v", key, areas, err)
		}
	}
	twice := strings.Replace(square, "[{", "[{", 1)
	twice = strings.Replace(twice, "}]}", "},"+square[strings.Index(square, `{"type":"Feature",`):], 1)
	if _, err := basemap.Read([]byte(twice), ""); err == nil || !strings.Contains(err.Error(), "两个要素") {
		t.Errorf("one place twice: %v", err)
	}
}

func FuzzWhatWasReadIsWrittenAndReadAgain(f *testing.F) {
	f.Add([]byte(square))
	f.Add([]byte(strings.Replace(square, "1,1", "1.123456789,1e-9", 1)))
	f.Fuzz(func(t *testing.T, file []byte) {
		areas, err := basemap.Read(file, "")
		if err != nil {
			return
		}
		kept, err := basemap.Write(areas)
		if err != nil {
			t.Fatal(err)
		}
		again, err := basemap.Read(kept, "")
		if err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		twice, err := basemap.Write(again)
		if err != nil || !bytes.Equal(kept, twice) {
			t.Errorf("the same areas have other bytes: %v", err)
		}
		if len(again) != len(areas) || !reflect.DeepEqual(again[0].Name, areas[0].Name) {
			t.Error("areas were lost")
		}
	})
}
