// Package category says what a text is about, or whose it is, by what was decided about earlier texts:
// a linear model over characters, pairs and triples of characters. Chinese is written without blanks;
// neighbouring characters stand for the words, so that no dictionary has to be kept.
//
// A model is made of texts and the labels that somebody gave them. For a new text it says the likeliest
// labels, how likely each is, and the words that led there. The same texts in the same order make the
// same model. Where nothing was decided yet, the words of the table of categories stand in for it.
package category

// Example is one text and what was decided about it.
type Example struct {
	Title string // its heading, if it has one of its own
	Text  string // all of it, with the heading
	Label string
}

// Suggestion is one label for a text.
type Suggestion struct {
	Label string
	Share float64  // how likely, 0 to 1; all labels together make 1
	Words []string // the parts of the text that led there, the longest first; none within another
}

// Options are how much a model may cost.
type Options struct {
	Least   int // a label that was given less often than this is not learned; 1 if 0
	Weights int // at most so many weights are kept, the heaviest of each label; 4 million if 0
}

func (o Options) filled() Options {
	if o.Least < 1 {
		o.Least = 1
	}
	if o.Weights < 1 {
		o.Weights = 4_000_000
	}
	return o
}
