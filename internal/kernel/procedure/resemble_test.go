package procedure_test

import (
	"math"
	"testing"
	"testing/quick"

	"duban/internal/kernel/procedure"
)

func TestTheSameMatterIsFoundInOtherWordsAndAFewMetresOff(t *testing.T) {
	p := declared(t, "whistle").Procedure("whistle")
	first := map[string]any{"事由": "青年路井盖不见了", "说明": "", "类别": "井盖缺失", "位置": "青年路 18 号", "坐标": "113.454321,30.362211"}
	for _, c := range []struct {
		name  string
		other map[string]any
		found bool
	}{
		{"ten metres off, in other words", map[string]any{"事由": "小学门口下水井盖丢失", "说明": "很危险，请尽快处理", "类别": "井盖缺失", "位置": "青年路小学", "坐标": "113.454421,30.362231"}, true},
		{"a careless double", map[string]any{"事由": "青年路井盖不见", "类别": "井盖缺失", "位置": "青年路18号", "坐标": "113.454321,30.362211"}, true},
		{"of another kind, told alike", map[string]any{"事由": "井盖不见了，有人掉下去", "类别": "其他", "位置": "青年路 20 号", "坐标": "113.4545,30.3623"}, true},
		{"the other side of town", map[string]any{"事由": "青年路井盖不见了", "类别": "井盖缺失", "位置": "青年路 18 号", "坐标": "113.494321,30.362211"}, false},
		{"two hundred metres on", map[string]any{"事由": "青年路井盖不见了", "类别": "井盖缺失", "位置": "青年路 60 号", "坐标": "113.456421,30.362211"}, false},
		{"another matter at the same door", map[string]any{"事由": "青年路路灯不亮", "类别": "路灯不亮", "位置": "青年路 18 号", "坐标": "113.454321,30.362211"}, false},
		{"rubbish beside it", map[string]any{"事由": "垃圾三天没人清", "类别": "垃圾堆放", "位置": "青年路 18 号", "坐标": "113.454321,30.362211"}, false},
		{"without a spot", map[string]any{"事由": "青年路井盖不见了", "类别": "井盖缺失", "位置": "青年路 18 号"}, false},
	} {
		x, found := p.Resemble(first, c.other)
		y, back := p.Resemble(c.other, first)
		if found != c.found || back != found || x != y {
			t.Errorf("%s: %+v %v, the other way round %+v %v", c.name, x, found, y, back)
		}
	}
}

func TestEverythingWithinTheRadiusLiesInTheCellsAround(t *testing.T) {
	in := func(s procedure.Spot, radius int, o procedure.Spot) bool {
		for _, row := range s.Around(radius) {
			if c := o.Cell(); row[0] <= c && c <= row[1] {
				return true
			}
		}
		return false
	}
	holds := func(east, north int32, dx, dy int16, r uint8) bool {
		s := procedure.Spot{East: int64(east) % 1_790_000_000, North: int64(north) % 800_000_000}
		o := procedure.Spot{East: s.East + int64(dx)*3, North: s.North + int64(dy)*3}
		radius := int(r)*4 + 1
		return s.Metres(o) >= radius || in(s, radius, o)
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 20000}); err != nil {
		t.Error(err)
	}
	s, ok := procedure.ReadSpot("113.454321,30.362211")
	if !ok || s.String() != "113.454321,30.362211" {
		t.Errorf("read as %v", s)
	}
	if n := len(s.Around(60)); n > 3 {
		t.Errorf("%d rows of cells are asked for sixty metres", n)
	}
	o := procedure.Spot{East: s.East, North: s.North + 8993} // a hundred metres of a meridian
	if m := s.Metres(o); math.Abs(float64(m-100)) > 1 {
		t.Errorf("a hundred metres are measured as %d", m)
	}
	for _, bad := range []string{"", "113", "113,x", "213.1,30.1", "113.1,91.0", "NaN,1", "1,NaN"} {
		if _, ok := procedure.ReadSpot(bad); ok {
			t.Errorf("%q is read", bad)
		}
	}
}
