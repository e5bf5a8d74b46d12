package sample

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// Topic is what officers and petitioners write about on the way of a petition.
type Topic string

// The topics.
const (
	Verified           Topic = "verified" // progress
	Acted              Topic = "acted"
	Rectified          Topic = "rectified"
	Contact            Topic = "contact"
	CallBackGood       Topic = "callback.good"
	CallBackFair       Topic = "callback.fair"
	CallBackBad        Topic = "callback.bad"
	CallBackUnreached  Topic = "callback.unreached"
	Objection          Topic = "objection"
	ObjectionUpheld    Topic = "objection.upheld"
	ObjectionOverruled Topic = "objection.overruled"
	SentBack           Topic = "sent_back"
	Approve            Topic = "approve"
	Instruction        Topic = "instruction" // with the assignment
	LeaderWords        Topic = "leader"      // a leader's written instruction
	Extension          Topic = "extension"
	Urge               Topic = "urge"
	DeclineOutside     Topic = "decline.outside"
	DeclineInProcess   Topic = "decline.in_process"
	Forward            Topic = "forward"
	Redirect           Topic = "redirect"
	RatingGood         Topic = "rating.good"
	RatingFair         Topic = "rating.fair"
	RatingBad          Topic = "rating.bad"
	Withdrawal         Topic = "withdrawal"
	Reopen             Topic = "reopen"
	Review             Topic = "review" // the request
	ReviewUpheld       Topic = "review.upheld"
	ReviewRevoked      Topic = "review.revoked"
)

// Topics lists them.
func Topics() []Topic {
	return []Topic{
		Verified, Acted, Rectified, Contact, CallBackGood, CallBackFair, CallBackBad, CallBackUnreached,
		Objection, ObjectionUpheld, ObjectionOverruled, SentBack, Approve, Instruction, LeaderWords,
		Extension, Urge, DeclineOutside, DeclineInProcess, Forward, Redirect,
		RatingGood, RatingFair, RatingBad, Withdrawal, Reopen, Review, ReviewUpheld, ReviewRevoked,
	}
}

// Answer is the reply to one demand: facts, basis in law and opinion.
type Answer struct{ Facts, Basis, Opinion string }

// Texts writes what is said on the way of a petition. It is not for several goroutines at once.
type Texts struct {
	r       *rand.Rand
	phrases map[string][]string
	slots   slots
}

// NewTexts begins a sequence of texts; the same seed gives the same ones in the same order.
func NewTexts(seed uint64) *Texts {
	return &Texts{r: rand.New(rand.NewPCG(seed, 0x7478)), phrases: readPhrases(), slots: readSlots()}
}

// Say words the topic for the matter.
func (t *Texts) Say(topic Topic, m Matter) string { return t.say(string(topic), m) }

// Answer words the reply to a demand by its result: supported, explained or not_supported.
func (t *Texts) Answer(m Matter, result string) Answer {
	kind := m.Category[:2]
	opinion := result
	if result == "supported" {
		opinion += " " + kind
	}
	return Answer{Facts: t.say("facts "+kind, m), Basis: t.say("basis "+kind, m), Opinion: t.say(opinion, m)}
}

func (t *Texts) say(key string, m Matter) string {
	lines := t.phrases[key]
	if len(lines) == 0 {
		panic("sample: texts.txt has nothing for " + key)
	}
	b := binding{r: t.r, slots: t.slots, bound: map[string]string{"place": m.PlaceName}}
	return b.fill(lines[t.r.IntN(len(lines))])
}

// readPhrases reads blocks of "[key]" and a line for each wording.
func readPhrases() map[string][]string {
	all, key := map[string][]string{}, ""
	for line := range strings.Lines(text("texts.txt")) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.HasPrefix(line, "["):
			key = strings.Trim(line, "[]")
		case !slices.Contains(all[key], line):
			all[key] = append(all[key], line)
		}
	}
	return all
}
