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
		{"half a certificate", "", map[string]string{"tls_cert": "x"}, "config.fault.tls", ""},
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
			if shown := f.Show(c); !f.take(&again, shown) || again != c {
				t.Errorf("%s: %q is shown as %q", f.Key, value, shown)
			}
		}
	}
}

func TestPasswordsAreNotShown(t *testing.T) {
	c := Config{Database: "postgres://bihuan:hush@db/bihuan"}
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
