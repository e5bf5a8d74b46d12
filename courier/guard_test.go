package courier

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestGuard(t *testing.T) {
	guard := Guard(nil)
	for address, want := range map[string]bool{
		"1.1.1.1": true, "114.114.114.114": true, "172.32.0.1": true, "100.63.255.255": true, "100.128.0.0": true,
		"2400:3200::1": true, "64:ff9b::1.1.1.1": true, "::ffff:1.1.1.1": true,

		"127.0.0.1": false, "127.255.255.254": false, "10.0.0.1": false, "172.16.0.1": false, "172.31.255.255": false,
		"192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false, "100.100.100.200": false,
		"0.0.0.0": false, "0.1.2.3": false, "224.0.0.1": false, "239.1.1.1": false, "255.255.255.255": false,
		"240.0.0.1": false, "198.18.0.1": false, "192.0.0.192": false, "203.0.113.9": false,
		"::1": false, "::": false, "fe80::1": false, "fe80::1%eth0": false, "fd00::1": false, "fc00::1": false, "ff02::1": false,
		"fec0::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::7f00:1": false,
		"64:ff9b::127.0.0.1": false, "64:ff9b::a00:1": false, "2002:7f00:1::": false, "2001::1": false,
	} {
		err := guard("tcp", netip.AddrPortFrom(netip.MustParseAddr(address), 443).String(), nil)
		if (err == nil) != want || err != nil && !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", address, err)
		}
	}
	if err := guard("unix", "/run/docker.sock", nil); !errors.Is(err, ErrRefused) {
		t.Errorf("a socket: %v", err)
	}
}

func TestGuardAllows(t *testing.T) {
	allow := []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16"), netip.MustParsePrefix("fd00:1::/32")}
	guard := Guard(allow)
	allow[0] = netip.MustParsePrefix("0.0.0.0/0") // no longer ours to change
	for address, want := range map[string]bool{
		"10.20.3.4:25": true, "[::ffff:10.20.3.4]:25": true, "[fd00:1::5]:25": true,
		"10.21.3.4:25": false, "127.0.0.1:25": false, "[fd00:2::5]:25": false,
	} {
		if err := guard("tcp", address, nil); (err == nil) != want {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestClientIsGuarded(t *testing.T) {
	calls := 0
	web := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls++ }))
	defer web.Close()
	named := strings.Replace(web.URL, "127.0.0.1", "localhost", 1)
	for _, address := range []string{web.URL, named} {
		_, err := NewClient(nil, time.Second).Get(address)
		if !errors.Is(err, ErrRefused) || calls != 0 {
			t.Errorf("%s: %v, %d calls", address, err, calls)
		}
	}
	for _, address := range []string{web.URL, named} {
		response, err := NewClient(loopback, time.Second).Get(address)
		if err != nil {
			t.Errorf("%s, allowed: %v", address, err)
			continue
		}
		response.Body.Close()
	}
	if calls != 2 {
		t.Errorf("%d calls", calls)
	}
	// A channel without a client of its own has a guarded one.
	v := wecom()
	if err := v.robot(t, v, func(o *RobotOptions) { o.Client = nil }).Send(t.Context(), alert); !errors.Is(err, ErrRefused) || len(v.read()) != 0 {
		t.Errorf("%v", err)
	}
	if err := smsTo(t, &gateway{}, func(o *SMSOptions) { o.Client = nil }).Send(t.Context(), short); !errors.Is(err, ErrRefused) {
		t.Errorf("%v", err)
	}
}

func TestClientFollowsNothing(t *testing.T) {
	calls := 0
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls++ }))
	defer inside.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		outside := answering(status, "", "Location", inside.URL)
		if err := smsTo(t, outside, nil).Send(t.Context(), short); !errors.Is(err, ErrRefused) || calls != 0 {
			t.Errorf("%d: %v, %d calls", status, err, calls)
		}
	}
}

func TestClientGivesUp(t *testing.T) {
	begun := time.Now()
	err := smsTo(t, silent(), func(o *SMSOptions) { o.Client = NewClient(loopback, 100*time.Millisecond) }).Send(t.Context(), short)
	if err == nil || errors.Is(err, ErrRefused) || time.Since(begun) > 3*time.Second {
		t.Errorf("%v after %s", err, time.Since(begun))
	}
}

// A proxy in the environment would be what the guard sees, in place of where the request ends.
func TestClientUsesNoProxy(t *testing.T) {
	if NewClient(nil, time.Second).Transport.(*http.Transport).Proxy != nil {
		t.Error("it does")
	}
}
