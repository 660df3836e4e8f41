package webhook

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"duban/internal/base/fault"
)

// Format (群机器人的格式) is the product whose group a robot speaks in.
type Format string

// The products.
const (
	WeCom    Format = "wecom"    // 企业微信
	DingTalk Format = "dingtalk" // 钉钉
	Feishu   Format = "feishu"   // 飞书
)

// Formats are all products, in the order of a list to choose from.
var Formats = []Format{WeCom, DingTalk, Feishu}

// Title is what people call the product.
func (f Format) Title() string {
	return map[Format]string{WeCom: "企业微信", DingTalk: "钉钉", Feishu: "飞书"}[f]
}

// Signs says that the product's robots may ask for a signature.
func (f Format) Signs() bool { return f == DingTalk || f == Feishu }

// Most is how many bytes a message's text may have.
//
// WeCom: markdown.content 4096 bytes, more is errcode 40058
// (developer.work.weixin.qq.com/document/path/91770). DingTalk and Feishu bound
// the whole body, at 20 000 bytes and 20 KB [both unverified: their pages were
// not at hand]; three quarters of that leave room for the JSON around it.
func (f Format) Most() int {
	if f == WeCom {
		return 4096
	}
	return 15_000
}

// Pause is how long is waited between two messages, so that no minute has more
// than the product takes: 20 a minute at WeCom (document/path/91770) and at
// DingTalk, where more silences the robot for ten minutes
// (open.dingtalk.com/document/group/custom-robot-access); 100 a minute and 5 a
// second at Feishu (open.feishu.cn, custom bot guide) [unverified].
func (f Format) Pause() time.Duration {
	if f == Feishu {
		return 600 * time.Millisecond
	}
	return 3 * time.Second
}

// Robot (群机器人) speaks in a group of a chat product, of the notices of a unit.
type Robot struct {
	Division string
	ID       string
	Unit     string // whose notices go to it
	Label    string // what people call the group
	Format   Format
	Address  []byte   // sealed: whoever has it may speak in the group
	Hint     string   // of the address, enough to tell two apart
	Secret   []byte   // sealed; empty where the robot asks for no signature
	Networks []string // inner networks that the address may lie in, as prefixes
	How      string   // when notices go to it
	Minute   int64    // of the day, for digests
	Stopped  bool     // by an administrator

	PausedAt  int64  // by the program, after failing for good
	PausedFor string // why
	Failures  int64  // in a row
	NextAt    int64  // not before this instant
	Version   int64
	Seal      []byte
}

// Open says that the robot may be called at all.
func (r Robot) Open() bool { return !r.Stopped && r.PausedAt == 0 }

const mostSecret = 200

// CheckRobot refuses what cannot be a robot. The address and the secret come in
// the open: they are sealed afterwards.
func (r Robot) CheckRobot(address, secret string) error {
	if r.Label == "" || len([]rune(r.Label)) > mostLabel {
		return fault.New(fault.Invalid, "没有写群的名称，或超过 60 个字。", "例：督查室工作群。").At("label")
	}
	if !slices.Contains(Formats, r.Format) {
		return fault.New(fault.Invalid, "没有“"+string(r.Format)+"”这种群机器人。", "从企业微信、钉钉、飞书里选。").At("format")
	}
	w := Webhook{Label: r.Label, Address: address, Networks: r.Networks, Kinds: []string{All}}
	if err := w.Check(); err != nil {
		return err
	}
	switch {
	case secret == "":
	case !r.Format.Signs():
		return fault.New(fault.Invalid, "企业微信的群机器人不用签名密钥。", "把签名密钥空着。").At("secret")
	case len(secret) > mostSecret || strings.ContainsAny(secret, " \t\r\n"):
		return fault.New(fault.Invalid, "签名密钥写得不对。", "从群机器人的安全设置里原样复制，不带空格。").At("secret")
	}
	return nil
}

// AddressHint is enough of an address to tell two robots apart: its host, and
// the last four characters of the key.
func AddressHint(address string) string {
	u, err := url.Parse(address)
	if err != nil || len(address) < 12 {
		return "…"
	}
	return u.Hostname() + "/…" + address[len(address)-4:]
}
