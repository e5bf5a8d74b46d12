package config

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

// secret is a text of which show leaves out what must not be read over a shoulder.
func secret(key, example string, at func(*Config) *string, ok func(string) bool, show func(string) string) Field {
	f := text(key, "", example, at, ok)
	f.Secret, f.show = true, func(c Config) string { return show(*at(&c)) }
	return f
}

// dots show that there is something.
func dots(value string) string {
	if value == "" {
		return ""
	}
	return "••••••"
}

// hidden is an address without its password.
func hidden(value string) string {
	u, err := url.Parse(value)
	if err != nil {
		return dots(value)
	}
	return u.Redacted()
}

// mailServer looks at the form alone; who sends mail reads the address in full.
func mailServer(v string) bool {
	u, err := url.Parse(v)
	return err == nil && (u.Scheme == "smtp" || u.Scheme == "smtps") && u.Hostname() != ""
}

func gateway(v string) bool { return v == SMSLog || web(v) }

// collector takes no password: headers that it asks for are given by OpenTelemetry's own variables.
func collector(v string) bool {
	u, err := url.Parse(v)
	return web(v) && err == nil && u.User == nil && u.RawQuery == ""
}

func web(v string) bool {
	u, err := url.Parse(v)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != ""
}

var hoursForm = regexp.MustCompile(`^([01]?[0-9]|2[0-3]):[0-5][0-9]-([01]?[0-9]|2[0-3]):[0-5][0-9]$`)

func hours(v string) bool { return noHours(v) || hoursForm.MatchString(v) }

// noHours reports whether hours are said to be none: a variable of the environment cannot be empty.
func noHours(v string) bool { return v == "" || v == "none" || v == "off" }

func networks(v string) bool {
	_, ok := prefixes(v)
	return ok
}

// prefixes reads networks such as 10.0.0.0/8,192.168.0.0/16.
func prefixes(v string) (list []netip.Prefix, ok bool) {
	for part := range strings.SplitSeq(v, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(part)
		if err != nil {
			return nil, false
		}
		list = append(list, prefix.Masked())
	}
	return list, true
}
