package vault

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// secret is the material of one key.
type secret [32]byte

func newSecret() (s secret) {
	random(s[:])
	return s
}

// keyset is what a key file or the environment holds.
type keyset struct {
	index   secret
	masters []secret // newest first
	file    fs.FileInfo
}

const keyFileHead = `# Keys of Bihuan. Whoever has this file can read the personal data; without it nobody can.
# Keep a copy in a safe place, apart from the backups of the database.
`

// loadOrCreate reads the key file or makes it. When two processes start at once one of them makes
// it and both read the same.
func loadOrCreate(path string) (keys keyset, created bool, err error) {
	if path == "" {
		return keys, false, errors.New("vault: no key file named and " + Variable + " is empty")
	}
	keys, err = readKeyFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return keys, false, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return keys, false, fmt.Errorf("vault: key file: %w", err)
	}
	fresh := keyset{index: newSecret(), masters: []secret{newSecret()}}
	err = writeKeyFile(path, fresh, placeNew)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return keys, false, err
	}
	created = err == nil
	keys, err = readKeyFile(path)
	return keys, created && err == nil, err
}

func readKeyFile(path string) (keys keyset, err error) {
	f, err := os.Open(path)
	if err != nil {
		return keys, fmt.Errorf("vault: key file: %w", err)
	}
	defer f.Close()
	if keys.file, err = f.Stat(); err != nil {
		return keys, fmt.Errorf("vault: key file: %w", err)
	}
	if mode := keys.file.Mode(); runtime.GOOS != "windows" && mode.Perm()&0o077 != 0 {
		return keys, fmt.Errorf("vault: key file %s may be read or written by others (%v); run: chmod 600 %s", path, mode.Perm(), path)
	}

	haveIndex := false
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		kind, text, _ := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		if kind == "" || kind[0] == '#' {
			continue
		}
		s, ok := parseSecret(strings.TrimSpace(text))
		switch {
		case ok && kind == "index" && !haveIndex:
			keys.index, haveIndex = s, true
		case ok && kind == "master":
			keys.masters = append(keys.masters, s)
		default:
			return keys, fmt.Errorf("vault: key file %s, line %d: not a key", path, n)
		}
	}
	if err := lines.Err(); err != nil {
		return keys, fmt.Errorf("vault: key file: %w", err)
	}
	if !haveIndex || len(keys.masters) == 0 {
		return keys, fmt.Errorf("vault: key file %s lacks its index key or a master key; restore it from its copy", path)
	}
	return keys, nil
}

// placeNew does not replace what another process has put there meanwhile. A file system without
// hard links gets the nearest to that.
func placeNew(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}

func replaceKeyFile(path string, keys keyset) error {
	return writeKeyFile(path, keys, os.Rename)
}

// writeKeyFile writes a whole file beside path, makes sure that it is on the disk and puts it in
// place in one step, so that a power cut leaves the old keys or the new ones.
func writeKeyFile(path string, keys keyset, place func(from, to string) error) error {
	var b bytes.Buffer
	b.WriteString(keyFileHead)
	fmt.Fprintf(&b, "index %x\n", keys.index[:])
	for _, m := range keys.masters {
		fmt.Fprintf(&b, "master %x\n", m[:])
	}

	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // made with mode 0600
	if err != nil {
		return fmt.Errorf("vault: key file: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b.Bytes())
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("vault: key file: %w", err)
	}
	if err := place(f.Name(), path); err != nil {
		return fmt.Errorf("vault: key file: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // has no such call; renames are journalled
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("vault: key file: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("vault: key file: %w", err)
	}
	return nil
}

// parseVariable reads the keys from the environment.
func parseVariable(text string) (keys keyset, err error) {
	haveIndex := false
	for n, field := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) }) {
		field, isIndex := strings.CutPrefix(field, "index:")
		s, ok := parseSecret(field)
		if !ok || isIndex && haveIndex {
			return keys, fmt.Errorf("vault: key %d in %s is not 32 bytes in hex or base64", n+1, Variable)
		}
		if isIndex {
			keys.index, haveIndex = s, true
		} else {
			keys.masters = append(keys.masters, s)
		}
	}
	switch {
	case len(keys.masters) == 0:
		return keys, fmt.Errorf("vault: %s holds no master key", Variable)
	case !haveIndex && len(keys.masters) > 1:
		return keys, fmt.Errorf("vault: %s holds several keys; add index: and the first key ever used, which the blind index was made with", Variable)
	case !haveIndex:
		keys.index = keys.masters[0]
	}
	return keys, nil
}

func parseSecret(text string) (s secret, ok bool) {
	b, err := hex.DecodeString(text)
	if err != nil {
		text = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
		b, err = base64.RawStdEncoding.DecodeString(text)
	}
	if err != nil || len(b) != len(s) || bytes.Equal(b, make([]byte, len(s))) {
		return s, false
	}
	return secret(b), true
}
