// Package credential (凭证) makes and checks the proofs of who somebody is:
// passwords, one-time codes, bearer secrets, sealed secrets and signatures.
//
// Randomness and time are handed in. What is stored is given back as a string
// or bytes, never kept: this room refuses to know the database, cookies, pages
// and who the person is.
package credential

import (
	"fmt"
	"io"
)

// drawn reads exactly n bytes of the randomness that was handed in.
func drawn(random io.Reader, n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, fmt.Errorf("credential: randomness: %w", err)
	}
	return b, nil
}

// letters draws n characters of the alphabet, each equally likely.
func letters(random io.Reader, alphabet string, n int) (string, error) {
	fair := 256 - 256%len(alphabet) // above it the first letters would come more often
	out := make([]byte, 0, n)
	for len(out) < n {
		some, err := drawn(random, n-len(out))
		if err != nil {
			return "", err
		}
		for _, b := range some {
			if int(b) < fair {
				out = append(out, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(out), nil
}
