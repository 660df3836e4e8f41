package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// perSecond is how many pages are asked for, whether or not the ones before
// have come.
const perSecond = 100

// pages times the pages and lists of the made city under an open load: the
// time of a page counts from when it was due.
func pages(ctx context.Context, at where) error {
	s, c, err := ours(ctx, at)
	if err != nil {
		return err
	}
	defer s.stop()
	row("start to first page, ms", fmt.Sprintf("%d", s.ready.Milliseconds()), "1 000")
	report, err := firstReport(c, s.address)
	if err != nil {
		return err
	}
	asked := []struct{ name, path string }{{"home", "/"}, {"reports", "/reports"}, {"register", "/register"}, {"register, one sort", "/register?sort=undertaking"},
		{"search, one character", "/search?q=" + url.QueryEscape("园")}, {"search, four characters", "/search?q=" + url.QueryEscape("经济发展")},
		{"search, a common word", "/search?q=" + url.QueryEscape("建设")}, {"units", "/units"}, {"own page", "/me"}, {"a review whole", report}}
	took := make([][]time.Duration, len(asked))
	for k, a := range asked { // once each, so that no page is timed with cold statements
		if _, err := fetch(c, s.address+a.path); err != nil {
			return fmt.Errorf("%s: %w", asked[k].path, err)
		}
	}
	// what a page costs, alone: this holds on a busy machine too
	cost := make([]float64, len(asked))
	for k, a := range asked {
		const times = 20
		before, err := s.busy()
		if err != nil {
			return err
		}
		for range times {
			if _, err := fetch(c, s.address+a.path); err != nil {
				return err
			}
		}
		after, err := s.busy()
		if err != nil {
			return err
		}
		cost[k] = (after - before).Seconds() * 1000 / times
	}
	var wait sync.WaitGroup
	var mu sync.Mutex
	var trouble error
	begin := time.Now()
	for i := range at.seconds * at.rounds * perSecond {
		due := begin.Add(time.Duration(i) * time.Second / perSecond)
		time.Sleep(time.Until(due))
		wait.Go(func() {
			k := i % len(asked)
			_, err := fetch(c, s.address+asked[k].path)
			mu.Lock()
			defer mu.Unlock()
			if err != nil && trouble == nil {
				trouble = err
			}
			took[k] = append(took[k], time.Since(due))
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	wait.Wait()
	if trouble != nil {
		return trouble
	}
	for k, a := range asked {
		row("  "+a.name+": processor, p95, ms", fmt.Sprintf("%.1f  %.1f", cost[k], p95(took[k])), "")
	}
	row("pages and lists at 100 a second, p95 ms", fmt.Sprintf("%.1f", p95(slices.Concat(took...))), "50")
	m, err := s.memory()
	if err != nil {
		return err
	}
	row("memory at its most, MB", fmt.Sprintf("%d", m), "300")
	return nil
}

func p95(all []time.Duration) float64 {
	slices.Sort(all)
	return all[len(all)*95/100].Seconds() * 1000
}

func fetch(c *http.Client, address string) (string, error) {
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	return taken(c, r)
}

// taken is the page that a request is answered with; anything but a page is an error.
func taken(c *http.Client, of *http.Request) (string, error) {
	r, err := c.Do(of)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	var b strings.Builder
	_, err = io.Copy(&b, r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", of.URL, r.Status)
	}
	return b.String(), err
}

// firstReport is the address of a review, as the list has it.
func firstReport(c *http.Client, address string) (string, error) {
	page, err := fetch(c, address+"/reports")
	if err != nil {
		return "", err
	}
	_, rest, ok := strings.Cut(page, `href="/reports/`)
	if !ok {
		return "", errors.New("no report in the list")
	}
	id, _, _ := strings.Cut(rest, `"`)
	return "/reports/" + id, nil
}
