package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"
)

// FileName is the file of settings within the data directory, read when no other is named.
const FileName = "bihuan.toml"

// Sources are where settings come from, besides the defaults.
type Sources struct {
	Flags map[string]string // by key; only those given
	Env   func(name string) (string, bool)
	File  string // named on the command line; "": BIHUAN_CONFIG, or FileName in the data directory if it is there
}

// Origin says where a setting came from: flag, environment, file or default.
type Origin string

// The origins.
const (
	FromFlag    Origin = "flag"
	FromEnv     Origin = "environment"
	FromFile    Origin = "file"
	FromDefault Origin = "default"
)

// Loaded is a Config with where its settings came from.
type Loaded struct {
	Config
	Origins map[string]Origin // by key
	File    string            // that was read; "" for none
}

// Error is a setting that cannot be taken. Key is a locale key, Args its arguments.
type Error struct {
	Key  string
	Args []any
	Err  error
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s %v: %v", e.Key, e.Args, e.Err)
	}
	return fmt.Sprintf("%s %v", e.Key, e.Args)
}

func (e *Error) Unwrap() error { return e.Err }

// Load reads all settings.
func Load(s Sources) (Loaded, error) {
	l := Loaded{Origins: map[string]Origin{}}
	if s.Env == nil {
		s.Env = func(string) (string, bool) { return "", false }
	}
	values, err := l.file(s)
	if err != nil {
		return l, err
	}
	for _, f := range Fields() {
		value, from, name := f.Default, FromDefault, f.Key
		if v, ok := values[f.Key]; ok {
			value, from, name = v, FromFile, f.Key+" ("+l.File+")"
		}
		if v, ok := s.Env(f.Variable()); ok && v != "" {
			value, from, name = v, FromEnv, f.Variable()
		}
		if v, ok := s.Flags[f.Key]; ok {
			value, from, name = v, FromFlag, "--"+f.Flag()
		}
		if !f.take(&l.Config, value) {
			if f.Secret {
				return l, &Error{Key: "config.fault.secret", Args: []any{"name", name, "example", f.Example}}
			}
			return l, &Error{Key: "config.fault.value", Args: []any{"name", name, "value", value, "example", f.Example}}
		}
		l.Origins[f.Key] = from
	}
	if (l.TLSCert == "") != (l.TLSKey == "") {
		return l, &Error{Key: "config.fault.tls"}
	}
	if l.SMS != "" && l.SMS != SMSLog && (l.SMSKey == "" || l.SMSSecret == "") {
		return l, &Error{Key: "config.fault.sms"}
	}
	if l.Absolute < l.Idle {
		return l, &Error{Key: "config.fault.absolute", Args: []any{"idle", l.Idle.String(), "absolute", l.Absolute.String()}}
	}
	return l, nil
}

// file reads the file of settings into text by key.
func (l *Loaded) file(s Sources) (map[string]string, error) {
	path, named := s.File, s.File != ""
	if v, ok := s.Env(prefix + "CONFIG"); ok && v != "" && !named {
		path, named = v, true
	}
	if !named {
		path = filepath.Join(dataDir(s), FileName)
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return nil, nil
	}
	if err != nil {
		return nil, &Error{Key: "config.fault.read", Args: []any{"file", path}, Err: err}
	}
	l.File = path
	var table map[string]any
	if _, err := toml.Decode(string(raw), &table); err != nil {
		line := 0
		var broken toml.ParseError
		if errors.As(err, &broken) {
			line = broken.Position.Line
		}
		return nil, &Error{Key: "config.fault.syntax", Args: []any{"file", path, "line", line}, Err: err}
	}
	values := map[string]string{}
	for key, value := range table {
		if !known(key) {
			return nil, &Error{Key: "config.fault.unknown", Args: []any{"key", key, "file", path, "nearest", Nearest(key)}}
		}
		if key == "data" && !named {
			return nil, &Error{Key: "config.fault.data", Args: []any{"file", path}}
		}
		values[key] = strings.TrimSpace(fmt.Sprint(value))
	}
	return values, nil
}

func dataDir(s Sources) string {
	if v, ok := s.Flags["data"]; ok {
		return v
	}
	if v, ok := s.Env(prefix + "DATA"); ok && v != "" {
		return v
	}
	return Fields()[0].Default
}

func known(key string) bool {
	for _, f := range Fields() {
		if f.Key == key {
			return true
		}
	}
	return false
}

// Nearest is the setting that is spelt most like a key.
func Nearest(key string) string {
	best, least := "", 1<<30
	for _, f := range Fields() {
		if d := distance(strings.ToLower(key), f.Key); d < least {
			best, least = f.Key, d
		}
	}
	return best
}

// distance counts the letters to add, drop or change from one word to the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := last
			if a[i] != b[j] {
				change++
			}
			last = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// Misspelt lists variables of the environment that look like settings of ours and are none, with
// the nearest setting. Others may begin with BIHUAN_ too: a cluster sets some by itself.
func Misspelt(environ []string) map[string]string {
	found := map[string]string{}
	for _, pair := range environ {
		name, _, _ := strings.Cut(pair, "=")
		key, ours := strings.CutPrefix(name, prefix)
		key = strings.ToLower(key)
		if !ours || key == "key" || key == "config" || known(key) {
			continue
		}
		if near := Nearest(key); distance(key, near) <= 2 {
			found[name] = prefix + strings.ToUpper(near)
		}
	}
	return found
}

// Remember writes the county into the file of a fresh data directory, so that later commands need
// not be told it. An existing file is left as it is.
func Remember(dir, county string) error {
	f, err := os.OpenFile(filepath.Join(dir, FileName), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "# Settings of Bihuan; bihuan config lists all that there are.\ncounty = %q\n", county)
	return errors.Join(err, f.Close())
}
