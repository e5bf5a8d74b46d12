package petition

import (
	"slices"
	"strings"

	"bihuan/domain/personal"
)

// Masks hides what is personal of the petitioners wherever a text has it. The longest goes first, so that no
// part of one stays behind. Only an opened record knows what is to be hidden.
func (r *Record) Masks() *strings.Replacer {
	var pairs [][2]string
	for _, who := range r.Petitioners {
		pairs = append(pairs, [2]string{who.Name.Reveal(), who.Name.Mask()}, [2]string{who.Phone.Reveal(), who.Phone.Mask()},
			[2]string{who.ID.Reveal(), who.ID.Mask()}, [2]string{who.Address.Reveal(), who.Address.Mask()})
	}
	slices.SortStableFunc(pairs, func(a, b [2]string) int { return len(b[0]) - len(a[0]) })
	var flat []string
	for _, pair := range pairs {
		if len([]rune(pair[0])) > 1 && pair[0] != string(personal.Unclear) && !strings.Contains(pair[0], "*") {
			flat = append(flat, pair[0], pair[1])
		}
	}
	return strings.NewReplacer(flat...)
}
