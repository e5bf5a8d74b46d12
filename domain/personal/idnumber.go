package personal

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	"bihuan/domain/fault"
)

// IDNumber is a resident identity number, GB 11643.
type IDNumber string

// ParseIDNumber checks length, date of birth and check digit and returns the number in eighteen
// characters; one of fifteen from before 1999 is converted.
func ParseIDNumber(text string) (IDNumber, error) {
	n := IDNumber(IDNumber(text).tidy())
	if len(n) == 15 && digitsOf(string(n)) == string(n) {
		n = IDNumber(lengthen(string(n)))
	}
	if len(n) != 18 || digitsOf(string(n[:17])) != string(n[:17]) || n[0] == '0' {
		return "", fault.NewInvalid("id", "fault.personal.id.length")
	}
	if !bornOnDate(string(n)) {
		return "", fault.NewInvalid("id", "fault.personal.id.date")
	}
	if n[17] != checkDigit(string(n)) {
		return "", fault.NewInvalid("id", "fault.personal.id.check")
	}
	return n, nil
}

// bornOnDate tells whether the seventh to fourteenth digits of d are a day of the calendar.
func bornOnDate(d string) bool {
	_, err := time.Parse("20060102", d[6:14])
	return err == nil && d[6:8] >= "18" && d[6:8] <= "20"
}

// checkDigit is computed from the first seventeen digits, modulo 11 (GB 11643, ISO 7064 MOD 11-2).
func checkDigit(d string) byte {
	weight := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weight {
		sum += w * int(d[i]-'0')
	}
	return "10X98765432"[sum%11]
}

// lengthen turns fifteen digits into eighteen: the century of the birth year, which was always the
// twentieth, and the check digit.
func lengthen(d string) string {
	d = d[:6] + "19" + d[6:]
	return d + string(checkDigit(d))
}

// tidy is the number half-width, in capitals and without the blanks people put into it.
func (n IDNumber) tidy() string {
	return strings.Map(func(r rune) rune {
		switch r = fold(r); {
		case r == ' ' || r == '-' || r == '\t' || r == '\ufeff' || r == '\u200b':
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, string(n))
}

// Reveal is the plain number.
func (n IDNumber) Reveal() string { return string(n) }

// Mask keeps the first three and the last two characters.
func (n IDNumber) Mask() string { return maskMiddle(n.tidy(), 3, 2) }

// Normal is the number half-width, in capitals; fifteen digits become eighteen, so that an old
// card finds the same person.
func (n IDNumber) Normal() string {
	d := n.tidy()
	if len(d) == 15 && digitsOf(d) == d {
		return lengthen(d)
	}
	return d
}

func (n IDNumber) String() string                   { return n.Mask() }
func (n IDNumber) Format(s fmt.State, verb rune)    { printMask(s, verb, n.Mask()) }
func (n IDNumber) LogValue() slog.Value             { return slog.StringValue(n.Mask()) }
func (n IDNumber) MarshalText() ([]byte, error)     { return []byte(n.Mask()), nil }
func (n IDNumber) MarshalJSON() ([]byte, error)     { return jsonMask(n.Mask()) }
func (n *IDNumber) UnmarshalText(text []byte) error { return readText(n, text) }
