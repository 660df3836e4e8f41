package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"duban/internal/store"
	"duban/internal/store/postgres"
	"duban/internal/store/sqlite"
)

const (
	pacePerSecond = 50 // pages asked for, whether or not the ones before have come
	pastYears     = 4  // beside the year that the demo plays
)

// years measures the pages of the year where many divisions are together: the
// demo's city with its year is played once, copied to further divisions, and its
// tasks to earlier years of each; then pages of divisions drawn by lot are asked
// for at a steady rate.
func years(ctx context.Context, at where, args []string) error {
	set := flag.NewFlagSet("years", flag.ContinueOnError)
	dsn := set.String("postgres", "", "URL of an empty PostgreSQL database; SQLite in --data without it")
	steps := set.String("divisions", "10,100", "how many divisions, in steps")
	set.StringVar(&at.data, "data", at.data, "folder, made anew")
	set.StringVar(&at.program, "duban", at.program, "the program")
	set.IntVar(&at.seconds, "seconds", at.seconds, "how long a step is measured")
	if err := set.Parse(args); err != nil {
		return err
	}
	place := []string{"--data", at.data}
	if *dsn != "" {
		place = append(place, "--postgres", *dsn)
	}
	s, err := start(ctx, "/sign-in", func(address string) []string {
		return append([]string{at.program, "demo", "--cases", "200", "--listen", address}, place...)
	})
	if err != nil {
		return err
	}
	c := client()
	cookie, err := signIn(c, s.address, "jianwenlan", "Yunze.Demo-2026")
	s.stop()
	if err != nil {
		return err
	}
	name, value, _ := strings.Cut(cookie, "=")
	base, secret, _ := strings.Cut(value, ".")
	divisions := []string{base}
	before := map[string]float64{}
	for i, step := range strings.Split(*steps, ",") {
		n, err := strconv.Atoi(step)
		if err != nil {
			return err
		}
		rows, err := grown(ctx, at.data, *dsn, base, n, &divisions, i == 0)
		if err != nil {
			return err
		}
		if err := measured(ctx, at, place, name, secret, divisions, rows, before); err != nil {
			return err
		}
	}
	return nil
}

// grown makes further divisions, and earlier years at first, and counts the rows
// of progress. The database is let go of for the program that serves it.
func grown(ctx context.Context, data, dsn, base string, n int, divisions *[]string, first bool) (rows int64, err error) {
	e, err := engine(ctx, data, dsn)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	if first {
		if err := pastOf(ctx, e, base); err != nil {
			return 0, err
		}
	}
	for len(*divisions) < n {
		code := strconv.Itoa(520000 + len(*divisions))
		if err := twin(ctx, e, base, code); err != nil {
			return 0, fmt.Errorf("division %s: %w", code, err)
		}
		*divisions = append(*divisions, code)
	}
	err = e.Write(ctx, func(x *store.Session) error { _, err := x.Run("analyze"); return err })
	if err != nil {
		return 0, err
	}
	err = e.Read(ctx, func(s *store.Session) error {
		r, err := s.Ask("select count(*) from task_event where act in ('fill', 'sign')")
		if err != nil {
			return err
		}
		defer r.Close()
		if !r.Next() {
			return errors.New("nothing is counted")
		}
		return r.Scan(&rows)
	})
	return rows, err
}

func engine(ctx context.Context, data, dsn string) (store.Engine, error) {
	if dsn != "" {
		return postgres.Open(ctx, dsn)
	}
	return sqlite.Open(ctx, filepath.Join(data, "duban.db"))
}

// twin copies every row of a division to another.
func twin(ctx context.Context, e store.Engine, from, to string) error {
	return e.Write(ctx, func(s *store.Session) error {
		for _, t := range store.Tables() {
			var into, out []string
			for _, c := range t.Columns {
				into, out = append(into, c.Name), append(out, c.Name)
				if c.Name == "division" {
					out[len(out)-1] = "$2"
				}
			}
			if !slices.Contains(into, "division") {
				continue
			}
			if _, err := s.Run("insert into "+t.Name+" ("+strings.Join(into, ", ")+") select "+strings.Join(out, ", ")+" from "+t.Name+" where division = $1", from, to); err != nil {
				return fmt.Errorf("%s: %w", t.Name, err)
			}
		}
		return nil
	})
}

