//go:build !linux

package confine

import "os"

// self is this program.
func self() (string, error) { return os.Executable() }

// confined: other systems have no rights a thread could give away for its children.
func confined(string, request) error { return nil }
