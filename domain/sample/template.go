package sample

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
)

// where a template's matter can have happened.
const (
	rural = "rural" // a village
	urban = "urban" // a community of a town
	town  = "town"  // the township as a whole
)

// template is one hand-written petition with slots in braces.
type template struct {
	category, purpose, where string
	subjects, demands        []string
	facts                    string
}

// readTemplates reads blocks of "[category purpose where]" and lines "subject: …", "demand: …", "facts: …".
func readTemplates() []template {
	var all []template
	for i, line := range strings.Split(text("matters.txt"), "\n") {
		if line == "" {
			continue
		}
		if strings.HasPrefix(line, "[") {
			head := strings.Fields(strings.Trim(line, "[]"))
			all = append(all, template{category: head[0], purpose: head[1], where: head[2]})
			continue
		}
		t := &all[len(all)-1]
		name, rest, _ := strings.Cut(line, ": ")
		switch name {
		case "subject":
			t.subjects = append(t.subjects, rest)
		case "demand":
			t.demands = append(t.demands, rest)
		case "facts":
			t.facts = rest
		default:
			panic(fmt.Sprintf("sample: matters.txt:%d: %s", i+1, name))
		}
	}
	return all
}

// slots are the words that a slot may be filled with, by its name; a range "2..9" or, in steps,
// "1200..9800/100" is a number.
type slots map[string][]string

func readSlots() slots {
	all := slots{}
	for line := range strings.Lines(text("slots.txt")) {
		name, values, _ := strings.Cut(strings.TrimSpace(line), ": ")
		all[name] = strings.Fields(values)
	}
	return all
}

func (s slots) draw(r *rand.Rand, name string) string {
	values := s[name]
	if len(values) == 0 {
		panic("sample: no words for the slot " + name)
	}
	value := values[r.IntN(len(values))]
	low, high, ok := strings.Cut(value, "..")
	if !ok {
		return value
	}
	high, by, _ := strings.Cut(high, "/")
	step := max(1, number(by))
	return strconv.Itoa(number(low) + step*r.IntN((number(high)-number(low))/step+1))
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// binding keeps what the slots of one matter were filled with, so that its texts agree.
type binding struct {
	r     *rand.Rand
	slots slots
	place village
	bound map[string]string
}

var slotPattern = regexp.MustCompile(`\{[a-z.]+\}`)

func (b *binding) fill(s string) string {
	return slotPattern.ReplaceAllStringFunc(s, func(slot string) string {
		name := slot[1 : len(slot)-1]
		value, ok := b.bound[name]
		if !ok {
			value = b.fill(b.slots.draw(b.r, name))
			b.bound[name] = value
		}
		return value
	})
}

// neighbour is a binding for another petitioner of the same matter: the same names of places,
// firms and works, other figures.
func (b *binding) neighbour() *binding {
	n := *b
	n.bound = map[string]string{}
	for name, value := range b.bound {
		if values := b.slots[name]; len(values) != 1 || !strings.Contains(values[0], "..") {
			n.bound[name] = value
		}
	}
	return &n
}
