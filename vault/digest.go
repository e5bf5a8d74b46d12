package vault

import (
	"crypto/hmac"
	"encoding/binary"
	"hash"
	"sync"

	"github.com/emmansun/gmsm/sm3"
)

// SM3 is the hash of data.
func SM3(data []byte) []byte {
	sum := sm3.Sum(data)
	return sum[:]
}

// NewSM3 hashes what is written to it.
func NewSM3() hash.Hash { return sm3.New() }

// Chain is the hash of one link of a chain: the hash before it and the parts of this link, each
// after its length in eight bytes, so that no two different links have the same text to hash.
func Chain(prev []byte, parts ...[]byte) []byte {
	h := sm3.New()
	writeSized(h, prev)
	for _, part := range parts {
		writeSized(h, part)
	}
	return h.Sum(nil)
}

func writeSized[T []byte | string](h hash.Hash, part T) {
	var size [8]byte
	binary.BigEndian.PutUint64(size[:], uint64(len(part)))
	h.Write(size[:])
	h.Write([]byte(part))
}

// Length of a blind index value: half of SM3, far beyond any chance meeting.
const blindSize = 16

// Blind is the value under which a field is found without being stored in the clear. Values of
// different kinds ("name", "phone" …) never meet. It is nil for an empty value, which is no key
// to search by.
func (v *Vault) Blind(kind, normal string) []byte {
	if normal == "" {
		return nil
	}
	return v.blind.sum(kind, normal)[:blindSize]
}

// HashCode is what is stored of a petitioner's query code.
func (v *Vault) HashCode(code string) []byte { return v.codes.sum(code) }

// SameCode tells, in a time that says nothing, whether stored is the hash of code.
func (v *Vault) SameCode(code string, stored []byte) bool {
	return hmac.Equal(v.HashCode(code), stored)
}

// keyedHash is HMAC-SM3 under one key, prepared once.
type keyedHash struct{ pool sync.Pool }

func newKeyedHash(key []byte) *keyedHash {
	return &keyedHash{sync.Pool{New: func() any { return hmac.New(sm3.New, key) }}}
}

func (k *keyedHash) sum(parts ...string) []byte {
	h := k.pool.Get().(hash.Hash)
	defer k.pool.Put(h)
	h.Reset()
	for _, part := range parts {
		writeSized(h, part)
	}
	return h.Sum(nil)
}
