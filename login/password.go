package login

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"bihuan/domain/fault"
)

// Cost is what one password takes with argon2id.
type Cost struct {
	Memory uint32 // KiB
	Passes uint32
}

// DefaultCost takes 64 MiB and two passes, some 60 to 100 ms of one processor: far above what
// OWASP asks for (19 MiB, two passes), and still quick at the door.
func DefaultCost() Cost { return Cost{Memory: 64 << 10, Passes: 2} }

const (
	saltSize = 16
	hashSize = 32
)

// hash makes what is kept of a password, in the usual notation, so that its cost is known when it
// is compared.
func (c Cost) hash(password string) string {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails
	key := argon2.IDKey([]byte(password), salt, c.Passes, c.Memory, 1, hashSize)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, c.Memory, c.Passes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// compare reports whether the password is the one that was hashed, and at which cost it was.
func compare(hash, password string) (same bool, cost Cost, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, cost, fmt.Errorf("login: a password is kept in an unknown form")
	}
	var version, lanes int
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &cost.Memory, &cost.Passes, &lanes); err != nil || version != argon2.Version || lanes != 1 {
		return false, cost, fmt.Errorf("login: a password is kept in an unknown form")
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, cost, fmt.Errorf("login: the salt of a password: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, cost, fmt.Errorf("login: the hash of a password: %w", err)
	}
	got := argon2.IDKey([]byte(password), salt, cost.Passes, cost.Memory, 1, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, cost, nil
}

// hash waits for its turn.
func (l *Login) hash(ctx context.Context, password string) (string, error) {
	leave, err := l.enterTurn(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return l.o.Cost.hash(password), nil
}

// compare waits for its turn.
func (l *Login) compare(ctx context.Context, hash, password string) (same bool, cost Cost, err error) {
	leave, err := l.enterTurn(ctx)
	if err != nil {
		return false, Cost{}, err
	}
	defer leave()
	return compare(hash, password)
}

func (l *Login) enterTurn(ctx context.Context) (leave func(), err error) {
	select {
	case l.turn <- struct{}{}:
		return func() { <-l.turn }, nil
	case <-ctx.Done():
		return nil, fault.New(fault.Busy, "fault.login.busy").Because(ctx.Err())
	}
}
