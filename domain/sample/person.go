package sample

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// names makes names of persons who do not exist: common surnames and given names, each pair once.
type names struct {
	surnames []rune
	given    []string
	n        int
}

func newNames() names {
	return names{surnames: []rune(strings.TrimSpace(text("surnames.txt"))), given: strings.Fields(text("given.txt"))}
}

// next walks both lists with different steps, so that neighbours on a list do not look alike.
func (n *names) next() string {
	i := n.n
	n.n++
	round := i / len(n.surnames)
	return string(n.surnames[i*7%len(n.surnames)]) + n.given[(i*11+round)%len(n.given)]
}

func (n *names) any(r *rand.Rand) string {
	return string(n.surnames[r.IntN(len(n.surnames))]) + n.given[r.IntN(len(n.given))]
}

// mobile is a number in the form of a real one, from the range 154 that is not handed out.
func mobile(r *rand.Rand) string { return fmt.Sprintf("1540000%04d", r.IntN(10_000)) }

// idNumber is an ID number of GB 11643 with the made county's code and a right check character.
func idNumber(r *rand.Rand) string {
	born := time.Date(1942, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(60*365))
	digits := fmt.Sprintf("%s%s%03d", Code, born.Format("20060102"), 1+r.IntN(998))
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(digits[i]-'0') * weight
	}
	return digits + "10X98765432"[sum%11:sum%11+1]
}
