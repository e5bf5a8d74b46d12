package vault

import (
	"crypto/cipher"
	"fmt"
)

// RecordKey seals the fields of one record.
type RecordKey struct{ aead cipher.AEAD }

// Format shows nothing of the key.
func (RecordKey) Format(s fmt.State, _ rune) { fmt.Fprint(s, "record key") }

// A wrapped key: version, wrapping cipher, master key id, nonce; then, sealed with those first six
// bytes as context, the cipher of the record's fields and its key. Both ciphers are named, for the
// setting may have changed between sealing and rewrapping.
const (
	wrapVersion = 1
	wrapHead    = 2 + len(keyID{})
	nonceSize   = 12
	tagSize     = 16
	wrapPlain   = 1 + len(secret{})
	wrapSize    = wrapHead + nonceSize + wrapPlain + tagSize
)

// NewRecordKey makes the data key of a new record, and the wrapped form to store beside it.
func (v *Vault) NewRecordKey() (RecordKey, []byte, error) {
	plain := make([]byte, wrapPlain)
	plain[0] = byte(v.cipher)
	random(plain[1:])
	r, err := v.current()
	if err != nil {
		return RecordKey{}, nil, err
	}
	aead, err := v.cipher.open(plain[1:])
	if err != nil {
		return RecordKey{}, nil, fmt.Errorf("vault: record key: %w", err)
	}
	return RecordKey{aead}, r.masters[0].wrap(v.cipher, plain), nil
}

// OpenRecordKey gives the data key that was wrapped.
func (v *Vault) OpenRecordKey(wrapped []byte) (RecordKey, error) {
	_, plain, err := v.unwrap(wrapped)
	if err != nil {
		return RecordKey{}, err
	}
	aead, err := Cipher(plain[0]).open(plain[1:])
	if err != nil {
		return RecordKey{}, err
	}
	return RecordKey{aead}, nil
}

// Rewrap wraps a data key with the newest master key and the cipher of the setting. What the data
// key sealed stays as it is. It reports whether there was anything to change.
func (v *Vault) Rewrap(wrapped []byte) (renewed []byte, changed bool, err error) {
	r, err := v.current()
	if err != nil {
		return nil, false, err
	}
	by, plain, err := v.unwrap(wrapped)
	if err != nil {
		return nil, false, err
	}
	newest := r.masters[0]
	if by == newest.id && Cipher(wrapped[1]) == v.cipher {
		return wrapped, false, nil
	}
	return newest.wrap(v.cipher, plain), true, nil
}

func (m *master) wrap(c Cipher, plain []byte) []byte {
	out := make([]byte, wrapHead+nonceSize, wrapSize)
	out[0], out[1] = wrapVersion, byte(c)
	copy(out[2:], m.id[:])
	nonce := out[wrapHead:]
	random(nonce)
	return m.aead[c].Seal(out, nonce, plain, out[:wrapHead])
}

func (v *Vault) unwrap(wrapped []byte) (by keyID, plain []byte, err error) {
	if len(wrapped) != wrapSize || wrapped[0] != wrapVersion || !Cipher(wrapped[1]).known() {
		return by, nil, ErrSealed
	}
	by = keyID(wrapped[2:wrapHead])
	m := v.ring.Load().byID[by]
	if m == nil {
		// Another process may have rotated since.
		r, err := v.current()
		if err != nil {
			return by, nil, err
		}
		if m = r.byID[by]; m == nil {
			return by, nil, &MissingKeyError{ID: by.String()}
		}
	}
	head, rest := wrapped[:wrapHead], wrapped[wrapHead:]
	plain, err = m.aead[wrapped[1]].Open(nil, rest[:nonceSize], rest[nonceSize:], head)
	if err != nil {
		return by, nil, ErrSealed
	}
	return by, plain, nil
}

// A sealed value: version, nonce, the text and its tag.
const sealVersion = 1

// Seal encrypts a field. The place, such as the petition's number and the field's name, is not
// stored but must be the same on opening: a value moved to another row or column does not open.
func (k RecordKey) Seal(plain []byte, place string) []byte {
	out := make([]byte, 1+nonceSize, 1+nonceSize+len(plain)+tagSize)
	out[0] = sealVersion
	random(out[1:])
	return k.aead.Seal(out, out[1:], plain, context(place))
}

// Open decrypts a field that was sealed for this place.
func (k RecordKey) Open(sealed []byte, place string) ([]byte, error) {
	if len(sealed) < 1+nonceSize+tagSize || sealed[0] != sealVersion {
		return nil, ErrSealed
	}
	plain, err := k.aead.Open(nil, sealed[1:1+nonceSize], sealed[1+nonceSize:], context(place))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

func context(place string) []byte {
	return append([]byte{sealVersion}, place...)
}
