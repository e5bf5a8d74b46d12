package courier

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// ours are the addresses that no service out there has, beside those that netip knows: of the IANA
// registries of special purpose. 100.64.0.0/10 is what providers and clouds use within; the
// metadata of some clouds are there. Teredo and 6to4 are roads to any IPv4 address.
var ours = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/32"),
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("fec0::/10"),
}

// nat64 carries an IPv4 address in its last four bytes: there it is that address which counts.
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

func public(a netip.Addr) bool {
	if nat64.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
		return false
	}
	return !slices.ContainsFunc(ours, func(p netip.Prefix) bool { return p.Contains(a) })
}

// Guard is the Control of a net.Dialer that keeps to public addresses and those allowed. It sees the
// address that is dialled, after the name was resolved, so that a name which resolves to something
// else the second time does not get round it. What it stops is ErrRefused.
func Guard(allow []netip.Prefix) func(network, address string, c syscall.RawConn) error {
	allow = slices.Clone(allow)
	return func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return refused("guard: not an address of the internet")
		}
		a := at.Addr().Unmap().WithZone("")
		if public(a) || slices.ContainsFunc(allow, func(p netip.Prefix) bool { return p.Contains(a) }) {
			return nil
		}
		return refused("guard: neither a public address nor one allowed")
	}
}

// NewClient makes the client for addresses that somebody typed. It is guarded, follows no redirect
// (the answer is the redirect itself), and gives up after timeout.
//
// It uses no proxy, whatever the environment says: through one, the guard would see the address of
// the proxy, and the proxy would fetch what the guard is there to stop.
func NewClient(allow []netip.Prefix, timeout time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: timeout, Control: Guard(allow)}
	return &http.Client{
		Timeout: timeout,
		Transport: &http.Transport{
			Proxy:               nil,
			DialContext:         dialer.DialContext,
			ForceAttemptHTTP2:   true,
			TLSHandshakeTimeout: timeout,
			MaxIdleConnsPerHost: 2,
			IdleConnTimeout:     time.Minute,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
