package basemap_test

import (
	"bytes"
	"reflect"
	"slices"
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
	for _, c := range []struct {
		areas  string
		places string // names of a place by /
		want   []int
	}{
		{"云泽市柳河镇 东湖街道 大湖镇", "柳河镇 云泽市东湖街道办事处/东湖街道 云泽市大湖镇 梅岭镇", []int{0, 1, 2, -1}},
		{"南湖镇", "东南湖镇", []int{-1}},
		{"南湖镇", "南湖镇 云泽市南湖镇", []int{0, -1}},
		{"南湖镇", "甲县南湖镇 乙县南湖镇", []int{-1, -1}},
		{"甲县南湖镇 乙县南湖镇", "南湖镇", []int{-1}},
	} {
		var areas []basemap.Area
		for _, n := range strings.Fields(c.areas) {
			areas = append(areas, basemap.Area{Name: n})
		}
		var places [][]string
		for _, p := range strings.Fields(c.places) {
			places = append(places, strings.Split(p, "/"))
		}
		if got := basemap.Match(areas, places); !slices.Equal(got, c.want) {
			t.Errorf("%s in %s: %v, want %v", c.places, c.areas, got, c.want)
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
