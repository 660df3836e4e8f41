package charset

import "unicode/utf8"

// sampled is how much of the source is looked at to tell encodings apart: the
// head and, in longer ones, the middle.
const sampled = 64 << 10

// acceptAt is the share of characters that must be such as Chinese texts
// consist of. Real reports score above 0.97 in the right encoding and below
// 0.5 in a wrong one; random bytes stay below 0.5 in all.
const acceptAt = 0.75

// plausible is the share of what one would expect in a Chinese text, by the
// bytes it takes up.
func plausible(data []byte, step stepper) float64 {
	head := data
	if len(data) > 2*sampled {
		head = data[:sampled]
		middle := len(data) / 2 &^ 3
		a, b := share(data[middle:middle+sampled], step)
		c, d := share(head, step)
		return (a + c) / max(1, b+d)
	}
	a, b := share(head, step)
	return a / max(1, b)
}

func share(data []byte, step stepper) (good, all float64) {
	for i := 0; i < len(data); {
		r, n := step(data[i:])
		// A character that the end of the sample cuts is nobody's fault.
		if r == utf8.RuneError && len(data)-i < 4 {
			break
		}
		i += n
		all += float64(n)
		good += float64(n) * expected(r)
	}
	return good, all
}

// expected weighs a character: 1 for what Chinese office texts consist of.
func expected(r rune) float64 {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || r == '\f' || r == '\v' || r >= 0x20 && r < 0x7F:
		return 1
	case r < 0x20 || r == 0x7F || r == utf8.RuneError:
		return -1
	case r == 0xFEFF, r >= 0x3000 && r < 0x3020, r >= 0xFF01 && r <= 0xFF5E, r >= 0x2010 && r <= 0x2027:
		return 1
	case r >= 0x4E00 && r <= 0x9FFF:
		if common(r) {
			return 1
		}
		return 0.4
	case r >= 0xA0 && r < 0x250, r >= 0x2030 && r < 0x2700, r >= 0x3220 && r < 0x3400:
		return 0.6
	case r >= 0xE000 && r <= 0xF8FF:
		return 0.2
	}
	return 0
}

func mostlyControls(data []byte) bool {
	controls := 0
	for _, c := range data {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' {
			controls++
		}
	}
	return controls*10 > len(data)
}
