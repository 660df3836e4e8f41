// Package scorecards is the scorecards that come with the program, one file
// each. It refuses to hold code: what a card means is kernel/scorecard's.
package scorecards

import "embed"

// Files are the cards.
//
//go:embed *.yaml
var Files embed.FS
