package press

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
	"time"
)

// Package is a set of open data as a Frictionless Data Package, version 2.0
// of the standard (datapackage.org): a description that programs read, and tables.
type Package struct {
	Name         string // lower-case letters, digits, dots and hyphens; the same from issue to issue
	Title        string
	Description  string
	Version      string
	Homepage     string
	Created      time.Time
	Keywords     []string
	Licences     []Licence
	Sources      []PackageSource
	Contributors []Contributor
	Resources    []Resource
}

// Licence under which the data may be used. Name is an identifier of the Open
// Definition; one that has none there gives a Path.
type Licence struct {
	Name  string `json:"name,omitempty"`
	Path  string `json:"path,omitempty"`
	Title string `json:"title,omitempty"`
}

// PackageSource is where the data came from.
type PackageSource struct {
	Title string `json:"title"`
	Path  string `json:"path,omitempty"`
}

// Contributor is a body that made the package.
type Contributor struct {
	Title string   `json:"title"`
	Path  string   `json:"path,omitempty"`
	Roles []string `json:"roles,omitempty"`
}

// Resource is one table of a package.
type Resource struct {
	Name        string
	Title       string
	Description string
	PrimaryKey  []string // keys of columns
	Columns     []Column
	Rows        iter.Seq2[[]Value, error]
}

const profiles = "https://datapackage.org/profiles/2.0/"

type fieldJSON struct {
	Name        string `json:"name"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Type        string `json:"type"`
	Format      string `json:"format,omitempty"`
	Unit        string `json:"unit,omitempty"`
}

type schemaJSON struct {
	Schema        string      `json:"$schema"`
	Fields        []fieldJSON `json:"fields"`
	MissingValues []string    `json:"missingValues"`
	PrimaryKey    []string    `json:"primaryKey,omitempty"`
}

type resourceJSON struct {
	Name        string     `json:"name"`
	Path        string     `json:"path"`
	Type        string     `json:"type"`
	Title       string     `json:"title,omitempty"`
	Description string     `json:"description,omitempty"`
	Format      string     `json:"format"`
	MediaType   string     `json:"mediatype"`
	Encoding    string     `json:"encoding"`
	Bytes       int64      `json:"bytes"`
	Hash        string     `json:"hash"`
	Schema      schemaJSON `json:"schema"`
}

type packageJSON struct {
	Schema       string          `json:"$schema"`
	Name         string          `json:"name"`
	Title        string          `json:"title,omitempty"`
	Description  string          `json:"description,omitempty"`
	Version      string          `json:"version,omitempty"`
	Homepage     string          `json:"homepage,omitempty"`
	Created      string          `json:"created"`
	Keywords     []string        `json:"keywords,omitempty"`
	Licences     []Licence       `json:"licenses"`
	Sources      []PackageSource `json:"sources,omitempty"`
	Contributors []Contributor   `json:"contributors,omitempty"`
	Resources    []resourceJSON  `json:"resources"`
}

var (
	packageName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`)
	licenceName = regexp.MustCompile(`^[-a-zA-Z0-9._]+$`)
)

// DataPackage writes a package as a zip of datapackage.json and a CSV file a
// table. The same package gives the same bytes. The tables come first, row by row, the
// description, which tells their length and SHA-256, last.
//
// Texts that begin like a formula are guarded as in every CSV of ours: citizens
// open these files in a spreadsheet too. The descriptions say so.
func DataPackage(w io.Writer, p Package) error {
	if err := p.sound(); err != nil {
		return err
	}
	out := zip.NewWriter(w)
	d := packageJSON{Schema: profiles + "datapackage.json", Name: p.Name, Title: p.Title, Description: p.Description, Version: p.Version, Homepage: p.Homepage,
		Created: p.Created.UTC().Format(time.RFC3339), Keywords: p.Keywords, Licences: p.Licences, Sources: p.Sources, Contributors: p.Contributors}
	for _, r := range p.Resources {
		j, err := r.write(out, p.Created)
		if err != nil {
			return fmt.Errorf("press: resource %s: %w", r.Name, err)
		}
		d.Resources = append(d.Resources, j)
	}
	part, err := out.CreateHeader(entryOn("datapackage.json", p.Created))
	if err != nil {
		return err
	}
	enc := json.NewEncoder(part)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(d); err != nil {
		return err
	}
	return out.Close()
}

