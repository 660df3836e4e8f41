package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"

	"duban/internal/base/cite"
	"duban/internal/kernel/retention"
	"duban/internal/kernel/review"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/webhook"
	"duban/internal/store"
)

// Canonical bytes of what the ledger commits to. Each says the number of its
// encoder; an encoder that was ever used keeps its fields and their order, a
// new one gets a new number.

func canonical(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("desk: canonical bytes: " + err.Error())
	}
	return b
}

func canonDivision(d store.DivisionRow) (string, []byte) {
	return "division/" + d.Code, canonical(struct {
		V      int    `json:"v"`
		Name   string `json:"name"`
		Parent string `json:"parent"`
		Ready  bool   `json:"ready"`
	}{1, d.Name, d.Parent, d.Ready})
}

func canonUnit(u staff.Unit) (string, []byte) {
	return "unit/" + u.Code, canonical(struct {
		V      int        `json:"v"`
		Parent string     `json:"parent"`
		Name   string     `json:"name"`
		Short  string     `json:"short"`
		Kind   staff.Kind `json:"kind"`
		Rank   int64      `json:"rank"`
		Closed bool       `json:"closed"`
		// absent where no move waits: so it was before units had one
		Proposed string `json:"proposed,omitempty"`
	}{1, u.Parent, u.Name, u.Short, u.Kind, u.Rank, u.Closed, u.Proposed})
}

func canonPost(p staff.Post) (string, []byte) {
	return "post/" + p.Code, canonical(struct {
		V        int        `json:"v"`
		Unit     string     `json:"unit"`
		Name     string     `json:"name"`
		Proposed staff.Role `json:"proposed"`
		Role     staff.Role `json:"role"`
		Closed   bool       `json:"closed"`
	}{1, p.Unit, p.Name, p.Proposed, p.Role, p.Closed})
}

func canonPerson(p staff.Person) (string, []byte) {
	return "person/" + p.ID, canonical(struct {
		V       int    `json:"v"`
		Login   string `json:"login"`
		Name    string `json:"name"`
		Phone   string `json:"phone"`
		Mail    string `json:"mail"`
		Stopped bool   `json:"stopped"`
	}{1, p.Login, p.Name, p.Phone, p.Mail, p.Stopped})
}

func canonHolding(h staff.Holding) (string, []byte) {
	return "holding/" + h.ID, canonical(struct {
		V      int                `json:"v"`
		Person string             `json:"person"`
		Post   string             `json:"post"`
		Manner staff.Manner       `json:"manner"`
		From   int64              `json:"from"`
		Until  int64              `json:"until"`
		State  staff.HoldingState `json:"state"`
	}{1, h.Person, h.Post, h.Manner, h.From, h.Until, h.State})
}

func canonToken(k store.Token) (string, []byte) {
	return "token/" + k.ID, canonical(struct {
		V         int        `json:"v"`
		Person    string     `json:"person"`
		Holding   string     `json:"holding"`
		Role      staff.Role `json:"role"`
		Label     string     `json:"label"`
		Hash      string     `json:"hash"`
		Scopes    []string   `json:"scopes"`
		CreatedAt int64      `json:"created_at"`
		ExpiresAt int64      `json:"expires_at"`
		EndedAt   int64      `json:"ended_at"`
	}{1, k.Person, k.Holding, k.Role, k.Label, k.Hash, k.Scopes, k.CreatedAt, k.ExpiresAt, k.EndedAt})
}

