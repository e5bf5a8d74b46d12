package personal

import "strings"

// Scrub masks in free text what looks like a mobile number, a land line with its area code or an
// identity number, however it is spaced or typed. It would rather mask a number too many.
// Names and addresses it cannot know: text that must hide those is not to be shown at all.
func Scrub(text string) string {
	groups := figures(text)
	if len(groups) == 0 {
		return text
	}
	var b strings.Builder
	done := 0
	for i := 0; i < len(groups); {
		mask, next := longestNumber(groups, i)
		if mask == "" {
			i++
			continue
		}
		b.WriteString(text[done:groups[i].start])
		b.WriteString(mask)
		done = groups[next-1].end
		i = next
	}
	b.WriteString(text[done:])
	return b.String()
}

// group is one run of digits, folded to ASCII, and where it stands in the text.
type group struct {
	digits     string
	start, end int
	joined     bool // only one blank or dash lies between it and the group before
}

func figures(text string) []group {
	var list []group
	var digits []byte
	start, gap, last := 0, "", 0
	flush := func(end int) {
		if len(digits) > 0 {
			list = append(list, group{string(digits), start, end, len(list) > 0 && separator(gap)})
			digits, last = digits[:0], end
		}
	}
	for i, r := range text {
		f := fold(r)
		switch {
		case f >= '0' && f <= '9':
			if len(digits) == 0 {
				start, gap = i, text[last:i]
			}
			digits = append(digits, byte(f))
		case (f == 'X' || f == 'x') && tail(list, gap, digits) == 17:
			digits = append(digits, 'X')
			flush(i + len(string(r)))
		default:
			flush(i)
		}
	}
	flush(len(text))
	return list
}

// tail counts the digits gathered in the groups that are joined to the one being read.
func tail(list []group, gap string, digits []byte) int {
	n := len(digits)
	for i := len(list) - 1; i >= 0 && n > 0 && n < 17; i-- {
		if i == len(list)-1 && !separator(gap) {
			break
		}
		n += len(list[i].digits)
		if !list[i].joined {
			break
		}
	}
	return n
}

func separator(gap string) bool {
	switch foldAll(gap) {
	case " ", "-", "–", "—", ".", ") ", ")", "_", "  ":
		return true
	}
	return false
}

// longestNumber joins groups from i on, as 138 1234 5678 is written, and gives the mask of the
// longest number found and the group after it.
func longestNumber(groups []group, i int) (mask string, next int) {
	joined := ""
	for j := i; j < len(groups) && (j == i || groups[j].joined) && len(joined) <= 18; j++ {
		joined += groups[j].digits
		if m := maskOf(joined); m != "" {
			mask, next = m, j+1
		}
	}
	return mask, next
}

func maskOf(d string) string {
	if id := IDNumber(d); (len(d) == 18 || len(d) == 15 && digitsOf(d) == d) && bornOnDate(id.Normal()) {
		return id.Mask()
	}
	if p := Phone(d); mobile(p.Normal()) || len(d) >= 10 && landline(p.Normal()) {
		return p.Mask()
	}
	return ""
}
