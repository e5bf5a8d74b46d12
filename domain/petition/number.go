package petition

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// checkLetters leave out I, O and S, which are read as figures. 23 is prime, so that a weighted
// sum finds every single mistyped figure and every two figures changed about.
const checkLetters = "ABCDEFGHJKLMNPQRTUVWXYZ"

// Number makes a petition's number: area, day of registration, sequence of that day, check letter;
// such as 990121-260831-0009-R.
func Number(area org.AreaCode, day deadline.Day, seq int) string {
	y, m, d := day.Date()
	body := fmt.Sprintf("%s-%02d%02d%02d-%04d", area, y%100, int(m), d, seq)
	return body + "-" + string(checkLetter(body))
}

// checkLetter weighs each figure with a power of 5, a primitive root of 23.
func checkLetter(body string) byte {
	sum, weight := 0, 5
	for _, c := range body {
		if c < '0' || c > '9' {
			continue
		}
		sum = (sum + weight*int(c-'0')) % 23
		weight = weight * 5 % 23
	}
	return checkLetters[sum]
}

// ValidNumber reports whether a number is whole and its check letter right.
func ValidNumber(no string) bool {
	parts := strings.Split(no, "-")
	if len(parts) != 4 || len(parts[1]) != 6 || len(parts[2]) < 4 || len(parts[3]) != 1 {
		return false
	}
	for _, part := range parts[:3] {
		if _, err := strconv.ParseUint(part, 10, 64); err != nil {
			return false
		}
	}
	return checkLetter(strings.Join(parts[:3], "-")) == parts[3][0]
}

// TidyNumber puts a typed number into its form: full-width figures, lower case, spaces and missing
// dashes are forgiven, a missing area is filled in.
func TidyNumber(typed string, area org.AreaCode) string {
	var b strings.Builder
	for _, c := range typed {
		switch {
		case c >= '\uff01' && c <= '\uff5e':
			c -= 0xfee0
		case c == '\u2014' || c == '\u2013' || c == '\u2212':
			c = '-'
		}
		if c != ' ' && c != '\u3000' && c != '\t' {
			b.WriteRune(c)
		}
	}
	no := dashed(strings.ToUpper(b.String()), string(area))
	if strings.Count(no, "-") == 2 && area != "" {
		no = string(area) + "-" + no
	}
	return no
}

// dashed parts a number that was typed without its dashes: area, if it is there, six figures of the
// day, at least four of the sequence, and the check letter.
func dashed(no, area string) string {
	const day, shortest = 6, 6 + 4 + 1
	rest := no
	if whole := strings.TrimPrefix(no, area); area != "" && len(whole) >= shortest {
		rest = whole
	}
	last := len(rest) - 1
	if len(rest) < shortest || strings.Trim(rest[:last], "0123456789") != "" || rest[last] < 'A' || rest[last] > 'Z' {
		return no
	}
	parted := rest[:day] + "-" + rest[day:last] + "-" + rest[last:]
	if rest != no {
		return area + "-" + parted
	}
	return parted
}

// codeLetters are what a query code is made of: no letter that is taken for another.
const codeLetters = "23456789ABCDEFGHJKLMNPQRTUVWXYZ"

// NewQueryCode makes a code of ten letters, some 49 bits, for the petitioner alone: XXXXX-XXXXX.
func NewQueryCode() string {
	const n = 10
	code := make([]byte, 0, n+1)
	buf := make([]byte, 4*n)
	for len(code) < n+1 {
		_, _ = rand.Read(buf) // never fails: crypto/rand
		for _, b := range buf {
			if len(code) == n/2 {
				code = append(code, '-')
			}
			// Bytes past the last whole multiple would favour the first letters.
			if limit := 256 - 256%len(codeLetters); int(b) < limit && len(code) < n+1 {
				code = append(code, codeLetters[int(b)%len(codeLetters)])
			}
		}
	}
	return string(code)
}

// TidyQueryCode forgives case, spaces and dashes; what remains is hashed and compared.
func TidyQueryCode(typed string) string {
	var b strings.Builder
	for _, c := range typed {
		if c >= '\uff01' && c <= '\uff5e' {
			c -= 0xfee0
		}
		switch {
		case c >= 'a' && c <= 'z':
			b.WriteRune(c - 'a' + 'A')
		case c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
			b.WriteRune(c)
		}
	}
	return b.String()
}
