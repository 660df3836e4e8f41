package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"duban/internal/credential"
	"duban/internal/desk"
	"duban/internal/intake"
	"duban/internal/kernel/document"
	"duban/internal/kernel/ledger"
	"duban/internal/store"
	"duban/internal/store/folder"
	"duban/internal/store/sqlite"
)

// cheap passwords let a thousand people sign in while the city is made; each
// hash says itself what it cost, so the program reads them.
var cheap = credential.HashCost{Scheme: credential.Argon2id, Memory: 64, Passes: 1, Lanes: 1}

type clock struct {
	mu   sync.Mutex
	at   int64
	step int64
}

// tick moves on, never beyond the present.
func (c *clock) tick() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = min(c.at+c.step, time.Now().UnixMicro())
	return c.at
}

// source is randomness from a seed: the same city each time.
type source struct {
	mu sync.Mutex
	r  *mathrand.ChaCha8
}

func (s *source) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.r.Read(p)
}

// open opens the city in a folder; a program makes it first.
func open(ctx context.Context, data, program string, now func() int64, random io.Reader) (*desk.Workspace, *store.Store, error) {
	if program != "" {
		if out, err := exec.CommandContext(ctx, program, "init", "--data", data).CombinedOutput(); err != nil {
			return nil, nil, fmt.Errorf("duban init: %w\n%s", err, out)
		}
	}
	engine, err := sqlite.Open(ctx, filepath.Join(data, "duban.db"))
	if err != nil {
		return nil, nil, err
	}
	s := store.New(engine)
	w, err := work(s, filepath.Join(data, "keys", "checkpoint.key"), filepath.Join(data, "files"), now, random)
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return w, s, nil
}

func work(s *store.Store, key, files string, now func() int64, random io.Reader) (*desk.Workspace, error) {
	private, err := os.ReadFile(key)
	if err != nil {
		return nil, err
	}
	public, err := os.ReadFile(key + ".pub")
	if err != nil {
		return nil, err
	}
	signer, err := ledger.NewSigner(strings.TrimSpace(string(private)))
	if err != nil {
		return nil, err
	}
	verifier, err := ledger.NewVerifier(strings.TrimSpace(string(public)))
	if err != nil {
		return nil, err
	}
	kept, err := folder.Open(files)
	if err != nil {
		return nil, err
	}
	hashes, err := credential.NewPasswords(cheap, 4, rand.Reader)
	if err != nil {
		return nil, err
	}
	return desk.Work(s, desk.Means{Clock: now, Random: random, Signers: []ledger.Signer{signer}, Verifiers: []ledger.Verifier{verifier},
		Files: kept, Passwords: credential.Proof{Passwords: hashes, Policy: credential.DefaultPolicy}, Holder: "gauge",
		Open: func(_ context.Context, name string, data io.Reader) (*document.Document, error) {
			b, err := io.ReadAll(data)
			if err != nil {
				return nil, err
			}
			return intake.Read(name, b)
		},
		Report: func(what string, err error) { fmt.Fprintln(os.Stderr, what, err) },
	}), nil
}