func entryOn(name string, at time.Time) *zip.FileHeader {
	return &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at.UTC().Truncate(time.Second)}
}

// sound checks what the standard asks; what is wrong is the program's mistake.
func (p Package) sound() error {
	switch {
	case !packageName.MatchString(p.Name):
		return fmt.Errorf("press: package name %q", p.Name)
	case p.Created.IsZero():
		return errors.New("press: a package without the time it was made")
	case len(p.Resources) == 0:
		return errors.New("press: a package without resources")
	case len(p.Licences) == 0:
		return errors.New("press: open data need a licence")
	case p.Homepage != "" && !leads(p.Homepage):
		return fmt.Errorf("press: homepage %q", p.Homepage)
	}
	for _, l := range p.Licences {
		if l.Name == "" && l.Path == "" || l.Name != "" && !licenceName.MatchString(l.Name) || l.Path != "" && !leads(l.Path) {
			return fmt.Errorf("press: licence %+v needs a name or an address", l)
		}
	}
	for _, s := range p.Sources {
		if s.Title == "" || s.Path != "" && !leads(s.Path) {
			return fmt.Errorf("press: source %+v", s)
		}
	}
	for _, c := range p.Contributors {
		if c.Title == "" || c.Path != "" && !leads(c.Path) {
			return fmt.Errorf("press: contributor %+v", c)
		}
	}
	seen := map[string]bool{}
	for _, r := range p.Resources {
		if !packageName.MatchString(r.Name) || seen[r.Name] {
			return fmt.Errorf("press: resource name %q is malformed or twice", r.Name)
		}
		seen[r.Name] = true
		if err := sound(r.Columns); err != nil {
			return err
		}
		for _, key := range r.PrimaryKey {
			if !slices.ContainsFunc(r.Columns, func(c Column) bool { return c.Key == key }) {
				return fmt.Errorf("press: resource %s has no column %q for its key", r.Name, key)
			}
		}
	}
	return nil
}

// counted counts and hashes what passes.
type counted struct {
	w io.Writer
	n int64
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

func (r Resource) write(out *zip.Writer, at time.Time) (resourceJSON, error) {
	j := resourceJSON{Name: r.Name, Path: "data/" + r.Name + ".csv", Type: "table", Title: r.Title, Description: r.Description,
		Format: "csv", MediaType: "text/csv", Encoding: "utf-8", Schema: r.schema()}
	part, err := out.CreateHeader(entryOn(j.Path, at))
	if err != nil {
		return j, err
	}
	sum := sha256.New()
	count := counted{w: io.MultiWriter(part, sum)}
	// The standard's datetime is in UTC.
	if err := csvRows(&count, List{Columns: r.Columns, Rows: r.Rows, Zone: time.UTC}, true, "2006-01-02T15:04:05Z"); err != nil {
		return j, err
	}
	j.Bytes, j.Hash = count.n, "sha256:"+hex.EncodeToString(sum.Sum(nil))
	return j, nil
}

func (r Resource) schema() schemaJSON {
	s := schemaJSON{Schema: profiles + "tableschema.json", MissingValues: []string{""}, PrimaryKey: r.PrimaryKey}
	for _, c := range r.Columns {
		f := fieldJSON{Name: c.Key, Title: c.Title, Type: "string", Unit: c.Unit}
		switch c.Kind {
		case Text, Link:
			f.Description = "以 = + - @ 等符号开头的文字，前面加了一个单引号。"
		case Number:
			f.Type = "integer"
		case Date:
			f.Type = "date"
		case Instant:
			f.Type = "datetime"
		case Quantity:
			f.Type = "number"
		}
		s.Fields = append(s.Fields, f)
		if c.Kind == Link {
			s.Fields = append(s.Fields, fieldJSON{Name: c.Key + addressKey, Title: c.addressHead(false), Type: "string", Format: "uri"})
		}
	}
	return s
}
