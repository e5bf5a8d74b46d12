// Package vault seals personal data and keeps the keys to it.
//
// A master key, from the key file or the environment, wraps one data key a record; the data key
// seals the record's fields, each bound to its place. Rotation therefore renews wrapped keys only:
// sealed fields, and the journal's hash chain over them, stay as they are. Sealed fields are found
// again through a blind index, whose key never changes.
package vault

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
)

// Variable is the environment variable that may hold the keys instead of a file.
const Variable = "BIHUAN_KEY"

// Vault holds the keys. It is safe for concurrent use, and notices when another process has
// rotated the key file.
type Vault struct {
	cipher Cipher
	path   string // the key file; empty when the keys come from the environment

	change sync.Mutex // held while the key file is read again or written
	ring   atomic.Pointer[ring]

	index string
	blind *keyedHash
	codes *keyedHash
}

// Option is a setting of the vault.
type Option func(*Vault)

// WithCipher chooses what new keys and values are sealed with; older ones open whatever it is.
func WithCipher(c Cipher) Option { return func(v *Vault) { v.cipher = c } }

// OpenOrCreate opens the vault with the keys in the environment variable BIHUAN_KEY or in the file
// at path, which it makes on the first start; the caller then tells the operator to back it up.
//
// BIHUAN_KEY holds keys of 32 bytes in hex or base64, newest first, parted by commas or blanks.
// A single key also serves to derive the index key. Several need "index:" and the first key ever
// used, so that the blind index stays what it was when that key is retired.
func OpenOrCreate(path string, options ...Option) (v *Vault, created bool, err error) {
	v = &Vault{cipher: SM4}
	for _, set := range options {
		set(v)
	}
	if !v.cipher.known() {
		return nil, false, fmt.Errorf("vault: unknown cipher %d", v.cipher)
	}

	var keys keyset
	if text := os.Getenv(Variable); strings.TrimSpace(text) != "" {
		if _, err := os.Lstat(path); path != "" && err == nil {
			return nil, false, fmt.Errorf("vault: both %s and the key file %s exist; keep one, so that it is plain which keys are in use", Variable, path)
		}
		keys, err = parseVariable(text)
	} else {
		v.path = path
		keys, created, err = loadOrCreate(path)
	}
	if err != nil {
		return nil, false, err
	}

	r, err := newRing(keys)
	if err != nil {
		return nil, false, err
	}
	v.ring.Store(r)
	blindKey := derive(keys.index, "bihuan blind index 1", 32)
	v.index = idOf(blindKey)
	v.blind = newKeyedHash(blindKey)
	v.codes = newKeyedHash(derive(keys.index, "bihuan query code 1", 32))
	return v, created, nil
}

// Keys lists the ids of the master keys, newest first.
func (v *Vault) Keys() []string {
	var ids []string
	for _, m := range v.ring.Load().masters {
		ids = append(ids, m.id.String())
	}
	return ids
}

// IndexID names the key of the blind index. Keep it beside the data and compare at start: with
// another index key nothing would be found, and silently.
func (v *Vault) IndexID() string { return v.index }

// Rotate adds a new newest master key to the key file. Older keys stay until Retire; Rewrap moves
// each record's data key to the new one.
func (v *Vault) Rotate() (id string, err error) {
	err = v.rewrite(func(keys *keyset) error {
		fresh := newSecret()
		id = idOf(fresh[:])
		keys.masters = append([]secret{fresh}, keys.masters...)
		return nil
	})
	return id, err
}

// Retire removes an old master key from the key file. What is still wrapped by it is lost, so
// rewrap everything first, blobs included, and keep a copy of the file for old backups.
func (v *Vault) Retire(id string) error {
	return v.rewrite(func(keys *keyset) error {
		for i, m := range keys.masters {
			if idOf(m[:]) != id {
				continue
			}
			if i == 0 {
				return fmt.Errorf("vault: master key %s is the newest and in use; rotate first", id)
			}
			keys.masters = append(keys.masters[:i:i], keys.masters[i+1:]...)
			return nil
		}
		return &MissingKeyError{ID: id}
	})
}

func (v *Vault) rewrite(edit func(*keyset) error) error {
	if v.path == "" {
		return fmt.Errorf("vault: the keys come from %s; put a new one first there, or take an old one away", Variable)
	}
	v.change.Lock()
	defer v.change.Unlock()
	keys, err := readKeyFile(v.path)
	if err != nil {
		return err
	}
	if err := edit(&keys); err != nil {
		return err
	}
	if err := replaceKeyFile(v.path, keys); err != nil {
		return err
	}
	return v.load()
}

// current is the ring of keys after another process's rotation, if there was one. It costs one stat.
func (v *Vault) current() (*ring, error) {
	r := v.ring.Load()
	if v.path == "" {
		return r, nil
	}
	info, err := os.Stat(v.path)
	if err != nil {
		// The keys at hand are as good as ever; a file that went missing is found at the next start.
		return r, nil
	}
	if r.same(info) {
		return r, nil
	}
	v.change.Lock()
	defer v.change.Unlock()
	if err := v.load(); err != nil {
		return nil, err
	}
	return v.ring.Load(), nil
}

// load reads the key file again; the caller holds change.
func (v *Vault) load() error {
	keys, err := readKeyFile(v.path)
	if err != nil {
		return err
	}
	if got := idOf(derive(keys.index, "bihuan blind index 1", 32)); got != v.index {
		return fmt.Errorf("vault: the key file %s now has another index key, %s instead of %s", v.path, got, v.index)
	}
	r, err := newRing(keys)
	if err != nil {
		return err
	}
	v.ring.Store(r)
	return nil
}

// Format shows which keys the vault holds and nothing of them.
func (v *Vault) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "vault(%s)", strings.Join(v.Keys(), " "))
}

// MissingKeyError tells which master key a value was wrapped with when the vault does not have it.
type MissingKeyError struct{ ID string }

func (e *MissingKeyError) Error() string {
	return "vault: master key " + e.ID + " is not here; it was retired, or belongs to another installation"
}

// ErrSealed is given for a value that was altered, cut short or moved here from another place.
var ErrSealed = errors.New("vault: the sealed value is damaged or belongs elsewhere")

// random fills b. It cannot fail: crypto/rand ends the program rather than return weak bytes.
func random(b []byte) { _, _ = rand.Read(b) }
