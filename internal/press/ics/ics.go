// Package ics writes calendars as RFC 5545 has them, for programs that look
// after a person's days. It refuses to know whose days they are.
package ics

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"duban/internal/base/civil"
)

// ContentType of a calendar (RFC 5545 §8.1).
const ContentType = "text/calendar; charset=utf-8"

// Event (日程) is a whole day of a calendar: we know days of deadlines and
// meetings, not their hours.
type Event struct {
	UID      string // the same however often it changes (§3.8.4.7)
	Summary  string
	About    string
	Place    string
	URL      string
	On       civil.Date
	Sequence int64         // grows with every change (§3.8.7.4)
	Changed  civil.Instant // when it last did; also its DTSTAMP, so that the same days are the same bytes
	Busy     bool          // people meet; a deadline leaves the day free
	Category string
}

// Calendar (日历) is a list of days under a name.
type Calendar struct {
	Name   string
	Events []Event
}

// Write gives the calendar's bytes: lines end in CR LF and are folded at 75
// octets, never within a character (§3.1).
func (c Calendar) Write() []byte {
	var b bytes.Buffer
	line := func(name, value string) { fold(&b, name+":"+value) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//duban//calendar//ZH")
	line("CALSCALE", "GREGORIAN")
	line("METHOD", "PUBLISH")
	line("X-WR-CALNAME", escape(c.Name))            // what programs show; RFC 7986 calls it NAME
	line("NAME", escape(c.Name))                    // RFC 7986 §5.1
	line("REFRESH-INTERVAL;VALUE=DURATION", "PT2H") // RFC 7986 §5.7
	line("X-PUBLISHED-TTL", "PT2H")                 // what older programs go by
	for _, e := range c.Events {
		line("BEGIN", "VEVENT")
		line("UID", escape(e.UID))
		line("DTSTAMP", instant(e.Changed))
		line("LAST-MODIFIED", instant(e.Changed))
		line("SEQUENCE", strconv.FormatInt(e.Sequence, 10))
		line("DTSTART;VALUE=DATE", day(e.On))
		line("DTEND;VALUE=DATE", day(civil.OfDays(e.On.Days()+1))) // the day after the last (§3.6.1)
		line("SUMMARY", escape(e.Summary))
		if e.About != "" {
			line("DESCRIPTION", escape(e.About))
		}
		if e.Place != "" {
			line("LOCATION", escape(e.Place))
		}
		if e.URL != "" {
			line("URL", e.URL)
		}
		if e.Category != "" {
			line("CATEGORIES", escape(e.Category))
		}
		transparent := "TRANSPARENT"
		if e.Busy {
			transparent = "OPAQUE"
		}
		line("TRANSP", transparent)
		line("CLASS", "PRIVATE")
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	return b.Bytes()
}

func instant(t civil.Instant) string {
	return time.UnixMicro(int64(t)).UTC().Format("20060102T150405Z")
}

func day(d civil.Date) string { return fmt.Sprintf("%04d%02d%02d", d.Year, d.Month, d.Day) }

// escape writes a text value (§3.3.11); control characters are none (§3.1).
func escape(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\\' || r == ';' || r == ',':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r < ' ' && r != '\t' || r == 0x7f:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// most is how many octets a line has at most, without its end.
const most = 75

// fold writes a line in pieces, each after the first behind a space that counts.
func fold(b *bytes.Buffer, s string) {
	room := most
	for len(s) > room {
		n := room
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		b.WriteString(s[:n])
		b.WriteString("\r\n ")
		s, room = s[n:], most-1
	}
	b.WriteString(s)
	b.WriteString("\r\n")
}
