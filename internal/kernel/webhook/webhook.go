// Package webhook decides what is told to other systems, to which addresses,
// and when a failed telling is tried again.
//
// It refuses to know how bytes travel: sending is web/courier's, signing is
// credential's, and the clock and the jitter are handed in.
package webhook

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"duban/internal/base/fault"
)

// Webhook (推送地址) is an address of another system that is told of events, as
// the security administrator listed it.
type Webhook struct {
	Division string
	ID       string
	Label    string // what people call the receiver
	Address  string
	Kinds    []string // of events; "*" alone for all
	Networks []string // inner networks that the address may lie in, as prefixes
	Stopped  bool     // by the administrator

	Secret     []byte // sealed
	Older      []byte // sealed: the secret before, which signs too until OlderUntil
	OlderUntil int64

	PausedAt  int64  // by the program, after failing for good
	PausedFor string // why

	Failures int64 // in a row
	NextAt   int64 // not before this instant
	Version  int64
	Seal     []byte
}

// Limits of what an administrator may list.
const (
	mostAddress  = 500
	mostLabel    = 60
	mostNetworks = 8
)

// Check refuses what cannot be an address to push to. Which network it lies in
// is decided when it is called, by the number that its name then stands for.
func (w Webhook) Check() error {
	if w.Label == "" || len([]rune(w.Label)) > mostLabel {
		return fault.New(fault.Invalid, "没有写接收系统的名称，或超过 60 个字。", "例：市政务数据平台。").At("label")
	}
	u, err := url.Parse(w.Address)
	bad := func(sentence, hint string) error { return fault.New(fault.Invalid, sentence, hint).At("address") }
	switch {
	case err != nil, len(w.Address) > mostAddress, u != nil && (u.Host == "" || u.Opaque != ""):
		return bad("推送地址写得不对。", "例：https://hooks.example.gov.cn/duban。")
	case u.Scheme != "https" && u.Scheme != "http":
		return bad("推送地址要用 https。", "只有许可的内网网段可以用 http。")
	case u.User != nil:
		return bad("推送地址里不能带用户名和口令。", "接收方凭签名核对来源，不用口令。")
	case u.Fragment != "" || strings.Contains(w.Address, "#"):
		return bad("推送地址里不能有 # 号。", "去掉 # 号和后面的内容。")
	case u.Scheme == "http" && len(w.Networks) == 0:
		return bad("推送地址要用 https。", "接收方在内网只能用 http 时，请写上它的网段。")
	}
	if p := u.Port(); p != "" {
		if n, err := strconv.Atoi(p); err != nil || n < 1 || n > 65535 {
			return bad("推送地址的端口不对。", "端口是 1 到 65535 的数字。")
		}
	}
	if len(w.Networks) > mostNetworks {
		return fault.New(fault.Invalid, "网段超过 8 个。", "一个接收系统用不了这么多网段，请分开列。").At("networks")
	}
	if _, err := Prefixes(w.Networks); err != nil {
		return err
	}
	if len(w.Kinds) == 0 {
		return fault.New(fault.Invalid, "没有选要推送的事件。", "至少选一种。").At("kinds")
	}
	for _, k := range w.Kinds {
		if k != All && !slices.ContainsFunc(Kinds, func(x Kind) bool { return x.Name == k }) {
			return fault.New(fault.Invalid, "没有“"+k+"”这种事件。", "从列出的事件里选。").At("kinds")
		}
	}
	return nil
}

// Wants says that the address is told of events of a kind.
func (w Webhook) Wants(kind string) bool {
	return slices.Contains(w.Kinds, All) || slices.Contains(w.Kinds, kind)
}

// Open says that the address may be called at all.
func (w Webhook) Open() bool { return !w.Stopped && w.PausedAt == 0 }

// KindsText and NetworksText are the lists as one text for a row.
func KindsText(kinds []string) string {
	if slices.Contains(kinds, All) {
		return All
	}
	return "," + strings.Join(kinds, ",") + ","
}

// KindsOf reads KindsText.
func KindsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
}

// Prefixes reads networks as people write them.
func Prefixes(networks []string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, n := range networks {
		bad := func(hint string) error {
			return fault.New(fault.Invalid, "“"+n+"”不是可以许可的网段。", hint).At("networks")
		}
		p, err := netip.ParsePrefix(n)
		if err != nil {
			a, err := netip.ParseAddr(n)
			if err != nil || a.Zone() != "" {
				return nil, bad("例：10.20.0.0/16，或单个地址 10.20.3.4。")
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		if p.Addr().Is4In6() {
			return nil, bad("IPv4 的网段请直接写，例：10.20.0.0/16。")
		}
		if p != p.Masked() {
			return nil, bad("网段的主机位要是 0，例：10.20.0.0/16。")
		}
		if (p.Addr().Is4() && p.Bits() < 8) || (p.Addr().Is6() && p.Bits() < 16) {
			return nil, bad("网段太大了，请写到接收系统所在的网段。")
		}
		all = append(all, p)
	}
	return all, nil
}
