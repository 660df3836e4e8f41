package cli

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/desk"
	"duban/internal/intake"
	"duban/internal/intake/confine"
	"duban/internal/kernel/document"
	"duban/internal/kernel/ledger"
	"duban/internal/kernel/statement"
	"duban/internal/store"
	"duban/internal/store/postgres"
	"duban/internal/store/sqlite"
	"duban/internal/web/courier"
	"duban/internal/web/meter"
	"duban/internal/web/oidc"
	"duban/internal/web/rate"
)

// largeText is the size in bytes of a text from which memory is thriftily
// kept: a quarter less of it for a few hundredths of the time.
const largeText = 4 << 20

// open reads one file from disk and lets the desk read the report in it.
func open(path string) (*statement.Report, error) {
	doc, err := intake.Open(path)
	if err != nil {
		return nil, err
	}
	if len(doc.Text) > largeText && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(40)
	}
	return desk.New().ReadReport(doc), nil
}

// createEngine makes the database of a place.
func createEngine(ctx context.Context, p place) (store.Engine, error) {
	if p.postgres != "" {
		return engine(postgres.Create(ctx, p.postgres))
	}
	return engine(sqlite.Create(ctx, p.file("duban.db")))
}

// createEngineAt makes the PostgreSQL database of a place at an earlier version.
func createEngineAt(ctx context.Context, p place, version int) (store.Engine, error) {
	return engine(postgres.CreateAt(ctx, p.postgres, version))
}

// openEngine opens the database of a place.
func openEngine(ctx context.Context, p place) (store.Engine, error) {
	if p.postgres != "" {
		return engine(postgres.Open(ctx, p.postgres))
	}
	return engine(sqlite.Open(ctx, p.file("duban.db")))
}

// attachEngine opens the database of a place whatever its version, to migrate it.
func attachEngine(ctx context.Context, p place) (store.Engine, error) {
	if p.postgres != "" {
		return engine(postgres.Attach(ctx, p.postgres))
	}
	return engine(sqlite.Attach(ctx, p.file("duban.db")))
}

// lookEngine opens the database of a place to read only, whatever its version,
// beside a program that may be working on it.
func lookEngine(ctx context.Context, p place) (store.Engine, error) {
	if p.postgres != "" {
		return engine(postgres.Attach(ctx, p.postgres))
	}
	return engine(sqlite.Look(ctx, p.file("duban.db")))
}

// engine keeps a nil engine nil.
func engine[E store.Engine](e E, err error) (store.Engine, error) {
	if err != nil {
		return nil, err
	}
	return e, nil
}

// opened is a workspace with what has to be let go of.
type opened struct {
	*desk.Workspace
	store *store.Store
	rates *rate.Limits // of the API; nil for the standard ones
	meter *meter.Meter
}

// Close lets go of the database.
func (o *opened) Close() error { return o.store.Close() }

// hashesAtOnce bounds how much memory passwords take: 64 MB each.
const hashesAtOnce = 2

func openWorkspace(ctx context.Context, p place, log *slog.Logger) (*opened, error) {
	e, err := openEngine(ctx, p)
	if err != nil {
		return nil, err
	}
	s := store.New(e)
	cost := credential.DefaultCost
	if isNational(p.file("keys")) {
		cost = credential.NationalCost
	}
	hashes, err := credential.NewPasswords(cost, hashesAtOnce, rand.Reader)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	counts := &meter.Meter{}
	w, err := workspace(p, s, log, counts, credential.Proof{Passwords: hashes, Policy: credential.DefaultPolicy})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return &opened{Workspace: w, store: s, meter: counts}, nil
}

// lookWorkspace opens a workspace to read only, beside a program that may be
// working on it. It needs no private key.
func lookWorkspace(ctx context.Context, p place) (*opened, error) {
	e, err := lookEngine(ctx, p)
	if err != nil {
		return nil, err
	}
	files, err := openFiles(p)
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	w, err := looked(ctx, e, p.file("keys"), files)
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return w, nil
}

// looked is a workspace on an open database whose version suits, to read only.
func looked(ctx context.Context, e store.Engine, keys string, files desk.Files) (*opened, error) {
	version, oldest, err := e.Version(ctx)
	if err == nil {
		err = store.Fit(version, oldest)
	}
	if err != nil {
		return nil, err
	}
	verifiers, texts, err := readPublicKeys(keys)
	if err != nil {
		return nil, err
	}
	s := store.New(e)
	return &opened{Workspace: desk.Work(s, desk.Means{Clock: func() int64 { return time.Now().UnixMicro() }, Random: rand.Reader, Verifiers: verifiers, PublicKeys: texts, National: national(verifiers), Files: files}), store: s}, nil
}

// national says that a key of the national algorithms is among them.
func national(keys []ledger.Verifier) bool {
	return slices.ContainsFunc(keys, ledger.National)
}

