// Command gauge measures the workspace: it makes a city with three years of
// work behind it, and times pages, acts and the check of the ledger on it.
// bench/workspace runs it; docs/benchmarks.md says what the figures mean.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

// where says on what the measures are taken.
type where struct {
	data    string // folder of the made city
	program string // duban
	rival   string // the peer's program
	seconds int
	rounds  int
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gauge:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return errors.New("gauge make | pages | acts | verify | years, each with --help")
	}
	var at where
	if args[0] == "years" {
		at = where{data: "out/years", program: "out/duban", seconds: 30}
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		return years(ctx, at, args[1:])
	}
	size := measure{Reports: 200, Records: 100_000, Entries: 1_000_000}
	set := flag.NewFlagSet(args[0], flag.ContinueOnError)
	set.StringVar(&at.data, "data", "out/city", "folder of the made city")
	set.StringVar(&at.program, "duban", "out/duban", "the program")
	set.StringVar(&at.rival, "peer", "out/pocketbase", "the peer's program")
	set.IntVar(&at.seconds, "seconds", 10, "how long one round lasts")
	set.IntVar(&at.rounds, "rounds", 3, "how many rounds")
	set.IntVar(&size.Reports, "reports", size.Reports, "reports to make")
	set.IntVar(&size.Records, "records", size.Records, "records to make at least")
	set.IntVar(&size.Entries, "entries", size.Entries, "ledger entries to make")
	if err := set.Parse(args[1:]); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	switch args[0] {
	case "make":
		return makeCity(ctx, at, size)
	case "acts":
		return acts(ctx, at)
	case "pages":
		return pages(ctx, at)
	case "verify":
		return verify(ctx, at)
	}
	return fmt.Errorf("%s is nothing that gauge does", args[0])
}

// row prints one line of the table: what, how much, and what was wanted.
func row(what, got, wanted string) { fmt.Printf("%-58s %16s   %s\n", what, got, wanted) }

func per(n int, d time.Duration) float64 { return float64(n) / d.Seconds() }
