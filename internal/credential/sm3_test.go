package credential

import "github.com/emmansun/gmsm/sm3"

// macSM3 is HMAC (RFC 2104) written out over SM3.
func macSM3(key, message []byte) []byte {
	var inner, outer [64]byte
	copy(inner[:], key)
	copy(outer[:], key)
	for i := range inner {
		inner[i] ^= 0x36
		outer[i] ^= 0x5c
	}
	in := sm3.Sum(append(inner[:], message...))
	out := sm3.Sum(append(outer[:], in[:]...))
	return out[:]
}