// pastOf copies the tasks of the year to earlier ones, with their days.
func pastOf(ctx context.Context, e store.Engine, division string) error {
	return e.Write(ctx, func(s *store.Session) error {
		for back := 1; back <= pastYears; back++ {
			p := fmt.Sprintf("y%d", back)
			then := "replace(replace(%s, '2026-', '" + strconv.Itoa(2026-back) + "-'), '\"year\":2026', '\"year\":" + strconv.Itoa(2026-back) + "')"
			older := func(column string) string { return fmt.Sprintf(then, column) }
			for _, text := range []string{
				"insert into task (division, task, year, number, state, lead, parent, report, record, events, version, seal, standing) select division, '" + p + "' || task, 2026 - " + strconv.Itoa(back) + ", " + older("number") + ", state, lead, case when parent = '' then '' else '" + p + "' || parent end, report, case when record = '' then '' else '" + p + "' || record end, events, version, seal, replace(replace(" + older("standing") + ", parent, '" + p + "' || parent), record, '" + p + "' || record) from task where division = $1 and year = 2026",
				"insert into task_event (division, task, seq, act, happened_at, recorded_at, person, post, unit, reason, seal, content) select e.division, '" + p + "' || e.task, e.seq, e.act, e.happened_at, e.recorded_at, e.person, e.post, e.unit, e.reason, e.seal, " + older("e.content") + " from task_event e join task t on t.division = e.division and t.task = e.task where e.division = $1 and t.year = 2026",
			} {
				if _, err := s.Run(text, division); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// measured times pages of divisions drawn by lot and prints how the 95th of a
// hundred did, and by what it grew since the step before.
func measured(ctx context.Context, at where, place []string, cookie, secret string, divisions []string, rows int64, before map[string]float64) error {
	s, err := start(ctx, "/sign-in", func(address string) []string {
		return append([]string{at.program, "serve", "--listen", address}, place...)
	})
	if err != nil {
		return err
	}
	defer s.stop()
	c := client()
	get := func(division, path string) (string, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address+path, nil)
		if err != nil {
			return "", err
		}
		r.Header.Set("Cookie", cookie+"="+division+"."+secret)
		return taken(c, r)
	}
	asked := []struct{ name, path string }{{"home", "/"}, {"mayor's page", "/mayor"}, {"tasks", "/tasks"}, {"tasks, the red", "/tasks?colour=red"}, {"projects", "/projects"}, {"cases", "/cases"}, {"settlements", "/settlements"}, {"review drafted", "/accounts?kind=review"}}
	for _, x := range []struct{ name, list, head string }{{"a task whole", "/tasks", `href="/tasks/`}, {"a settlement whole", "/settlements", `href="/settlements/`}, {"a project whole", "/projects", `href="/projects/`}} {
		page, err := get(divisions[0], x.list)
		if err != nil {
			return err
		}
		for rest := page; ; {
			var ok bool
			if _, rest, ok = strings.Cut(rest, x.head); !ok {
				return fmt.Errorf("%s names none", x.list)
			}
			id, _, _ := strings.Cut(rest, `"`)
			if len(id) == 16 {
				asked = append(asked, struct{ name, path string }{x.name, x.list + "/" + id})
				break
			}
		}
	}
	lot := mathrand.New(mathrand.NewPCG(2026, uint64(len(divisions))))
	for _, d := range divisions { // every division once, as an office that has begun its day
		for _, a := range asked {
			if _, err := get(d, a.path); err != nil {
				return fmt.Errorf("%s of %s: %w", a.path, d, err)
			}
		}
	}
	cost := make([]float64, len(asked)) // alone: this holds on a busy machine too
	for k, a := range asked {
		const times = 20
		from, err := s.busy()
		if err != nil {
			return err
		}
		for range times {
			if _, err := get(divisions[lot.IntN(len(divisions))], a.path); err != nil {
				return err
			}
		}
		to, err := s.busy()
		if err != nil {
			return err
		}
		cost[k] = (to - from).Seconds() * 1000 / times
	}
	took := make([][]time.Duration, len(asked))
	var wait sync.WaitGroup
	var mu sync.Mutex
	var trouble error
	begin := time.Now()
	for i := range at.seconds * pacePerSecond {
		due := begin.Add(time.Duration(i) * time.Second / pacePerSecond)
		time.Sleep(time.Until(due))
		d := divisions[lot.IntN(len(divisions))]
		wait.Go(func() {
			k := i % len(asked)
			_, err := get(d, asked[k].path)
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
	row(fmt.Sprintf("%d divisions, %d rows of progress", len(divisions), rows), "p95 (processor), ms", "")
	told := func(name string, v float64, wanted string) {
		got := fmt.Sprintf("%.1f", v)
		key, _, _ := strings.Cut(name, " (")
		if was, ok := before[key]; ok {
			got += fmt.Sprintf("  ×%.2f", v/was)
		}
		before[key] = v
		row("  "+name, got, wanted)
	}
	for k, a := range asked {
		wanted := "80"
		if a.path == "/mayor" {
			wanted = "60"
		}
		told(fmt.Sprintf("%s (%.1f)", a.name, cost[k]), p95(took[k]), wanted)
	}
	told("all", p95(slices.Concat(took...)), "80; ×1.30")
	m, err := s.memory()
	if err == nil {
		row("  memory at its most, MB", strconv.Itoa(m), "")
	}
	return nil
}
