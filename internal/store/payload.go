package store

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Verifying reads every payload of the ledger, a million and more: what this
// program wrote is taken apart in one pass. Text of any other shape goes to
// encoding/json, which decides what it means or what is wrong with it.

// readPayloads reads the list of payloads that an act keeps, and says whether the
// text is one that this program writes: another may hold more than is read of it.
func readPayloads(text string) (list []Payload, ours bool, err error) {
	if list, ok := plainPayloads(text); ok {
		return list, true, nil
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return list, false, err
	}
	again, err := json.Marshal(list)
	return list, string(again) == text, err
}

// plainPayloads reads a list as json.Marshal writes it: no spaces, no key
// twice, no null. It answers false for anything else.
func plainPayloads(text string) ([]Payload, bool) {
	rest, ok := strings.CutPrefix(text, "[")
	if !ok {
		return nil, false
	}
	list := make([]Payload, 0, 1)
	if rest == "]" {
		return list, true
	}
	for {
		if rest, ok = strings.CutPrefix(rest, "{"); !ok {
			return nil, false
		}
		var p Payload
		seen := ""
		for {
			if len(rest) < 5 || rest[0] != '"' || rest[2] != '"' || rest[3] != ':' || strings.IndexByte(seen, rest[1]) >= 0 {
				return nil, false
			}
			key := rest[1]
			seen += rest[1:2]
			var value string
			if value, rest, ok = quoted(rest[4:]); !ok || rest == "" {
				return nil, false
			}
			switch key {
			case 'o':
				p.Object = value
			case 'b':
				p.B = value
			case 'a':
				p.A = value
			case 'p':
				p.Bytes = value
			case 's':
				var err error
				if p.Salt, err = base64.StdEncoding.DecodeString(value); err != nil {
					return nil, false
				}
			default:
				return nil, false
			}
			end := rest[0]
			rest = rest[1:]
			if end == '}' {
				break
			}
			if end != ',' {
				return nil, false
			}
		}
		list = append(list, p)
		if rest == "]" {
			return list, true
		}
		if rest, ok = strings.CutPrefix(rest, ","); !ok {
			return nil, false
		}
	}
}

// quoted reads a JSON string at the beginning of a text, and gives what follows.
func quoted(text string) (value, rest string, ok bool) {
	if text == "" || text[0] != '"' {
		return "", "", false
	}
	text = text[1:]
	end := plainUntil(text)
	if end < len(text) && text[end] == '"' {
		value = text[:end]
		return value, text[end+1:], utf8.ValidString(value)
	}
	whole := end
	for whole < len(text) && text[whole] != '"' {
		if text[whole] == '\\' {
			whole++
		}
		whole++
	}
	b := make([]byte, 0, min(whole, len(text)))
	for {
		b = append(b, text[:end]...)
		text = text[end:]
		switch {
		case text == "" || text[0] < ' ':
			return "", "", false
		case text[0] == '"':
			return string(b), text[1:], utf8.Valid(b)
		case len(text) < 2:
			return "", "", false
		}
		switch c := text[1]; c {
		case '"', '\\', '/':
			b = append(b, c)
		case 'b':
			b = append(b, '\b')
		case 'f':
			b = append(b, '\f')
		case 'n':
			b = append(b, '\n')
		case 'r':
			b = append(b, '\r')
		case 't':
			b = append(b, '\t')
		case 'u':
			r, ok := hex4(text[2:])
			if !ok || utf16.IsSurrogate(r) { // json.Marshal escapes no such
				return "", "", false
			}
			b = utf8.AppendRune(b, r)
			text = text[4:]
		default:
			return "", "", false
		}
		text = text[2:]
		end = plainUntil(text)
	}
}

// plainUntil is how many bytes stand before the first that ends or escapes.
func plainUntil(text string) int {
	for i := range len(text) {
		if c := text[i]; c == '"' || c == '\\' || c < ' ' {
			return i
		}
	}
	return len(text)
}

func hex4(text string) (rune, bool) {
	if len(text) < 4 {
		return 0, false
	}
	var r rune
	for i := range 4 {
		c := text[i]
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
