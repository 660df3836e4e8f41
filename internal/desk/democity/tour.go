package democity

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"duban/internal/base/civil"
	"duban/internal/base/quantity"
	"duban/internal/desk"
	"duban/internal/kernel/project"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/tour"
)

// tourStops is how many projects the demo's tour goes to.
const tourStops = 10

// SettleTour has the city look back on the tour of its first half-year: the
// stops get their places on the map, the route is ordered, judges of bureaus mark what
// is not their own and hand in, and the tour is closed. Before the ninth of
// July there was none.
func SettleTour(ctx context.Context, w *desk.Workspace, city City, supervisor, password string, now civil.Instant) error {
	today := now.Date()
	first := civil.Date{Year: today.Year, Month: 7, Day: 7}
	if today.Before(civil.OfDays(first.Days() + 2)) {
		return nil
	}
	s := &settler{ctx: ctx, w: w, city: city, password: password}
	by := s.actor(supervisor)
	if s.err != nil {
		return s.err
	}
	people, err := stagedBy(ctx, w, city, by, now)
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(429099, 77))
	choices, err := w.ChooseForTour(ctx, by)
	if err != nil {
		return err
	}
	var stops []string
	for _, p := range choices.Projects {
		if !p.Suggested || len(stops) == tourStops {
			continue
		}
		place := project.Facts{"lon": quantity.New(1_131_500+r.Int64N(6000), 4).String(), "lat": quantity.New(301_500+r.Int64N(4200), 4).String()}
		if _, err := w.ChangeProject(ctx, by, desk.Call{}, p.Project, place, ""); err != nil {
			return fmt.Errorf("democity: the place of a project: %w", err)
		}
		stops = append(stops, p.Project)
	}
	var judges []staff.Actor
	for _, seat := range []string{"reform/head", "industry/head", "housing/head", "agriculture/head", "transport/head", "finance/head"} {
		if a, ok := people.by[seat]; ok {
			judges = append(judges, a)
		}
	}
	persons := make([]string, len(judges))
	for i, a := range judges {
		persons[i] = a.Person
	}
	lon, lat, trim := quantity.Must("113.4539"), quantity.Must("30.3649"), true
	k, err := w.PlanTour(ctx, by, desk.Call{}, desk.PlanTour{Stops: stops, Judges: persons, Trim: &trim,
		Basics: &desk.TourBasics{Name: fmt.Sprintf("%d年上半年项目拉练观摩", today.Year), Year: today.Year, Half: 1, From: first, Until: civil.OfDays(first.Days() + 1), Start: tour.Place{Name: "市行政中心", Lon: &lon, Lat: &lat}}})
	if err == nil {
		_, err = w.RouteTour(ctx, by, desk.Call{}, k.ID, desk.RouteTour{By: desk.RouteByDistance})
	}
	if err == nil {
		_, err = w.OpenTour(ctx, by, desk.Call{}, k.ID)
	}
	if err != nil {
		return fmt.Errorf("democity: the tour: %w", err)
	}
	for _, a := range judges {
		mood := int64(r.IntN(60) - 30) // in tenths: one is stricter than another
		shown, err := w.ShowTour(ctx, a, k.ID)
		if err != nil {
			return err
		}
		for _, x := range shown.Own.Due {
			base := 780 + int64(slices.Index(stops, x.Project)*37%120)
			var marks []string
			for range shown.Plan.Criteria {
				marks = append(marks, quantity.New(min(1000, (base+mood+int64(r.IntN(80)))/5*5), 1).String())
			}
			if _, err := w.ScoreStop(ctx, a, desk.Call{}, k.ID, x.Project, marks); err != nil {
				return err
			}
		}
		if _, err := w.SubmitScores(ctx, a, desk.Call{}, k.ID); err != nil {
			return err
		}
	}
	_, err = w.CloseTour(ctx, by, desk.Call{}, k.ID, "")
	return err
}
