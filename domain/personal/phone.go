package personal

import (
	"fmt"
	"log/slog"
	"strings"

	"bihuan/domain/fault"
)

// Phone is a telephone number as it was written down.
type Phone string

// ParsePhone reads a mobile number, a land line with or without its area code and extension,
// a 400 or 800 number, or a foreign number with its country code.
func ParsePhone(text string) (Phone, error) {
	s := strings.TrimSpace(foldAll(text))
	if stray(s) {
		return "", badPhone()
	}
	switch d := Phone(s).Normal(); {
	case mobile(d):
		return Phone(d), nil
	case landline(d), service(d), foreign(d):
		return Phone(s), nil
	}
	return "", badPhone()
}

func badPhone() error { return fault.NewInvalid("phone", "fault.personal.phone") }

// stray tells whether s, without its extension, has characters that no telephone number has.
func stray(s string) bool {
	s, _ = cutExtension(s)
	return strings.Trim(s, "+0123456789 ()-–—") != ""
}

// cutExtension parts the number from what is dialled after it answers.
func cutExtension(s string) (number, extension string) {
	for _, mark := range []string{"转", "分机", "ext", "EXT", "Ext", "#"} {
		if before, after, ok := strings.Cut(s, mark); ok {
			return before, after
		}
	}
	return s, ""
}

func mobile(d string) bool {
	return len(d) == 11 && d[0] == '1' && d[1] >= '3'
}

// areaCode is the length of the area code that d begins with: 3 for 010 and 02x, else 4; 0 for none.
func areaCode(d string) int {
	switch {
	case len(d) < 10 || len(d) > 12 || d[0] != '0' || d[1] == '0':
		return 0
	case d[1] == '1' && d[2] != '0':
		return 0
	case d[1] <= '2':
		return 3
	}
	return 4
}

func landline(d string) bool {
	local := d[areaCode(d):]
	return (len(local) == 7 || len(local) == 8) && local[0] >= '2' && local[0] <= '8'
}

func service(d string) bool {
	return len(d) == 10 && (strings.HasPrefix(d, "400") || strings.HasPrefix(d, "800"))
}

func foreign(d string) bool {
	return len(d) >= 9 && len(d) <= 17 && strings.HasPrefix(d, "00") && d[2] != '0'
}

// Reveal is the plain number.
func (p Phone) Reveal() string { return string(p) }

// Mask keeps the beginning and the last four of a mobile number, 138****1234, and hides the first
// four after the area code of a land line, 0377-****5678.
func (p Phone) Mask() string {
	d := p.Normal()
	switch n := areaCode(d); {
	case strings.Contains(string(p), stars) && len(d) <= 8 && strings.Trim(string(p), "0123456789*-") == "": // a mask already
		return string(p)
	case d == "":
		return strings.Repeat("*", min(len([]rune(p)), mostStars))
	case mobile(d):
		return d[:3] + stars + d[7:]
	case landline(d) && n > 0:
		return d[:n] + "-" + stars + d[n+4:]
	case landline(d):
		return stars + d[4:]
	}
	return maskMiddle(d, 3, 2)
}

// Normal is the number in digits alone: no country code for China, a land line with the 0 of its
// area code, no extension; a foreign number begins with 00 and its country code.
func (p Phone) Normal() string {
	s, _ := cutExtension(strings.TrimSpace(foldAll(string(p))))
	d := digitsOf(s)
	if strings.HasPrefix(s, "+") {
		d = "00" + d
	}
	if rest, ok := strings.CutPrefix(d, "0086"); ok {
		return national(rest)
	}
	if rest, ok := strings.CutPrefix(d, "86"); ok && len(rest) >= 10 {
		return national(rest)
	}
	if rest, ok := strings.CutPrefix(d, "0"); ok && mobile(rest) && !landline(d) {
		return rest
	}
	return d
}

// national restores the 0 that an area code loses after the country code.
func national(d string) string {
	if d != "" && d[0] == '0' && mobile(d[1:]) && !landline(d) {
		return d[1:]
	}
	if !mobile(d) && len(d) >= 9 && d[0] != '0' && landline("0"+d) {
		return "0" + d
	}
	return d
}

// AreaCode is the area code of a land line, with its 0; "" for any other number, and for a land line that
// is written without.
func (p Phone) AreaCode() string {
	d := p.Normal()
	if n := areaCode(d); n > 0 && landline(d) {
		return d[:n]
	}
	return ""
}

// Forms are the numbers in Normal under which the same telephone may have been written down, the one at
// hand first: a land line of the area that is dialled with area, "0377", is the same with and without it.
func (p Phone) Forms(area string) []string {
	d := p.Normal()
	n := len(area)
	switch {
	case d == "":
		return nil
	case n > 0 && len(d) > n && d[:n] == area && p.AreaCode() == area:
		return []string{d, d[n:]}
	case n > 0 && areaCode(d) == 0 && landline(d):
		return []string{d, area + d}
	}
	return []string{d}
}

func (p Phone) String() string                   { return p.Mask() }
func (p Phone) Format(s fmt.State, verb rune)    { printMask(s, verb, p.Mask()) }
func (p Phone) LogValue() slog.Value             { return slog.StringValue(p.Mask()) }
func (p Phone) MarshalText() ([]byte, error)     { return []byte(p.Mask()), nil }
func (p Phone) MarshalJSON() ([]byte, error)     { return jsonMask(p.Mask()) }
func (p *Phone) UnmarshalText(text []byte) error { return readText(p, text) }
