package login

import (
	"crypto/rand"
	_ "embed"
	"math/big"
	"strings"
	"unicode"

	"bihuan/domain/fault"
)

// The shortest and the longest password. The longest is far above any real one, and keeps a
// visitor from having megabytes hashed.
const (
	shortest = 8
	longest  = 128
)

//go:embed common.txt
var commonFile string

// commonPasswords are passwords that keep to the rule and that everybody tries first.
func commonPasswords() map[string]bool {
	common := map[string]bool{}
	for _, word := range strings.Fields(commonFile) {
		common[strings.ToLower(word)] = true
	}
	return common
}

// check refuses a password that is easily guessed: eight characters of three kinds, not the name.
func (l *Login) check(field, name, password string) error {
	letters := []rune(password)
	switch {
	case len(letters) < shortest:
		return fault.NewInvalid(field, "fault.login.short", "min", shortest)
	case len(letters) > longest:
		return fault.NewInvalid(field, "fault.login.long", "max", longest)
	case kinds(letters) < 3:
		return fault.NewInvalid(field, "fault.login.kinds")
	case name != "" && strings.Contains(strings.ToLower(password), strings.ToLower(name)):
		return fault.NewInvalid(field, "fault.login.name_within")
	case l.common[strings.ToLower(password)]:
		return fault.NewInvalid(field, "fault.login.common")
	}
	return nil
}

// kinds counts which of capital letters, small letters, digits and anything else are there. A
// Chinese character is a letter of neither case and counts as anything else.
func kinds(letters []rune) int {
	var upper, lower, digit, other int
	for _, r := range letters {
		switch {
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return upper + lower + digit + other
}

// firstPassword makes a password that is read out or written down once: three groups of four,
// without characters that look alike, some 66 bits.
func firstPassword() string {
	groups := []string{"ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789"}
	all := strings.Join(groups, "")
	for {
		var b strings.Builder
		for i := range 12 {
			if i > 0 && i%4 == 0 {
				b.WriteByte('-')
			}
			n, _ := rand.Int(rand.Reader, big.NewInt(int64(len(all)))) // never fails
			b.WriteByte(all[n.Int64()])
		}
		if kinds([]rune(b.String())) == 4 {
			return b.String()
		}
	}
}