func workspace(p place, s *store.Store, log *slog.Logger, counts *meter.Meter, passwords desk.Passwords) (*desk.Workspace, error) {
	signers, verifiers, keys, err := readKeys(p.file("keys"))
	if err != nil {
		return nil, err
	}
	sealing, err := readSealing(p.file("keys"))
	if err != nil {
		return nil, err
	}
	files, err := openFiles(p)
	if err != nil {
		return nil, err
	}
	gate, err := foreign(p, log)
	if err != nil {
		return nil, err
	}
	letters, err := p.mail.postman()
	if err != nil {
		return nil, err
	}
	var holder [8]byte
	if _, err := rand.Read(holder[:]); err != nil {
		return nil, err
	}
	return desk.Work(s, desk.Means{
		Clock: p.now(), Random: rand.Reader, Signers: signers, Verifiers: verifiers, PublicKeys: keys, National: len(signers) > 1,
		Files: files, Passwords: passwords, Keys: sealing, Courier: courier.New(Version), Postman: letters, Origin: p.origin, Public: p.public, Identities: oidc.NewPlatforms(nil, rand.Reader), Open: opener(gate), Fonts: fontsOf(p), Holder: hex.EncodeToString(holder[:]),
		Pages: func(ctx context.Context, name string, data io.Reader) (int, error) {
			return gate.Pages(ctx, data, name, confine.Standard)
		},
		Report:    func(what string, err error) { log.Error(what, "error", err.Error()) },
		Performed: counts.Performed,
	}), nil
}

// foreign reads bytes from outside in a child with limits. The PDF reader's
// compiled code is kept beside the data, where nobody else writes.
func foreign(p place, log *slog.Logger) (*confine.Gate, error) {
	cache := p.file("cache")
	if err := os.MkdirAll(cache, 0o700); err != nil {
		return nil, unwritable(p.data, err)
	}
	return confine.NewGate(runtime.NumCPU(), cache, func(line string) { log.Warn("foreign file", "said", line) }), nil
}

func opener(gate *confine.Gate) func(context.Context, string, io.Reader) (*document.Document, error) {
	return func(ctx context.Context, name string, data io.Reader) (*document.Document, error) {
		return gate.Open(ctx, data, name, confine.Standard)
	}
}

// keyFiles are the private keys of checkpoints; beside each stands the public one as .pub.
var keyFiles = []struct {
	name     string
	national bool
}{{"checkpoint.key", false}, {"checkpoint-sm2.key", true}}

// makeKeys makes the keys that are not there yet.
func makeKeys(dir string, national bool) error {
	for _, k := range keyFiles {
		path := filepath.Join(dir, k.name)
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) || (k.national && !national) {
			continue
		}
		generate := ledger.GenerateKey
		if k.national {
			generate = ledger.GenerateNationalKey
		}
		private, public, err := generate(rand.Reader, "duban")
		if err != nil {
			return err
		}
		if err := os.WriteFile(path+".pub", []byte(public+"\n"), 0o644); err != nil {
			return unwritable(dir, err)
		}
		if err := os.WriteFile(path, []byte(private+"\n"), 0o600); err != nil {
			return unwritable(dir, err)
		}
	}
	return makeSealing(dir, national)
}

// readKeys reads the keys of checkpoints, and every public key that stands
// beside them: older ones still verify.
func readKeys(dir string) (signers []ledger.Signer, verifiers []ledger.Verifier, texts []string, err error) {
	for _, k := range keyFiles {
		b, err := os.ReadFile(filepath.Join(dir, k.name))
		if k.national && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, nil, nil, fault.New(fault.NotFound, fmt.Sprintf("“%s”里没有检查点的密钥。", dir), "从备份取回 keys 文件夹；没有它不能接着记账。").Because(err)
		}
		s, err := ledger.NewSigner(strings.TrimSpace(string(b)))
		if err != nil {
			return nil, nil, nil, fault.New(fault.Unreadable, fmt.Sprintf("“%s”不是检查点的密钥。", k.name), "从备份取回 keys 文件夹。").Because(err)
		}
		signers = append(signers, s)
	}
	verifiers, texts, err = readPublicKeys(dir)
	return signers, verifiers, texts, err
}

// readPublicKeys reads every public key of a folder, with their texts.
func readPublicKeys(dir string) (verifiers []ledger.Verifier, texts []string, err error) {
	public, err := filepath.Glob(filepath.Join(dir, "*.pub"))
	for _, path := range public {
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, nil, err
		}
		text := strings.TrimSpace(string(b))
		v, err := ledger.NewVerifier(text)
		if err != nil {
			return nil, nil, fault.New(fault.Unreadable, fmt.Sprintf("“%s”不是公钥。", filepath.Base(path)), "从备份取回 keys 文件夹。").Because(err)
		}
		verifiers, texts = append(verifiers, v), append(texts, text)
	}
	return verifiers, texts, err
}