func canonReport(r review.Report) (string, []byte) {
	return "report/" + r.ID, canonical(struct {
		V          int                `json:"v"`
		Unit       string             `json:"unit"`
		File       string             `json:"file"`
		SHA256     string             `json:"sha256"`
		State      review.ReportState `json:"state"`
		Trouble    string             `json:"trouble"`
		Audience   string             `json:"audience"`
		Title      string             `json:"title"`
		Place      string             `json:"place"`
		PlaceCode  string             `json:"place_code"`
		Occasion   string             `json:"occasion"`
		DatedOn    int64              `json:"dated_on"`
		Year       int                `json:"year"`
		Reader     string             `json:"reader"`
		UploadedBy string             `json:"uploaded_by"`
		UploadedAt int64              `json:"uploaded_at"`
		ReadAt     int64              `json:"read_at"`
	}{1, r.Unit, r.File, r.SHA256, r.State, r.Trouble, r.Audience, r.Title, r.Place, r.PlaceCode, r.Occasion, r.DatedOn, r.Year, r.Reader, r.UploadedBy, r.UploadedAt, r.ReadAt})
}

func canonRecord(r review.Record) (string, []byte) {
	var original *review.Content // where it differs
	if !r.Untouched() {
		original = &r.Original
	}
	return "record/" + r.Report + "/" + r.ID, canonical(struct {
		V         int             `json:"v"`
		Sort      review.Sort     `json:"sort"`
		Span      cite.Span       `json:"span"`
		State     review.State    `json:"state"`
		EnteredAt int64           `json:"entered_at"`
		Words     string          `json:"words"`
		Section   string          `json:"section"`
		Content   review.Content  `json:"content"`
		Original  *review.Content `json:"original,omitempty"`
		Reason    string          `json:"reason"`
		DecidedBy string          `json:"decided_by"`
		DecidedAt int64           `json:"decided_at"`
	}{1, r.Sort, r.Span, r.State, r.EnteredAt, r.Words, r.Section, r.Content, original, r.Reason, r.DecidedBy, r.DecidedAt})
}

func canonAlarm(a review.Alarm) (string, []byte) {
	return "alarm/" + a.Report + "/" + a.ID, canonical(struct {
		V         int         `json:"v"`
		Rule      string      `json:"rule"`
		Grade     string      `json:"grade"`
		Sentence  string      `json:"sentence"`
		Reckoning string      `json:"reckoning"`
		Places    []cite.Span `json:"places"`
		Settled   bool        `json:"settled"`
		Reason    string      `json:"reason"`
	}{1, a.Rule, a.Grade, a.Sentence, a.Reckoning, a.Places, a.Settled, a.Reason})
}

func canonErasure(e review.Erasure) (string, []byte) {
	return "erasure/" + e.Report + "/" + e.ID, canonical(struct {
		V          int                 `json:"v"`
		Reason     string              `json:"reason"`
		State      review.ErasureState `json:"state"`
		ProposedBy string              `json:"proposed_by"`
		ProposedAt int64               `json:"proposed_at"`
		DecidedBy  string              `json:"decided_by"`
		DecidedAt  int64               `json:"decided_at"`
		Answer     string              `json:"answer"`
	}{1, e.Reason, e.State, e.ProposedBy, e.ProposedAt, e.DecidedBy, e.DecidedAt, e.Answer})
}

func canonRetention(r retention.Rule) (string, []byte) {
	return fmt.Sprintf("retention/%s/%d", r.Kind, r.FromOn), canonical(struct {
		V     int    `json:"v"`
		Days  int64  `json:"days"`
		Basis string `json:"basis"`
	}{1, r.Days, r.Basis})
}

// canonText commits to what was read from a report's file by its sums: the text
// as a whole, and the paragraphs that are shown of it.
func canonText(report, whole string, paragraphs []store.Paragraph) (string, []byte) {
	h := sha256.New()
	for _, p := range paragraphs {
		fmt.Fprintf(h, "%d %d %d %d\n%s\n", p.N, p.Start, p.End, len(p.Words), p.Words)
	}
	return "text/" + report, canonical(struct {
		V          int    `json:"v"`
		Text       string `json:"text"`
		Paragraphs string `json:"paragraphs"`
	}{1, fmt.Sprintf("%x", sha256.Sum256([]byte(whole))), fmt.Sprintf("%x", h.Sum(nil))})
}

