// Package mechanisms is the mechanisms of the report as declarations: one
// folder each, with mechanism.yaml and its scenarios. It refuses to hold code:
// what a declaration means is kernel/procedure's.
package mechanisms

import "embed"

// Files are the declarations.
//
//go:embed */mechanism.yaml */catalogue.yaml */scenarios/*.yaml
var Files embed.FS
