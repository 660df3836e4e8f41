package desk_test

import (
	"strings"
	"testing"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/basemap"
	"duban/internal/kernel/staff"
	"duban/internal/store"
	"duban/internal/store/storetest"
)

const twoTowns = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"XZQMC":"甲镇"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}},
{"type":"Feature","properties":{"XZQMC":"开发区"},"geometry":{"type":"Polygon","coordinates":[[[1,0],[2,0],[2,1],[1,1],[1,0]]]}}]}`

func TestAMapOfTheTownsIsTakenInWholeAndShownOutsideOnlyWithItsNumber(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, e store.Engine) {
		o, by := found(t, e)
		ctx := t.Context()
		system := worker(o, "sys", "", staff.SystemAdmin)
		for code, name := range map[string]string{"town-a": "云泽市甲镇人民政府", "town-b": "云泽市乙镇人民政府"} {
			short, _ := strings.CutSuffix(strings.TrimPrefix(name, "云泽市"), "人民政府")
			if err := o.SetUnit(ctx, system, desk.Call{}, staff.Unit{Code: code, Parent: city, Name: name, Short: short, Kind: staff.Town, Rank: 40}); err != nil {
				t.Fatal(err)
			}
		}
		set := func(in desk.SetBasemap, call desk.Call) (desk.BasemapKept, error) {
			return o.SetBasemap(ctx, by, call, in)
		}
		if _, err := o.SetBasemap(ctx, worker(o, "kejizhang", "kj", staff.Head), desk.Call{}, desk.SetBasemap{Data: strings.NewReader(twoTowns)}); err == nil {
			t.Error("a unit sets the city's map")
		}
		if _, err := set(desk.SetBasemap{Data: strings.NewReader(strings.Replace(twoTowns, "[2,1]", "[2000000,1]", 1))}, desk.Call{}); err == nil {
			t.Error("a map in metres")
		} else if f, ok := fault.As(err); !ok || f.Field != "file" {
			t.Error(err)
		}
		if g, err := o.ReadBasemap(ctx, by); err != nil || len(g.Areas) != 0 || g.Version != 0 {
			t.Error("half of a refused map was kept", g, err)
		}
		if k, err := set(desk.SetBasemap{Data: strings.NewReader(twoTowns)}, desk.Call{}); err != nil || k.Version != 1 || k.Areas != 2 {
			t.Fatal(k, err)
		}
		g, err := o.ReadBasemap(ctx, by)
		if err != nil {
			t.Fatal(err)
		}
		if len(g.Towns) != 2 || g.Version != 1 || strings.Join(g.Strange, " ") != "开发区" {
			t.Errorf("towns %v, strange %v", g.Towns, g.Strange)
		}
		for _, x := range g.Towns {
			if want := map[string]int{"town-a": 0, "town-b": -1}[x.Unit.Code]; x.Area != want {
				t.Errorf("%s is area %d, want %d", x.Unit.Code, x.Area, want)
			}
		}
		if p, err := o.PublicBasemap(ctx, by.Division); err != nil || len(p.Areas) != 0 {
			t.Error("a map without a number left the house", err)
		}
		if _, err := set(desk.SetBasemap{Data: strings.NewReader(twoTowns), Approval: "鄂S(2026)001号"}, desk.Call{Version: 9}); !desk.Stale(err) {
			t.Error("a change of what was changed meanwhile:", err)
		}
		if _, err := set(desk.SetBasemap{Data: strings.NewReader(twoTowns), Approval: "鄂S(2026)001号"}, desk.Call{Version: 1}); err != nil {
			t.Fatal(err)
		}
		if p, err := o.PublicBasemap(ctx, by.Division); err != nil || len(p.Areas) != 2 || p.Approval == "" {
			t.Error(p, err)
		}
		if _, err := set(desk.SetBasemap{Approval: "鄂S(2026)002号"}, desk.Call{Version: 2}); err != nil {
			t.Fatal(err)
		}
		if p, err := o.PublicBasemap(ctx, by.Division); err != nil || len(p.Areas) != 2 || p.Approval != "鄂S(2026)002号" {
			t.Error("another number for the same map:", p.Approval, err)
		}
		look, err := o.ReadOutlook(ctx, by, 0)
		if err != nil || len(look.Basemap.Areas) != 2 {
			t.Error("the mayor's page has no map", err)
		}
		if _, err := set(desk.SetBasemap{Remove: true}, desk.Call{Version: 3}); err != nil {
			t.Fatal(err)
		}
		if g, err := o.ReadBasemap(ctx, by); err != nil || len(g.Areas) != 0 || g.Version != 4 {
			t.Error("the map that was taken away is still there", g, err)
		}
		big := basemap.Area{Name: "大镇", Polygons: [][][]basemap.Point{{nil}}}
		for i := range 150_000 {
			big.Polygons[0][0] = append(big.Polygons[0][0], basemap.Point{Lon: float64(i) / 1e5, Lat: 1.12345})
		}
		text, err := basemap.Write([]basemap.Area{big})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := set(desk.SetBasemap{Data: strings.NewReader(string(text))}, desk.Call{Version: 4}); !is(err, fault.TooLarge) {
			t.Error("a map that no page can draw:", err)
		}
		o.intact()
	})
}
