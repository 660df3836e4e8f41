package store

import (
	"database/sql"
	"strings"

	"duban/internal/kernel/staff"
)

// Token is a person's access token: what it may, in which holding, until when.
// Hash is of its secret.
type Token struct {
	staff.Mark
	Division, ID, Person, Holding string
	Role                          staff.Role // of the post when the token was issued
	Label                         string
	Hash                          string
	Scopes                        []string
	CreatedAt, ExpiresAt          int64
	UsedAt                        int64
	EndedAt                       int64
}

func scanToken(division string) func(row) (Token, error) {
	return func(r row) (Token, error) {
		k := Token{Division: division}
		var scopes string
		var ended sql.NullInt64
		err := r.Scan(&k.ID, &k.Person, &k.Holding, &k.Role, &k.Label, &k.Hash, &scopes, &k.CreatedAt, &k.ExpiresAt, &k.UsedAt, &ended, &k.Version, &k.Seal)
		k.Scopes, k.EndedAt = strings.Fields(scopes), ended.Int64
		return k, err
	}
}

// TokenByHash finds a token by the hash of its secret.
func (t *Tx) TokenByHash(division, hash string) (Token, error) {
	return one(t, "token_by_hash", scanToken(division), division, hash)
}

// Token finds a token by id.
func (t *Tx) Token(division, id string) (Token, error) {
	return one(t, "token_by_id", scanToken(division), division, id)
}

// TokensOf are a person's tokens, newest first.
func (t *Tx) TokensOf(division, person string) ([]Token, error) {
	return list(t, "token_by_person", scanToken(division), division, person)
}

// EveryToken is all tokens of a division, for the ledger.
func (t *Tx) EveryToken(division string) ([]Token, error) {
	return list(t, "token_all", scanToken(division), division)
}

// AddToken keeps a new token.
func (t *Tx) AddToken(k Token) error {
	return t.put("token_insert", k.Division, k.ID, k.Person, k.Holding, string(k.Role), k.Label, k.Hash, strings.Join(k.Scopes, " "), k.CreatedAt, k.ExpiresAt, k.Seal)
}

// TouchToken says that a token was used.
func (t *Tx) TouchToken(division, id string, at int64) error {
	return t.put("token_used", division, id, at)
}

// EndToken ends a token at its version.
func (t *Tx) EndToken(k Token) error {
	return t.versioned("token_end", k.Division, k.ID, k.EndedAt, k.Seal, k.Version)
}
