package webpage_test

import (
	"bytes"
	"fmt"
	"html"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"duban/internal/base/fault"
	"duban/internal/intake/charset"
	. "duban/internal/intake/intaketest"
	"duban/internal/intake/webpage"
	"duban/internal/kernel/document"
)

func read(t testing.TB, page string) (*document.Document, error) {
	t.Helper()
	d, err := charset.Decode([]byte(page), webpage.Label([]byte(page)))
	if err != nil {
		t.Fatal(err)
	}
	return webpage.Read("报告.html", d)
}

// plain are the words without their places.
func plain(d *document.Document) string { return d.Text }

const (
	first  = "现在，我代表市人民政府向大会报告工作，请予审议，并请市政协委员提出意见。"
	second = "2025年，全市完成地区生产总值612.4亿元，增长6.1%，城镇新增就业1.53万人。"
	third  = "今年，我们将新建中小学校5所，改造老旧小区26个，把好事办好、实事办实。"
)

const article = "<p>" + first + "</p><p>" + second + "</p><p>" + third + "</p>"

var words = first + "\n" + second + "\n" + third + "\n"

func TestOnlyTheReportIsRead(t *testing.T) {
	links := strings.Repeat(`<li><a href="#">市政府召开第三次常务会议研究春季生产工作</a></li>`, 8)
	for _, c := range []struct{ name, page, want string }{
		{"site header, navigation, side bar and footer are left out",
			`<html><head><title>云泽市人民政府</title><style>p{}</style><script>var a="增长99%，不读。"</script></head><body>
			<div class="header"><a href="/">首页</a> <a href="/x">政务公开</a></div>
			<ul class="nav">` + links + `</ul>
			<div class="main"><div class="content">` + article + `</div><div class="side-bar"><h3>相关新闻</h3><ul>` + links + `</ul></div></div>
			<div class="footer">主办单位：云泽市人民政府办公室，网站标识码4299990001，增长5%。</div></body></html>`,
			words},
		{"a summary block before the report is left out",
			`<html><body><div id="a"><div class="summary">摘要：生产总值增长6.1%，新增就业1.53万人，新建学校5所。</div>` + article + `</div></body></html>`,
			words},
		{"bylines around the report are left out, the title stays",
			`<html><body><h1>2026年云泽市政府工作报告</h1><p>来源：市政府办公室</p><p>发布时间：2026-01-20</p><p>浏览次数：18</p>` + article + `<p>责任编辑：某某</p><p>上一篇：无</p></body></html>`,
			"2026年云泽市政府工作报告\n" + words},
		{"a title outside the article is put in front",
			`<html><body><div class="top"><h1>2026年云泽市政府工作报告</h1></div><div class="text">` + article + `</div></body></html>`,
			"2026年云泽市政府工作报告\n" + words},
		{"the same title is not read twice",
			`<html><body><div class="title">云泽市政府工作报告</div><div><p>云泽市政府工作报告</p>` + article + `</div></body></html>`,
			"云泽市政府工作报告\n" + words},
		{"an old site lays its page out in tables",
			`<html><body><table><tr><td>` + strings.Repeat(`<a href="#">栏目导航</a><br>`, 20) + `</td><td><table><tr><td>` + strings.Repeat(article, 4) + `</td></tr></table></td></tr></table></body></html>`,
			strings.Repeat(words, 4)},
		{"what the page hides is left out",
			`<html><body><div>` + article + `<p style="display: none">隐藏的话，增长99%。</p><p hidden>也隐藏。</p><div aria-hidden="true">图标。</div><p STYLE="Visibility : Hidden">看不见。</p><p style="color:red;font-size: 0">太小。</p></div></body></html>`,
			words},
		{"comments, scripts and forms are no words",
			`<html><body><div>` + article + `<!-- 草稿，增长9%。 --><script>"增长8%，不读。"</script><noscript>请启用脚本，谢谢。</noscript><select><option>选项</option></select><button>打印</button></div></body></html>`,
			words},
		{"a page that closes nothing",
			`<html><body><div><p>` + first + `<p>` + second + `<p>` + third,
			words},
		{"line breaks part paragraphs",
			`<html><body><div>` + first + `<br>` + second + `<br/><br />` + third + `</div></body></html>`,
			words},
		{"the main part need not be named",
			`<html><body><div><div><div>` + article + `</div></div><div><ul>` + links + `</ul></div></div></body></html>`,
			words},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := read(t, c.page)
			if err != nil {
				t.Fatal(err)
			}
			Sound(t, d)
			if plain(d) != c.want {
				t.Errorf("got\n%s\nwant\n%s", plain(d), c.want)
			}
		})
	}
}

