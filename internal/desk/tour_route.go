package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/base/quantity"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/tour"
)

// RouteTour says how the stops of a draft are put into an order.
type RouteTour struct {
	By    string // RouteByDistance, RouteByRoads, RouteByHand
	Order []string
	Roads []string             // nil leaves them
	Along map[string]RoadPlace // where stops stand along the roads; nil leaves it
}

// RoadPlace is where a stop stands along a road.
type RoadPlace struct{ Road, Post string }

// The ways to order stops; RouteKept keeps the order and sets the roads alone.
const (
	RouteByDistance = "distance"
	RouteByRoads    = "roads"
	RouteByHand     = "hand"
	RouteKept       = "kept"
)

// RouteTour puts the stops of a draft into the order of the route.
func (w *Workspace) RouteTour(ctx context.Context, by staff.Actor, call Call, id string, in RouteTour) (TourKept, error) {
	return perform(ctx, w, by, "tour.route", call, func(d *deed) (TourKept, error) {
		row, err := d.draftTour(call, id)
		if err != nil {
			return TourKept{}, err
		}
		t := &row.Plan
		if in.Roads != nil {
			t.Roads = nil
			for _, r := range in.Roads {
				if r = strings.TrimSpace(r); r != "" {
					t.Roads = append(t.Roads, r)
				}
			}
		}
		for i := range t.Stops {
			s := &t.Stops[i]
			at, ok := in.Along[s.Project]
			if !ok {
				continue
			}
			s.Road, s.Post = strings.TrimSpace(at.Road), nil
			if p := strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(at.Post)), "K"); p != "" {
				km, err := quantity.Parse(p)
				if err != nil || km.Sign() < 0 || km.Places() > 3 {
					return TourKept{}, fault.New(fault.Invalid, fmt.Sprintf("“%s”的桩号“%s”不对。", s.Name, at.Post), "写公里数，例 K12.5。").At("post-" + s.Project)
				}
				s.Post = &km
			}
		}
		switch in.By {
		case RouteKept:
		case RouteByDistance:
			t.Stops, err = t.ByDistance()
		case RouteByRoads:
			t.Stops, err = t.ByRoads()
		case RouteByHand:
			t.Stops, err = ordered(t.Stops, in.Order)
		default:
			err = fault.New(fault.Invalid, "没有“"+in.By+"”这种排法。", "可以按距离、按道路，或自己挪。").At("by")
		}
		if err != nil {
			return TourKept{}, err
		}
		return d.keepTour(row)
	})
}

// ordered puts stops into an order that names each of them once.
func ordered(stops []tour.Stop, order []string) ([]tour.Stop, error) {
	out := make([]tour.Stop, 0, len(stops))
	for _, id := range order {
		i := slices.IndexFunc(stops, func(s tour.Stop) bool { return s.Project == id })
		if i < 0 || slices.ContainsFunc(out, func(s tour.Stop) bool { return s.Project == id }) {
			break
		}
		out = append(out, stops[i])
	}
	if len(out) != len(stops) || len(order) != len(stops) {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("路线要把 %d 个观摩点各写一次。", len(stops)), "请刷新，照现在的观摩点排。").At("order")
	}
	return out, nil
}
