package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"crypto/rand"

	"duban/internal/desk"
	"duban/internal/kernel/staff"
)

// writers is how many people act at the same time.
const writers = 16

// turn is one act of one writer, the i-th.
type turn func(writer, i int) error

// acts times deciding on records over HTTP with a person signed in, and the
// peer's change of a record, in turn, on the same machine and with the same
// durability.
func acts(ctx context.Context, at where) error {
	data, err := copied(at.data)
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	at.data = data
	report, ids, err := waiting(ctx, data)
	if err != nil {
		return err
	}
	us, c, err := ours(ctx, at)
	if err != nil {
		return err
	}
	defer us.stop()
	peerData, err := os.MkdirTemp(filepath.Dir(data), "peer-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(peerData)
	peer, err := start(ctx, "/api/health", func(address string) []string { return []string{at.rival, peerData, address} })
	if err != nil {
		return err
	}
	defer peer.stop()
	theirs, err := peerTurn(peer.address, peerData)
	if err != nil {
		return err
	}
	mine := func(w, i int) error {
		share := len(ids) / writers
		id, verb := ids[w*share+i%share], "accept"
		if i/share%2 == 1 {
			verb = "reopen"
		}
		act := fmt.Sprintf("gauge-%d-%d-%d", time.Now().UnixNano(), w, i)
		r, err := c.PostForm(us.address+"/reports/"+report+"/records/"+id+"/"+verb, url.Values{"act": {act}})
		return answered(r, err, http.StatusSeeOther)
	}
	var best, bestPeer, bestRatio float64
	ourCount, peerCount := make([]int, writers), make([]int, writers)
	for range at.rounds {
		a, err := rate(ctx, at.seconds, ourCount, mine)
		if err != nil {
			return err
		}
		b, err := rate(ctx, at.seconds, peerCount, theirs)
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "  %.0f against %.0f\n", a, b)
		best, bestPeer, bestRatio = max(best, a), max(bestPeer, b), max(bestRatio, a/b)
	}
	row("acts over HTTP, signed in, 16 writers, a second", fmt.Sprintf("%.0f", best), "")
	row("PocketBase v0.36.8, record update, a second", fmt.Sprintf("%.0f", bestPeer), "")
	row("ratio, the better of "+strconv.Itoa(at.rounds)+" rounds", fmt.Sprintf("%.1f", bestRatio), "3")
	return nil
}

// rate is how many acts a second all writers do together. Each goes on where
// its last round ended.
func rate(ctx context.Context, seconds int, from []int, f turn) (float64, error) {
	var n atomic.Int64
	var wait sync.WaitGroup
	var mu sync.Mutex
	var trouble error
	begin := time.Now()
	end := begin.Add(time.Duration(seconds) * time.Second)
	for w := range writers {
		wait.Go(func() {
			for time.Now().Before(end) && ctx.Err() == nil {
				if err := f(w, from[w]); err != nil {
					mu.Lock()
					trouble = err
					mu.Unlock()
					return
				}
				from[w]++
				n.Add(1)
			}
		})
	}
	wait.Wait()
	return per(int(n.Load()), time.Since(begin)), trouble
}

func answered(r *http.Response, err error, want int) error {
	if err != nil {
		return err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != want {
		err = fmt.Errorf("%s: %.300s", r.Status, b)
	}
	return err
}

// waiting makes sure that one report has records that nobody has entered, and
// gives it with them.
func waiting(ctx context.Context, data string) (string, []string, error) {
	w, s, err := open(ctx, data, "", func() int64 { return time.Now().UnixMicro() }, rand.Reader)
	if err != nil {
		return "", nil, err
	}
	defer s.Close()
	o, err := w.OpenSession(ctx, desk.SignIn{Division: division, Login: login, Password: password})
	if err != nil {
		return "", nil, err
	}
	var by staff.Actor
	if by, err = w.Actor(ctx, division, o.Secret); err != nil {
		return "", nil, err
	}
	text := newestText()
	r, err := w.UploadReport(ctx, by, desk.Call{}, desk.UploadReport{Name: "新报告.txt", Data: strings.NewReader(text), Declared: true})
	if err != nil {
		return "", nil, err
	}
	if _, err := w.ReadWaiting(ctx); err != nil {
		return "", nil, err
	}
	v, err := w.ReviewReport(ctx, by, r.ID)
	if err != nil {
		return "", nil, err
	}
	var ids []string
	for _, x := range v.Records[:min(480, len(v.Records))] {
		ids = append(ids, x.ID)
	}
	return r.ID, ids, nil
}

// peerTurn changes the state of a record of the peer's, to and fro.
func peerTurn(address, dir string) (turn, error) {
	var reach struct {
		Token   string   `json:"token"`
		Records []string `json:"records"`
	}
	b, err := os.ReadFile(filepath.Join(dir, "reach.json"))
	if err == nil {
		err = json.Unmarshal(b, &reach)
	}
	if err != nil {
		return nil, err
	}
	c := client()
	c.Transport = withHeader{c.Transport, "Authorization", reach.Token}
	return func(w, i int) error {
		share := len(reach.Records) / writers
		id, state := reach.Records[w*share+i%share], "accepted"
		if i/share%2 == 1 {
			state = "found"
		}
		q, err := http.NewRequest(http.MethodPatch, address+"/api/collections/record/records/"+id, strings.NewReader(`{"state":"`+state+`"}`))
		if err != nil {
			return err
		}
		q.Header.Set("Content-Type", "application/json")
		r, err := c.Do(q)
		return answered(r, err, http.StatusOK)
	}, nil
}