func TestMessyWords(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"entities", "增长6.1&#37;，&ldquo;一网通办&rdquo;，3&lt;5，A&amp;B，&#x4E91;&#27901;", "增长6.1%，“一网通办”，3<5，A&B，云泽"},
		{"a hard blank is a blank", "总值&nbsp;612.4&nbsp;&nbsp;亿元，增长。", "总值 612.4  亿元，增长。"},
		{"hard blanks that indent are not", "&nbsp;&nbsp;&nbsp;&nbsp;新建学校，五所。", "新建学校，五所。"},
		{"an entity without its semicolon", "总值&nbsp612亿元，A&ampB。", "总值 612亿元，A&B。"},
		{"an ampersand that is none", "R&D经费，&没有这个;。", "R&D经费，&没有这个;。"},
		{"lost characters stay", "增长????%，新建??所。", "增长????%，新建??所。"},
		{"line ends that an export wrote out", `新建学校，五所。\r\n改造小区，六个。`, "新建学校，五所。\n改造小区，六个。"},
		{"a source that breaks lines within Chinese", "完成地区生产\n      总值612亿元，\n增长。", "完成地区生产总值612亿元，增长。"},
		{"a source that breaks lines within Latin", "发展 green\n  energy，好。", "发展 green energy，好。"},
		{"full-width digits and signs stay", "增长６．１％，新建５所。", "增长６．１％，新建５所。"},
		{"inline elements part nothing", "增长<b>6</b>.<span>1</span>%，<font>好</font>。", "增长6.1%，好。"},
		{"soft hyphens and zero-width blanks are nothing", "地区&shy;生产\u200b总值，增长。", "地区生产总值，增长。"},
		{"a wide blank within words stays", "市长　林知远，报告。", "市长　林知远，报告。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := read(t, "<html><body><p>"+c.in+"</p></body></html>")
			if err != nil {
				t.Fatal(err)
			}
			Sound(t, d)
			if got := strings.TrimSuffix(plain(d), "\n"); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestStructure(t *testing.T) {
	d, err := read(t, `<html><body><article><h1>政府工作报告</h1><h2>一、回顾</h2><p>`+first+`</p><h2>二、任务</h2>
		<ol start="3"><li>修路，一百公里。<li>建桥，两座。</ol><ul><li>植树，五千亩。</li></ul>
		<table><thead><tr><th rowspan=2>序号<th colspan=2>任务<th>单位</tr></thead>
		<tr><td>改造<td>小区<td>市住建局
		<tr><td>1<td>新建<td><p>学校</p><p>五所</p><td>市教育局</table>
		<pre>第一行，一。
第二行，二。</pre></article></body></html>`)
	if err != nil {
		t.Fatal(err)
	}
	Sound(t, d)
	Same(t, Show(d), `
		题1 段1 | 政府工作报告
		题2 段2 | 一、回顾
		文 段3 | `+first+`
		题2 段4 | 二、任务
		项 段5 | [3.]修路，一百公里。
		项 段6 | [4.]建桥，两座。
		项 段7 | 植树，五千亩。
		格 段8 r1c1 | 序号
		格 段8 r1c2 | 任务
		格 段8 r1c4 | 单位
		格 段8 r2c2 | 改造
		格 段8 r2c3 | 小区
		格 段8 r2c4 | 市住建局
		格 段8 r3c1 | 1
		格 段8 r3c2 | 新建
		格 段8 r3c3 | 学校
		格 段8 r3c3 | 五所
		格 段8 r3c4 | 市教育局
		文 段19 | 第一行，一。
		文 段20 | 第二行，二。`)
}

// The words of a paragraph must stand at its byte of the file, as they are written there.
func TestParagraphsLeadToTheirBytes(t *testing.T) {
	page := `<html><head><meta charset="gb2312"><title>报告</title></head><body>` + "\r\n" + `<div>
	<p>　　` + first + `</p><p>&nbsp;&nbsp;` + second + `</p><p><b>` + third + `</b></p></div></body></html>`
	for name, encode := range map[string]func(string) []byte{
		"UTF-8":   func(s string) []byte { return []byte(s) },
		"GB18030": func(s string) []byte { b, _ := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s)); return b },
	} {
		t.Run(name, func(t *testing.T) {
			data := encode(page)
			decoded, err := charset.Decode(data, webpage.Label(data))
			if err != nil {
				t.Fatal(err)
			}
			d, err := webpage.Read("报告.html", decoded)
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Paragraphs) != 3 {
				t.Fatalf("paragraphs: %s", Show(d))
			}
			for _, p := range d.Paragraphs {
				if want := encode(d.Of(p)); !bytes.HasPrefix(data[p.Place.Byte:], want) {
					t.Errorf("%q is not at byte %d", d.Of(p), p.Place.Byte)
				}
			}
		})
	}
}

