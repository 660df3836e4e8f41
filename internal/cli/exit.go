package cli

import "duban/internal/base/fault"

// exitCode is the one place where kinds of faults become exit codes.
// 0 is well, 1 an internal error.
func exitCode(k fault.Kind) int {
	switch k {
	case fault.Usage:
		return 2
	case fault.NotFound:
		return 3
	case fault.Unreadable:
		return 4
	case fault.TooLarge:
		return 5
	case fault.Invalid:
		return 6
	case fault.Forbidden:
		return 7
	case fault.Conflict:
		return 8
	case fault.Unavailable:
		return 9
	case fault.Refused:
		return 10
	}
	return 1
}
