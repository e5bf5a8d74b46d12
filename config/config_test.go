package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func env(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

func file(t *testing.T, dir, text string) string {
	t.Helper()
	path := filepath.Join(dir, FileName)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Each setting comes from the first of flag, environment, file and default that gives it.
func TestPrecedence(t *testing.T) {
	dir := t.TempDir()
	path := file(t, dir, "listen = \":1\"\nidle = \"11m\"\nlog_level = \"warn\"\n")
	l, err := Load(Sources{
		File:  path,
		Env:   env("BIHUAN_LISTEN", ":2", "BIHUAN_IDLE", "12m"),
		Flags: map[string]string{"listen": ":3"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if l.Listen != ":3" || l.Idle != 12*time.Minute || l.LogLevel != "warn" || l.Absolute != 12*time.Hour {
		t.Errorf("%+v", l.Config)
	}
	for key, want := range map[string]Origin{"listen": FromFlag, "idle": FromEnv, "log_level": FromFile, "absolute": FromDefault} {
		if l.Origins[key] != want {
			t.Errorf("%s came from %s, want %s", key, l.Origins[key], want)
		}
	}
}

func TestFileOfTheDataDirectory(t *testing.T) {
	dir := t.TempDir()
	if l, err := Load(Sources{Flags: map[string]string{"data": dir}}); err != nil || l.File != "" {
		t.Fatalf("without a file: %v, %v", l.File, err)
	}
	if err := Remember(dir, "110101"); err != nil {
		t.Fatal(err)
	}
	l, err := Load(Sources{Env: env("BIHUAN_DATA", dir)})
	if err != nil || l.County != "110101" || l.Origins["county"] != FromFile {
		t.Errorf("county %q, %v", l.County, err)
	}
	if err := Remember(dir, "110102"); err != nil {
		t.Fatal(err)
	}
	if l, _ = Load(Sources{Env: env("BIHUAN_DATA", dir)}); l.County != "110101" {
		t.Errorf("an existing file was written over: county %q", l.County)
	}
}

func TestErrorsSayWhatAndWhere(t *testing.T) {
	for _, c := range []struct {
		name, file string
		flags      map[string]string
		key        string
		names      string
	}{
		{"a misspelt key", "lisen = \":1\"", nil, "config.fault.unknown", "listen"},
		{"a group", "[server]\nlisten = \":1\"", nil, "config.fault.unknown", "server"},
		{"broken", "listen = ", nil, "config.fault.syntax", "1"},
		{"moving itself", "data = \"/x\"", nil, "config.fault.data", FileName},
		{"no duration", "idle = 30", nil, "config.fault.value", "idle"},
		{"no county", "", map[string]string{"county": "清源"}, "config.fault.value", "--county"},
		{"no address", "", map[string]string{"listen": "8080"}, "config.fault.value", ":8080"},
		{"no site", "", map[string]string{"base_url": "xf.example.cn"}, "config.fault.value", "https://"},
		{"no size", "", map[string]string{"upload": "big"}, "config.fault.value", "200MB"},
		{"no size at all", "", map[string]string{"upload": "0MB"}, "config.fault.value", "0MB"},
		{"no days", "", map[string]string{"cluster_days": "0"}, "config.fault.value", "90"},
		{"half a certificate", "", map[string]string{"tls_cert": "x"}, "config.fault.tls", ""},
		{"no mail server", "", map[string]string{"mail": "mail.example.cn"}, "config.fault.secret", "--mail"},
		{"a mail server of no kind", "", map[string]string{"mail": "https://u:p@mail.example.cn"}, "config.fault.secret", "smtp://"},
		{"no gateway", "", map[string]string{"sms": "sms.example.cn"}, "config.fault.secret", "https://"},
		{"a gateway without keys", "", map[string]string{"sms": "https://sms.example.cn", "sms_key": "x"}, "config.fault.sms", ""},
		{"no hours", "", map[string]string{"quiet": "9pm-7am"}, "config.fault.value", "22:00-08:00"},
		{"hours that there are not", "", map[string]string{"quiet": "24:00-07:00"}, "config.fault.value", "24:00"},
		{"no network", "", map[string]string{"outbound_allow": "10.0.0.0/8,mail"}, "config.fault.value", "192.168.0.0/16"},
		{"no listener", "", map[string]string{"metrics": "9090"}, "config.fault.value", "127.0.0.1:9090"},
		{"no collector", "", map[string]string{"traces": "127.0.0.1:4318"}, "config.fault.value", "http://"},
		{"a collector with a password", "", map[string]string{"traces": "http://u:p@127.0.0.1"}, "config.fault.value", "http://"},
		{"idle beyond absolute", "", map[string]string{"idle": "13h"}, "config.fault.absolute", "13h"},
	} {
		dir := t.TempDir()
		flags := map[string]string{"data": dir}
		for k, v := range c.flags {
			flags[k] = v
		}
		if c.file != "" {
			file(t, dir, c.file)
		}
		_, err := Load(Sources{Flags: flags})
		var e *Error
		if !errors.As(err, &e) || e.Key != c.key || !strings.Contains(e.Error(), c.names) {
			t.Errorf("%s: %v, want %s naming %q", c.name, err, c.key, c.names)
		}
	}
	if _, err := Load(Sources{File: filepath.Join(t.TempDir(), "none")}); err == nil {
		t.Error("a file that was named and is not there was passed over")
	}
}

func TestNearest(t *testing.T) {
	for key, want := range map[string]string{"lisen": "listen", "baseurl": "base_url", "KeyFile": "key_file", "secure_cookie": "secure_cookies"} {
		if got := Nearest(key); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", key, got, want)
		}
	}
	got := Misspelt([]string{"BIHUAN_LISEN=x", "BIHUAN_KEY=x", "BIHUAN_SERVICE_HOST=x", "BIHUAN_LISTEN=x", "HOME=/"})
	if len(got) != 1 || got["BIHUAN_LISEN"] != "BIHUAN_LISTEN" {
		t.Errorf("Misspelt = %v", got)
	}
}

// What a field shows can be given back to it, and no default is refused.
func TestFieldsShowWhatTheyTake(t *testing.T) {
	for _, f := range Fields() {
		for _, value := range []string{f.Default, f.Example} {
			var c Config
			if !f.take(&c, value) {
				t.Errorf("%s does not take %q", f.Key, value)
			}
			var again Config
			if shown := f.Show(c); !f.take(&again, shown) || again != c && !f.Secret {
				t.Errorf("%s: %q is shown as %q", f.Key, value, shown)
			}
		}
	}
}

func TestPasswordsAreNotShown(t *testing.T) {
	c := Config{Database: "postgres://bihuan:hush@db/bihuan", Mail: "smtp://bihuan:hush@mail", SMS: "https://x:hush@sms/send", SMSSecret: "hush"}
	for _, f := range Fields() {
		if strings.Contains(f.Show(c), "hush") {
			t.Errorf("%s shows the password", f.Key)
		}
	}
}

func TestCookiesAreSecureUnderHTTPS(t *testing.T) {
	for _, c := range []struct {
		config Config
		want   bool
	}{
		{Config{SecureCookies: "auto"}, false},
		{Config{SecureCookies: "auto", BaseURL: "https://x"}, true},
		{Config{SecureCookies: "auto", TLSCert: "x", TLSKey: "y"}, true},
		{Config{SecureCookies: "on"}, true},
		{Config{SecureCookies: "off", BaseURL: "https://x"}, false},
	} {
		if got := c.config.Secure(); got != c.want {
			t.Errorf("%+v: %v", c.config, got)
		}
	}
}

// What is secret is not told by the error that refuses it either.
func TestSecretsAreNotToldWhenTheyAreRefused(t *testing.T) {
	for _, key := range []string{"mail", "sms"} {
		_, err := Load(Sources{Flags: map[string]string{"data": t.TempDir(), key: "ftp://bihuan:hush@mail"}})
		if err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestWaysOut(t *testing.T) {
	load := func(flags ...string) Config {
		t.Helper()
		given := map[string]string{"data": t.TempDir()}
		for i := 0; i+1 < len(flags); i += 2 {
			given[flags[i]] = flags[i+1]
		}
		l, err := Load(Sources{Flags: given})
		if err != nil {
			t.Fatal(err)
		}
		return l.Config
	}
	for quiet, want := range map[string]string{"": "", "none": "", "off": "", "7:30-8:00": "7:30-8:00"} {
		if got := load("quiet", quiet).QuietHours(); got != want {
			t.Errorf("quiet %q: %q", quiet, got)
		}
	}
	if got := load().QuietHours(); got != "21:00-07:30" {
		t.Errorf("quiet unless it is said: %q", got)
	}
	if got := load().Allowed(); len(got) != 0 {
		t.Errorf("allowed unless it is said: %v", got)
	}
	got := load("outbound_allow", "10.1.2.3/8, 127.0.0.0/8").Allowed()
	if len(got) != 2 || got[0].String() != "10.0.0.0/8" || got[1].String() != "127.0.0.0/8" {
		t.Errorf("allowed: %v", got)
	}
	if c := load("sms", "log"); c.SMS != SMSLog {
		t.Errorf("sms: %q", c.SMS)
	}
}
