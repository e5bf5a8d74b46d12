// Package likeness says which earlier texts tell of the same matter as a new one.
//
// Two people who write of one matter share few sentences, but the names in it, and words that are
// rare elsewhere. So texts are compared by their single characters and pairs of neighbours, each
// weighed by how few texts have it (TF-IDF, cosine). What places and bodies are called is compared
// apart: the same wording about another village is another matter.
//
// The index is in memory. Of each text it keeps the subject and the first 300 characters, and a list of
// the rarest pairs by which it is found; what is found so is compared in full.
package likeness

// Text is one matter's words. Key is the petition's number, by which it is found again.
type Text struct {
	Key     string
	Subject string
	Body    string // demands and facts
}

// Match is an earlier text that may tell of the same matter, with what speaks for it.
type Match struct {
	Key    string
	Score  float64  // 0 to 1; Likely and more: rather the same matter than not
	Words  []string // what both have in common, the rarest first
	Places []string // places and bodies that both name
	Where  string   // the first of them that both subjects name, or ""
	Apart  bool     // both subjects name a place or body of one kind, and it is another
}

// Likely is the score from which two texts are more often the same matter than not.
const Likely = 0.5

// What the comparison was fitted to, on real messages; docs/finding.md says how.
const (
	bodyLength   = 300  // characters of the body that are compared
	subjectCount = 2    // a subject's words count so often
	even         = 0.15 // the cosine from which two texts are as often the same matter as not
	strangers    = 0.8  // what is left of a cosine when no place or body is in both
	districts    = 0.9  // and when both name a district, and not the same one
	apartAbove   = 0.12 // a cosine of two places counts little above this
	apartShare   = 0.03
	mostlyNames  = 0.6  // of what two texts share, the part that names of places and bodies may be
	placeAlone   = 0.75 // what is left of a cosine when it is more: one place has many matters
)

// scale makes a cosine a score: even odds at Likely, the rest by the square of the odds.
func scale(cosine float64) float64 {
	if cosine <= 0 {
		return 0
	}
	odds := cosine / even * cosine / even
	return odds / (1 + odds)
}

// GCPercent is how much garbage a process that holds an index of a million texts should let grow: the index
// is large and lies still, and half of it again in garbage would be a gigabyte.
const GCPercent = 15
