package press

import (
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"io"
	"time"
)

// Feed is news that programs follow, as Atom (RFC 4287).
type Feed struct {
	Name    string // what the feed is known by for ever; its id is made from it
	Title   string
	Author  string
	Lang    string
	Self    string // addresses, relative ones to where the feed lies
	Page    string
	Updated time.Time
	Entries []FeedEntry // the newest first
}

// FeedEntry is one piece of news.
type FeedEntry struct {
	Name    string
	Title   string
	Page    string
	Updated time.Time
	Words   string
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Content struct {
		Type  string `xml:"type,attr"`
		Words string `xml:",chardata"`
	} `xml:"content"`
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr,omitempty"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

// urn is an id that the same name always gives (RFC 9562, version 8).
func urn(name string) string {
	sum := sha256.Sum256([]byte(name))
	b := sum[:16]
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Atom writes a feed. The same feed gives the same bytes.
func Atom(w io.Writer, f Feed) error {
	out := atomFeed{Lang: f.Lang, ID: urn(f.Name), Title: f.Title, Updated: f.Updated.UTC().Format(time.RFC3339), Author: f.Author,
		Links: []atomLink{{"self", "application/atom+xml", f.Self}, {"alternate", "text/html", f.Page}}}
	for _, e := range f.Entries {
		x := atomEntry{ID: urn(f.Name + "\x00" + e.Name), Title: e.Title, Updated: e.Updated.UTC().Format(time.RFC3339), Link: atomLink{"alternate", "text/html", e.Page}}
		x.Content.Type, x.Content.Words = "text", e.Words
		out.Entries = append(out.Entries, x)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
