// Package democity is an invented county-level city (云泽市) with everything
// duban asks of a city before its first day: units, posts, persons, who holds
// what, three government work reports, and one report each of two neighbours.
//
// All of it is made up: the places, the people, the projects and the figures.
// The codes 429099, 429098 and 429097 are assigned to nobody. The report of
// 2026 holds slips planted on purpose; slips.tsv lists them. Settle loads
// it all through the acts that a real city's people would use; the room refuses
// to know the store.
package democity

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"sync"

	"duban/internal/base/civil"
	"duban/internal/base/table"
)

//go:embed *.tsv reports/*.txt
var data embed.FS

// Boundaries are the towns of the city, drawn around 0°N 0°E, where there is
// only sea.
//
//go:embed yunze.geojson
var Boundaries []byte

// City (市) is one division with what is known of it. A neighbour has a
// division and reports only.
type City struct {
	Division Division
	Units    []Unit // in official order; a parent stands before its children
	Posts    []Post
	Persons  []Person
	Holdings []Holding // in order of their first day
	Reports  []Report  // in order of the day they were given
	// Boundaries are the towns as GeoJSON, nil for a neighbour.
	Boundaries []byte
}

// Division (行政区划) is a place with a code of six digits.
type Division struct{ Code, Name string }

// Kinds of unit.
const (
	Government  = "government"  // 市政府
	Department  = "department"  // 部门
	Office      = "office"      // 内设机构
	Institution = "institution" // 事业单位、群团、垂直管理单位、企业
	Town        = "town"        // 镇
	Street      = "street"      // 街道
	Village     = "village"     // 村、社区
)

// Unit (单位) is a body that can be given a task or stands above one.
type Unit struct {
	Code    string   // of the standard catalogue where it has one, nine digits a town, twelve a village
	Parent  string   // "" for the city government, party bodies and bodies led from above
	Name    string   // in full: 云泽市发展和改革局
	Short   string   // as an office says it: 市发改局
	Aliases []string // further names that mean this unit
	Kind    string
	Rank    int // place in the official order, smaller first
}

// Roles of a post.
const (
	Leader                = "leader"                 // 市领导
	Supervisor            = "supervisor"             // 督查室
	Head                  = "head"                   // 单位负责人
	Clerk                 = "clerk"                  // 经办
	SystemAdministrator   = "system_administrator"   // 系统管理员
	SecurityAdministrator = "security_administrator" // 安全管理员
	AuditAdministrator    = "audit_administrator"    // 审计管理员
)

// Post (岗位) is a seat in a unit, whoever sits in it.
type Post struct{ Code, Unit, Name, Role string }

// Person (人员) is somebody with a login name.
type Person struct{ Login, Name string }

// Manners of holding a post.
const (
	Appointed = "appointed" // 任职
	Acting    = "acting"    // 主持工作
	Delegated = "delegated" // 委托代行
)

// Holding (任职) says who holds a post, and from when until when.
type Holding struct {
	Post, Login string
	From, Until civil.Date // Until is the last day; zero while it lasts
	Manner      string
	Basis       string // 依据, as a list of appointments says it
}

// Report (政府工作报告) is a report's text as a plain file.
type Report struct {
	File  string
	Given civil.Date // the day it was given to the congress
	Text  string
}

// Invented is 云泽市.
func Invented() City { return copied(all()[0]) }

// Neighbours are two more divisions with one report each, for comparison.
func Neighbours() []City {
	var out []City
	for _, c := range all()[1:] {
		out = append(out, copied(c))
	}
	return out
}

// all reads the tables once. They are built in, so a fault in them is a fault
// of the build: the tests of this room say so first.
var all = sync.OnceValue(func() []City {
	cities, err := read(data)
	if err != nil {
		panic(err)
	}
	return cities
})

func read(files fs.FS) ([]City, error) {
	var cities []City
	for _, r := range table.Rows(files, "divisions.tsv") {
		if n := len(cities); n == 0 || cities[n-1].Division.Code != r[0] {
			cities = append(cities, City{Division: Division{Code: r[0], Name: r[1]}})
		}
		given, err := date(r[3])
		if err != nil {
			return nil, fmt.Errorf("divisions.tsv: %w", err)
		}
		text, err := fs.ReadFile(files, "reports/"+r[2])
		if err != nil {
			return nil, err
		}
		c := &cities[len(cities)-1]
		c.Reports = append(c.Reports, Report{File: r[2], Given: given, Text: string(text)})
	}
	c := &cities[0]
	c.Boundaries = Boundaries
	for _, r := range table.Rows(files, "units.tsv") {
		rank, err := strconv.Atoi(r[6])
		if err != nil {
			return nil, fmt.Errorf("units.tsv: %s: %w", r[0], err)
		}
		c.Units = append(c.Units, Unit{Code: r[0], Parent: r[1], Name: r[2], Short: r[3], Aliases: strings.Fields(r[4]), Kind: r[5], Rank: rank})
	}
	for _, r := range table.Rows(files, "posts.tsv") {
		c.Posts = append(c.Posts, Post{Code: r[0], Unit: r[1], Name: r[2], Role: r[3]})
	}
	for _, r := range table.Rows(files, "people.tsv") {
		c.Persons = append(c.Persons, Person{Login: r[0], Name: r[1]})
	}
	for _, r := range table.Rows(files, "holdings.tsv") {
		from, err := date(r[2])
		if err != nil {
			return nil, fmt.Errorf("holdings.tsv: %s: %w", r[0], err)
		}
		h := Holding{Post: r[0], Login: r[1], From: from, Manner: r[4], Basis: r[5]}
		if r[3] != "" {
			if h.Until, err = date(r[3]); err != nil {
				return nil, fmt.Errorf("holdings.tsv: %s: %w", r[0], err)
			}
		}
		c.Holdings = append(c.Holdings, h)
	}
	return cities, nil
}

// copied keeps what callers change away from what the next one gets.
func copied(c City) City {
	c.Units = append([]Unit(nil), c.Units...)
	for i := range c.Units {
		c.Units[i].Aliases = append([]string(nil), c.Units[i].Aliases...)
	}
	c.Posts = append([]Post(nil), c.Posts...)
	c.Persons = append([]Person(nil), c.Persons...)
	c.Holdings = append([]Holding(nil), c.Holdings...)
	c.Reports = append([]Report(nil), c.Reports...)
	return c
}

func date(s string) (civil.Date, error) {
	var d civil.Date
	if _, err := fmt.Sscanf(s, "%4d-%2d-%2d", &d.Year, &d.Month, &d.Day); err != nil || d.String() != s || !d.Valid() {
		return civil.Date{}, fmt.Errorf("%q is no date", s)
	}
	return d, nil
}
