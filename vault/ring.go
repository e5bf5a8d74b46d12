package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// Cipher is what values are sealed with, both in Galois/counter mode.
type Cipher uint8

// The ciphers; their numbers are part of what is stored.
const (
	AES Cipher = 1 // AES-256-GCM, the faster
	SM4 Cipher = 2 // SM4-GCM, which GB/T 39786 asks for; the default
)

// ParseCipher reads the setting.
func ParseCipher(name string) (Cipher, error) {
	switch name {
	case "aes":
		return AES, nil
	case "sm4":
		return SM4, nil
	}
	return 0, fmt.Errorf("vault: cipher %q is neither sm4 nor aes", name)
}

func (c Cipher) known() bool { return c == AES || c == SM4 }

func (c Cipher) String() string {
	if c == AES {
		return "aes"
	}
	return "sm4"
}

// open prepares the cipher with a key of 32 bytes, of which SM4 takes the first 16.
func (c Cipher) open(key []byte) (cipher.AEAD, error) {
	var block cipher.Block
	var err error
	switch c {
	case AES:
		block, err = aes.NewCipher(key[:32])
	case SM4:
		block, err = sm4.NewCipher(key[:16])
	default:
		return nil, ErrSealed
	}
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// keyID names a master key: the first four bytes of its SM3.
type keyID [4]byte

func (id keyID) String() string { return hex.EncodeToString(id[:]) }

func idOf(key []byte) string {
	sum := sm3.Sum(key)
	return keyID(sum[:4]).String()
}

// master is one master key, ready to wrap with either cipher.
type master struct {
	id   keyID
	aead [3]cipher.AEAD // by Cipher
}

// ring is the master keys at one time; it never changes, a new one takes its place.
type ring struct {
	masters []*master // newest first
	byID    map[keyID]*master
	file    fs.FileInfo
}

func newRing(keys keyset) (*ring, error) {
	r := &ring{byID: map[keyID]*master{}, file: keys.file}
	for _, s := range keys.masters {
		sum := sm3.Sum(s[:])
		m := &master{id: keyID(sum[:4])}
		for _, c := range []Cipher{AES, SM4} {
			var err error
			if m.aead[c], err = c.open(derive(s, "bihuan wrap 1 "+c.String(), 32)); err != nil {
				return nil, fmt.Errorf("vault: master key %v: %w", m.id, err)
			}
		}
		if r.byID[m.id] != nil {
			return nil, fmt.Errorf("vault: master key %v is there twice", m.id)
		}
		r.masters = append(r.masters, m)
		r.byID[m.id] = m
	}
	return r, nil
}

// same tells whether info is of the file that the ring was read from.
func (r *ring) same(info fs.FileInfo) bool {
	return r.file != nil && os.SameFile(r.file, info) && r.file.ModTime().Equal(info.ModTime()) && r.file.Size() == info.Size()
}

// derive makes the key for one purpose from key material (HKDF with SM3), so that no key serves two.
func derive(from secret, purpose string, size int) []byte {
	key, err := hkdf.Key(sm3.New, from[:], nil, purpose, size)
	if err != nil {
		panic("vault: " + err.Error()) // only for a size beyond 255 hashes
	}
	return key
}