// visitText calls f for the text of a report, where it was read.
func visitText(tx *store.Tx, r review.Report, f func(object string, bytes []byte) error, sums *gramSums) error {
	if r.State != review.InReview && r.State != review.Entered {
		return nil
	}
	kept, err := tx.Text(r.Division, r.ID)
	if err != nil {
		return err
	}
	var t text
	if err := json.Unmarshal(kept, &t); err != nil {
		t.Text = string(kept) // what was altered into this is not what was committed to
	}
	paragraphs, err := tx.Paragraphs(r.Division, r.ID)
	if err != nil {
		return err
	}
	for _, g := range gramsOf(paragraphs) {
		sums.add(r.ID, g.Words, g.Places)
	}
	return f(canonText(r.ID, t.Text, paragraphs))
}

// gramSums holds what stands in reports against how they are searched, without
// keeping either: a sum for each report, of hashes that nobody can foresee. What
// is as it should be comes to nothing.
type gramSums struct {
	hash maphash.Hash
	of   map[string]*uint64
}

func (s *gramSums) term(report []byte, gram, places []byte) (*uint64, uint64) {
	s.hash.Reset()
	s.hash.Write(gram)
	s.hash.WriteByte(0)
	s.hash.Write(places)
	sum := s.of[string(report)]
	if sum == nil {
		sum = new(uint64)
		s.of[string(report)] = sum
	}
	return sum, s.hash.Sum64()
}

func (s *gramSums) add(report, gram string, places []byte) {
	sum, h := s.term([]byte(report), []byte(gram), places)
	*sum += h
}

func (s *gramSums) take(report, gram, places []byte) {
	sum, h := s.term(report, gram, places)
	*sum -= h
}

func canonRereading(x store.Rereading) (string, []byte) {
	return "rereading/" + x.Report + "/" + x.ID, canonical(struct {
		V          int               `json:"v"`
		Reader     string            `json:"reader"`
		Difference review.Difference `json:"difference"`
		CreatedAt  int64             `json:"created_at"`
		Settled    bool              `json:"settled"`
		Decision   string            `json:"decision"`
		DecidedBy  string            `json:"decided_by"`
		DecidedAt  int64             `json:"decided_at"`
	}{1, x.Reader, x.Difference, x.CreatedAt, x.Settled, x.Decision, x.DecidedBy, x.DecidedAt})
}

func canonWebhook(w webhook.Webhook) (string, []byte) {
	return "webhook/" + w.ID, canonical(struct {
		V          int      `json:"v"`
		Label      string   `json:"label"`
		Address    string   `json:"address"`
		Kinds      []string `json:"kinds"`
		Networks   []string `json:"networks"`
		Stopped    bool     `json:"stopped"`
		Secret     string   `json:"secret"`
		Older      string   `json:"older"`
		OlderUntil int64    `json:"older_until"`
		PausedAt   int64    `json:"paused_at"`
		PausedFor  string   `json:"paused_for"`
	}{1, w.Label, w.Address, append([]string{}, w.Kinds...), append([]string{}, w.Networks...), w.Stopped, sealedDigest(w.Secret), sealedDigest(w.Older), w.OlderUntil, w.PausedAt, w.PausedFor})
}

// sealedDigest is a secret as the log knows it: it is sealed, and no business of a log.
func sealedDigest(sealed []byte) string {
	if len(sealed) == 0 {
		return ""
	}
	sum := sha256.Sum256(sealed)
	return hex.EncodeToString(sum[:])
}

