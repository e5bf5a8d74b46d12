// Package config holds the settings of one installation, and where each came from: a flag, else the
// environment, else the file, else the default.
//
// The file is TOML: it has comments, is known to who keeps servers, and BurntSushi/toml tells which
// keys were not taken, so that a misspelt one is an error and not a silent default.
package config

import (
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// Config is all settings.
type Config struct {
	Data     string // directory of the database, the attachments and the key
	County   string // area code, six digits
	Database string // URL; "" is a file in Data
	KeyFile  string // "" is a file in Data
	Cipher   string // sm4 or aes

	Listen  string
	BaseURL string // where the site is seen from outside
	TLSCert string
	TLSKey  string
	Proxy   bool // behind a proxy of our own

	SecureCookies string // auto, on, off
	Idle          time.Duration
	Absolute      time.Duration
	Language      string
	Upload        int64 // bytes of one request
	Inhabitants   int   // of the county, for what reports give to a million of them; 0 is not known
	ClusterDays   int   // for so long a matter draws others with the same cause to it

	// The ways out of the house.
	Mail          string // smtp://… or smtps://…; "" is none
	SMS           string // URL of the gateway, or SMSLog; "" is none
	SMSKey        string
	SMSSecret     string
	SMSSign       string // what carriers put before the text
	Quiet         string // hours such as 21:00-07:30
	Forms         string // folder of the county's own letters; "" is none
	Fonts         string // folder of the bureau's own fonts; "" is none
	OutboundAllow string // networks within, that they may reach all the same

	LogLevel  string
	LogFormat string
	Metrics   string // address of a listener of its own; "" is none
	Traces    string // URL of an OTLP endpoint; "" is none
}

// SMSLog in place of the gateway's URL writes down that a message would go out, and sends none.
const SMSLog = "log"

// QuietHours are those of Quiet; "" when there are none.
func (c Config) QuietHours() string {
	if noHours(c.Quiet) {
		return ""
	}
	return c.Quiet
}

// Allowed are the networks of OutboundAllow, which was checked when it was read.
func (c Config) Allowed() []netip.Prefix {
	list, _ := prefixes(c.OutboundAllow)
	return list
}

// DatabaseURL is the database, a file in the data directory unless another was set.
func (c Config) DatabaseURL() string {
	if c.Database == "" {
		return filepath.Join(c.Data, "bihuan.db")
	}
	return c.Database
}

// Postgres reports whether the database is a server.
func (c Config) Postgres() bool {
	return strings.HasPrefix(c.Database, "postgres://") || strings.HasPrefix(c.Database, "postgresql://")
}

// KeyPath is the key file.
func (c Config) KeyPath() string {
	if c.KeyFile == "" {
		return filepath.Join(c.Data, "bihuan.key")
	}
	return c.KeyFile
}

// IndexPath is where the words of all matters are kept between two starts, so that a restart finds them
// at once.
func (c Config) IndexPath() string { return filepath.Join(c.Data, "finding.idx") }

// BlobPath is the directory of attachments.
func (c Config) BlobPath() string { return filepath.Join(c.Data, "blobs") }

// TLS reports whether the program itself speaks HTTPS.
func (c Config) TLS() bool { return c.TLSCert != "" }

// Secure reports whether cookies are sent over HTTPS only: always when the site is seen under
// https, unless it was set otherwise.
func (c Config) Secure() bool {
	switch c.SecureCookies {
	case "on":
		return true
	case "off":
		return false
	}
	return c.TLS() || strings.HasPrefix(c.BaseURL, "https://")
}

// ShownDatabase is the database without its password.
func (c Config) ShownDatabase() string {
	if u, err := url.Parse(c.DatabaseURL()); err == nil && c.Postgres() {
		return u.Redacted()
	}
	return c.DatabaseURL()
}

// Address is where a browser on this machine finds the site.
func (c Config) Address() string {
	if c.BaseURL != "" {
		return strings.TrimRight(c.BaseURL, "/")
	}
	scheme, host := "http://", c.Listen
	if c.TLS() {
		scheme = "https://"
	}
	if strings.HasPrefix(host, ":") {
		host = "localhost" + host
	}
	return scheme + strings.Replace(host, "0.0.0.0:", "localhost:", 1)
}
