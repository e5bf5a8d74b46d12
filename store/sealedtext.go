package store

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// textPlace is bound to what SealText seals.
const textPlace = "text"

// SealText seals a text under a key of its own, for what is kept for a while outside of any petition, such
// as what was searched for in a session.
func (db *DB) SealText(text string) (string, error) {
	key, wrapped, err := db.vault.NewRecordKey()
	if err != nil {
		return "", fmt.Errorf("sealing a text: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(wrapped) + "." + base64.RawURLEncoding.EncodeToString(key.Seal([]byte(text), textPlace)), nil
}

// OpenText opens what SealText sealed; false where that is not possible any more.
func (db *DB) OpenText(sealed string) (string, bool) {
	first, second, _ := strings.Cut(sealed, ".")
	wrapped, err := base64.RawURLEncoding.DecodeString(first)
	if err != nil {
		return "", false
	}
	body, err := base64.RawURLEncoding.DecodeString(second)
	if err != nil {
		return "", false
	}
	key, err := db.vault.OpenRecordKey(wrapped)
	if err != nil {
		return "", false
	}
	plain, err := key.Open(body, textPlace)
	return string(plain), err == nil
}
