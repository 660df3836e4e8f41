// Package ledger is the tamper-evident log (存证账本): who did what when, in an
// order that nobody can change afterwards without an outsider seeing it.
//
// # What is recorded
//
// Every act leaves one Entry. An entry names the objects it changed with a
// salted Commitment to their canonical bytes before and after, never the bytes
// themselves, so the log can be shown to anyone. The entry's leaf is canonical
// JSON (RFC 8785) of at most 65,535 bytes, because the changes enter as a count
// and the SHA-256 of their list. The leaves of a division form an RFC 6962 tree
// kept as tiles (c2sp.org/tlog-tiles); its root is signed as a checkpoint
// (c2sp.org/tlog-checkpoint, c2sp.org/signed-note).
//
// # Erasure
//
// The law can oblige an office to delete what a commitment stands for. The log
// is not touched by that. An act whose name ends in ".erase" lists each object
// with the commitment it had and the one it has after: to the form with the
// person blanked out, or Zero if the whole object goes. The bytes and salts of
// all earlier versions are destroyed; without its 16 random bytes of salt a
// commitment says nothing, also to who guesses the content. Verification lets
// a payload be absent exactly if a later erasing entry names its object, and
// says "erased by entry N"; an absent payload that no entry explains was
// removed. The reason given for an act is erased the same way under the object
// name that ReasonObject makes of its act id. An erasing entry covers earlier
// positions only, so it can never excuse its own result.
//
// # National mode
//
// A second signature line carries SM2 with SM3 (GB/T 32918.2) over the same
// note text, and an extension line "sm3-chain" carries a Chain: an SM3 digest
// over every leaf from the first. It owes nothing to SHA-256, continues from
// the 32 bytes in the last checkpoint, and is checked by whoever reads all
// entries. Tools that know only Ed25519 pass over both.
//
// The room refuses to know databases, files, clocks and random sources: keys,
// salts, instants and readers are handed in.
package ledger