func TestIs(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{"<!DOCTYPE html><p>甲", true},
		{"\uFEFF\r\n <HTML>", true},
		{"<!-- 注 --><div>甲</div>", true},
		{"<p>甲</p>", true},
		{"<div\nclass=a>", true},
		{"<?xml version='1.0'?><html>", true},
		{"政府工作报告", false},
		{"<云泽市>甲", false},
		{"<foo>甲", false},
		{"<!-- 没有完", false},
		{"<", false},
		{"<p", false},
		{"增长<5%", false},
		{"", false},
	} {
		if got := webpage.Is(c.text); got != c.want {
			t.Errorf("Is(%q) = %v", c.text, got)
		}
	}
}

func TestRefused(t *testing.T) {
	for name, page := range map[string]string{
		"a page that a script fills":  `<html><body><div id="app"></div><script src="app.js"></script></body></html>`,
		"a page of links and nothing": `<html><body><ul>` + strings.Repeat(`<li><a href="#">政务公开</a></li>`, 30) + `</ul></body></html>`,
		"no body at all":              `<html>`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(t, page)
			Refused(t, err, fault.Invalid, "报告.html")
		})
	}
}

// Pages made to take for ever: each is a few megabytes, and quadratic time would not end.
func TestPagesMadeToTakeForEver(t *testing.T) {
	for name, page := range map[string]string{
		"elements nested without end":   strings.Repeat("<div>", 200_000) + first,
		"inline elements without end":   strings.Repeat("<b>", 200_000) + first + strings.Repeat("</i>", 200_000),
		"tables in tables without end":  strings.Repeat("<table><tr><td>", 100_000) + first,
		"cells that span everything":    "<table>" + strings.Repeat("<tr><td rowspan=1000 colspan=1000>"+first+"<td>乙", 5_000) + "</table>",
		"ampersands without semicolons": "<p>" + first + strings.Repeat("&", 1_000_000),
		"tags that never close":         "<p>" + first + strings.Repeat("<", 1_000_000),
		"one long attribute":            `<p class="` + strings.Repeat("a ", 500_000) + `">` + first,
	} {
		t.Run(name, func(t *testing.T) {
			d, err := read(t, "<html><body>"+page)
			if err == nil {
				Sound(t, d)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add("<html><body>" + article)
	f.Add(`<table><tr><td rowspan=3>甲<td>乙<tr><td>丙</table><ol start=9><li>丁</ol>&nbsp&#x4E91;\r\n`)
	f.Add(`<html><div class="side bar"><h2>` + first + `</h2><pre>a` + "\n" + `b</pre></div></p></li>`)
	f.Fuzz(func(t *testing.T, page string) {
		decoded, err := charset.Decode([]byte(page), webpage.Label([]byte(page)))
		if err != nil {
			return
		}
		webpage.Is(decoded.Text)
		d, err := webpage.Read("报告.html", decoded)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatal(err)
			}
			return
		}
		Sound(t, d)
		for _, p := range d.Paragraphs {
			if p.Place.Byte >= int64(len(page)) {
				t.Fatalf("byte %d of %d", p.Place.Byte, len(page))
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var page strings.Builder
	page.WriteString("<html><body><div>")
	for i := range 5000 {
		fmt.Fprintf(&page, "<p>%d %s</p>", i, html.EscapeString(second))
	}
	d, err := charset.Decode([]byte(page.String()), "")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(page.Len()))
	for b.Loop() {
		if _, err := webpage.Read("报告.html", d); err != nil {
			b.Fatal(err)
		}
	}
}