// everything calls f for every object of a division that the ledger knows, with
// its bytes as they stand now, and strayed where what lists and searches go by is
// not what the object says.
func everything(tx *store.Tx, division string, f func(object string, bytes []byte) error, strayed func(object, what string)) error {
	d, err := tx.Division(division)
	if !missing(err) { // that it is gone is seen by its never being told of
		if err := visit([]store.DivisionRow{d}, err, canonDivision, f); err != nil {
			return err
		}
	}
	units, err := tx.Units(division)
	if err := visit(units, err, canonUnit, f); err != nil {
		return err
	}
	posts, err := tx.Posts(division)
	if err := visit(posts, err, canonPost, f); err != nil {
		return err
	}
	persons, err := tx.EveryPerson(division)
	if err := visit(persons, err, canonPerson, f); err != nil {
		return err
	}
	holdings, err := tx.Holdings(division)
	if err := visit(holdings, err, canonHolding, f); err != nil {
		return err
	}
	tokens, err := tx.EveryToken(division)
	if err := visit(tokens, err, canonToken, f); err != nil {
		return err
	}
	if err := guards(tx, division, f); err != nil {
		return err
	}
	webhooks, err := tx.Webhooks(division)
	if err := visit(webhooks, err, canonWebhook, f); err != nil {
		return err
	}
	if err := channels(tx, division, f); err != nil {
		return err
	}
	reports, err := tx.EveryReport(division)
	if err := visit(reports, err, canonReport, f); err != nil {
		return err
	}
	sums := gramSums{of: map[string]*uint64{}}
	for _, r := range reports {
		if err := visitText(tx, r, f, &sums); err != nil {
			return err
		}
	}
	if err := tx.EveryGram(division, sums.take); err != nil {
		return err
	}
	for _, report := range slices.Sorted(maps.Keys(sums.of)) {
		if *sums.of[report] != 0 {
			strayed("text/"+report, "posting")
		}
	}
	erasures, err := tx.EveryErasure(division)
	if err := visit(erasures, err, canonErasure, f); err != nil {
		return err
	}
	rules, err := tx.Retentions(division)
	if err := visit(rules, err, canonRetention, f); err != nil {
		return err
	}
	alarms, err := tx.EveryAlarm(division)
	for _, a := range alarms {
		if len(a.Places) > 0 && a.Start != a.Places[0].Start {
			object, _ := canonAlarm(a)
			strayed(object, "starts")
		}
	}
	if err := visit(alarms, err, canonAlarm, f); err != nil {
		return err
	}
	rereadings, err := tx.EveryRereading(division)
	if err := visit(rereadings, err, canonRereading, f); err != nil {
		return err
	}
	cases, err := tx.EveryCase(division)
	if err := visit(cases, err, canonCase, f); err != nil {
		return err
	}
	if err := tx.EveryCaseEvent(division, func(e store.CaseEvent) (bool, error) { return true, f(canonCaseEvent(e)) }); err != nil {
		return err
	}
	if err := tx.EveryNotice(division, func(n store.Notice) (bool, error) { return true, f(canonNotice(n)) }); err != nil {
		return err
	}
	documents, err := tx.EveryDocument(division)
	if err := visit(documents, err, canonDocument, f); err != nil {
		return err
	}
	if err := entries(tx, division, f); err != nil {
		return err
	}
	if err := tasks(tx, division, f); err != nil {
		return err
	}
	directives, err := tx.EveryDirective(division)
	if err := visit(directives, err, canonDirective, f); err != nil {
		return err
	}
	if err := projects(tx, division, f); err != nil {
		return err
	}
	if err := settlements(tx, division, f); err != nil {
		return err
	}
	if err := snapshots(tx, division, f); err != nil {
		return err
	}
	if err := polls(tx, division, f); err != nil {
		return err
	}
	if err := tours(tx, division, f); err != nil {
		return err
	}
	if err := burdens(tx, division, f); err != nil {
		return err
	}
	if err := basemaps(tx, division, f); err != nil {
		return err
	}
	if err := calendars(tx, division, f, strayed); err != nil {
		return err
	}
	return tx.EveryRecord(division, func(r review.Record, column string) (bool, error) {
		object, bytes := canonRecord(r)
		if column != "" {
			strayed(object, column)
		}
		return true, f(object, bytes)
	})
}

func visit[T any](all []T, err error, canon func(T) (string, []byte), f func(string, []byte) error) error {
	if err != nil {
		return err
	}
	for _, v := range all {
		if err := f(canon(v)); err != nil {
			return err
		}
	}
	return nil
}
