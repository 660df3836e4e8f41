// Command duban reads government work reports and follows what they promise.
package main

import (
	"os"

	"duban/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr)) }
