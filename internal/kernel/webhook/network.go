package webhook

import "net/netip"

// inner are the networks that nothing outside belongs to: what is sent there
// reaches this machine, its neighbours or nobody. IANA IPv4 and IPv6
// Special-Purpose Address Registries (RFC 6890 and later), and the forms of
// IPv6 that carry an IPv4 address within.
var inner = func() []netip.Prefix {
	var all []netip.Prefix
	for _, s := range []string{
		"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
		"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
		"fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
	} {
		all = append(all, netip.MustParsePrefix(s))
	}
	return all
}()

// Inner says that a number belongs to this machine, to an inner network or to nobody.
func Inner(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsValid() {
		return true
	}
	for _, p := range inner {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// Allowed says that a number may be called: it lies outside, or in a network
// that the administrator allowed. Without encryption only the latter counts.
func Allowed(a netip.Addr, networks []netip.Prefix, encrypted bool) bool {
	a = a.Unmap()
	if a.Zone() != "" {
		return false
	}
	for _, p := range networks {
		if p.Contains(a) {
			return true
		}
	}
	return encrypted && !Inner(a)
}
