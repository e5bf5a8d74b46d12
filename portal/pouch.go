package portal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
)

// pouch is what a visitor carries from page to page: the files of a form that is not sent yet, and
// the receipt, which is shown for half an hour. It lies sealed in the session; the key is in the
// visitor's browser alone, so that whoever reads the sessions reads no query code and no file name.
type pouch struct {
	Files   map[string][]petition.Attachment `json:"files,omitempty"` // by the form
	Receipt *slip                            `json:"receipt,omitempty"`
}

// slip is a receipt.
type slip struct {
	Once string       `json:"once"`
	No   string       `json:"no"`
	Code string       `json:"code"`
	Due  deadline.Day `json:"due,omitzero"`
	At   time.Time    `json:"at"`
}

const pouchKey = "pouch"

// openPouch is the visitor's pouch; an empty one when there is none or it is another's.
func (v *visit) openPouch() *pouch {
	p := &pouch{Files: map[string][]petition.Attachment{}}
	sealed := v.Sessions.GetBytes(v.ctx(), pouchKey)
	lock := v.pouchLock(false)
	if len(sealed) < 12 || lock == nil {
		return p
	}
	plain, err := lock.Open(nil, sealed[:12], sealed[12:], nil)
	if err != nil || json.Unmarshal(plain, p) != nil {
		return &pouch{Files: map[string][]petition.Attachment{}}
	}
	if p.Files == nil {
		p.Files = map[string][]petition.Attachment{}
	}
	if p.Receipt != nil && v.at.After(p.Receipt.At.Add(kept)) {
		p.Receipt = nil
	}
	return p
}

// keepPouch seals it again.
func (v *visit) keepPouch(p *pouch) error {
	plain, err := json.Marshal(p)
	if err != nil {
		return err
	}
	nonce := make([]byte, 12)
	_, _ = rand.Read(nonce) // never fails: crypto/rand
	v.Sessions.Put(v.ctx(), pouchKey, v.pouchLock(true).Seal(nonce, nonce, plain, nil))
	return nil
}

// pouchLock is made of the key in the visitor's cookie; make gives them a new one if there is none.
func (v *visit) pouchLock(make bool) cipher.AEAD {
	if c, err := v.r.Cookie(pouchKey); err == nil {
		if lock := lockOf(c.Value); lock != nil {
			return lock
		}
	}
	if !make {
		return nil
	}
	var key [32]byte
	_, _ = rand.Read(key[:])
	c := &http.Cookie{Name: pouchKey, Value: base64.RawURLEncoding.EncodeToString(key[:]), Path: "/file",
		HttpOnly: true, Secure: v.Secure, SameSite: http.SameSiteStrictMode}
	http.SetCookie(v.w, c)
	v.r.AddCookie(c) // a second keeping in this answer takes the same
	return lockOf(c.Value)
}

func lockOf(text string) cipher.AEAD {
	key, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(key) != 32 {
		return nil
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil
	}
	lock, err := cipher.NewGCM(block)
	if err != nil {
		return nil
	}
	return lock
}
