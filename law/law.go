// Package law is dated, cited data of the whole country: calendars and, beside
// them, what the mechanisms share. It refuses to decide anything: rooms read
// it, each row says where it comes from.
package law

import "embed"

// Files are the tables. calendar.tsv: days that are not as their weekdays
// would have it, by the State Council's yearly notices.
//
//go:embed *.tsv
var Files embed.FS
