package letter

import (
	"slices"
	"strings"

	"bihuan/domain/fault"
)

// actsField holds the acts of the closed list that a referral to the police is about.
const actsField = "acts"

// actFields are what a referral has to say of an act besides.
func actFields() []string { return []string{"act", "time", "place", "witnesses", "evidence"} }

// ground refuses a referral to the police whose ground is petitioning itself (CONTRIBUTING.md, "What
// Bihuan will not do"; TL art. 26). It names acts of the closed list, and says of each what was done, when, where,
// who saw it and what proves it. Raising a matter, again, or at a higher office is no act.
func (f *Form) ground(v Values) []*fault.Fault {
	var faults []*fault.Fault
	codes := strings.Fields(v[actsField])
	if len(codes) == 0 {
		faults = append(faults, fault.NewInvalid(actsField, "fault.letter.act"))
	}
	for _, code := range codes {
		if !slices.Contains(f.lists.Acts, code) {
			faults = append(faults, fault.NewInvalid(actsField, "fault.letter.act"))
			break
		}
	}
	for _, name := range actFields() {
		if clean(v[name]) == "" {
			faults = append(faults, fault.NewInvalid(name, "fault.letter.act_field"))
		}
	}
	if len(faults) > 0 {
		return faults
	}
	act := clean(v["act"])
	for _, code := range codes {
		if f.lists.tells(act, code) {
			continue
		}
		label := f.words.Text("act", code)
		if word := f.lists.petitioning(act); word != "" {
			return []*fault.Fault{fault.NewInvalid("act", "fault.letter.act_petitioning", "word", word, "act", label)}
		}
		return []*fault.Fault{fault.NewInvalid("act", "fault.letter.act_vague", "act", label)}
	}
	return nil
}

// petitioning is the first word of a text for petitioning itself, or "".
// The names of offices and of who works there are no such words, but for the nation's office.
func (l *lists) petitioning(text string) string {
	pairs := []string{l.Offices[0], l.Offices[0]}
	for _, name := range l.Offices[1:] {
		pairs = append(pairs, name, "")
	}
	return firstOf(strings.NewReplacer(pairs...).Replace(text), l.Petitioning)
}

// aboutCharacter is the first word of a text about what somebody is rather than about the matter.
func (l *lists) aboutCharacter(text string) string {
	return firstOf(strings.Join(strings.Fields(clean(text)), ""), l.Character)
}

func firstOf(text string, words []string) string {
	found, at := "", len(text)
	for _, word := range words {
		if i := strings.Index(text, word); i >= 0 && i < at {
			found, at = word, i
		}
	}
	return found
}

// tells reports whether a text says that an act of the closed list was done: in one of its clauses a
// word of that act stands which is not denied. What is done by speaking, threatening and inciting, is
// no act if it is petitioning that was spoken of: to say that one will go to the capital is no threat.
func (l *lists) tells(text, code string) bool {
	for _, clause := range clauses(text) {
		for _, word := range l.Concrete[code] {
			for at := 0; ; {
				i := strings.Index(clause[at:], word)
				if i < 0 {
					break
				}
				at += i
				if !l.denied(clause[:at]) && !l.onlySpoken(word, clause[at+len(word):]) {
					return true
				}
				at += len(word)
			}
		}
	}
	return false
}

func (l *lists) onlySpoken(word, after string) bool {
	return slices.Contains(l.Spoken, word) && l.petitioning(after) != "" && !l.harms(after)
}

// harms reports whether what was spoken of is harm of its own.
func (l *lists) harms(text string) bool {
	for _, code := range l.Acts {
		for _, word := range l.Concrete[code] {
			if !slices.Contains(l.Spoken, word) && strings.Contains(text, word) {
				return true
			}
		}
	}
	return false
}

// denied reports whether a clause says, shortly before a word, that it was not so.
func (l *lists) denied(before string) bool {
	const near = 6
	if r := []rune(before); len(r) > near {
		before = string(r[len(r)-near:])
	}
	return firstOf(before, l.Negations) != ""
}

func clauses(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("，。；：！？,;:!?\n", r) })
}
