package measure

import (
	"cmp"
	"io"
	"slices"
	"time"

	"bihuan/domain/fault"
	"bihuan/find/category"
)

// folds is how many parts texts are divided into that have no test of their own.
const folds = 5

// Labelled is a text with what people found it to be about.
type Labelled struct {
	Title string // "" if it has none of its own
	Text  string // all of it; it may begin with the title
	Label string
}

// Categories are the measures of suggesting a category. What is the same text as one of the test, a copy
// with changes, or its words in a list, is never learned from; those are left_out.
type Categories struct {
	How string `json:"how"` // "test", or "five-fold"
	Score
	Titles    Score   `json:"titles"`        // by titles alone
	TitlesAre string  `json:"titles_are"`    // "titles", or "first sentences" where no text has a title
	Train     int     `json:"train"`         // texts to learn from
	Words     int     `json:"words"`         // lists of words to learn from
	Test      int     `json:"test"`          // texts asked about
	Left      int     `json:"left_out"`      // of train and words; five-fold: words of a text that were in its fold
	Training  float64 `json:"train_seconds"` // of the slowest fold
	Speed     float64 `json:"texts_per_second"`
}

// Texts reads labelled texts: text or tokens, and label; title when it is there. A text without words or
// without a label is left out.
func Texts(r io.Reader, file string) ([]Labelled, error) {
	rows, err := Table(r, file, "text|tokens|words|detail", "label|category")
	if err != nil {
		return nil, err
	}
	var all []Labelled
	for _, row := range rows {
		t := Labelled{Title: row["title"], Text: row["text"], Label: row["label"]}
		if t.Text == "" {
			t.Text = t.Title
		}
		if t.Text != "" && t.Label != "" {
			all = append(all, t)
		}
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, "cli.eval.fault.empty", "file", file)
	}
	return all, nil
}

// OfCategories learns from train and words and asks about test. Without a test, train is divided into five,
// and each part is asked about after learning from the others; near-duplicates are in one part.
func OfCategories(train, words, test []Labelled, now func() time.Time) Categories {
	m := Categories{How: "test", Train: len(train), Words: len(words), Test: len(test)}
	var t trial
	if len(test) > 0 {
		m.Left = t.against(slices.Concat(train, words), test, now)
	} else {
		m.How, m.Test = "five-fold", len(train)
		m.Left = t.crossed(train, words, now)
	}
	m.Score, m.Titles = t.whole.finish(), t.titles.finish()
	m.TitlesAre = "titles"
	if t.sentences {
		m.TitlesAre = "first sentences"
	}
	m.Training = t.training.Seconds()
	m.Speed = float64(m.Asked) / max(t.asking.Seconds(), 1e-9)
	return m
}

// trial is a measurement under way.
type trial struct {
	whole, titles    Score
	sentences        bool
	training, asking time.Duration
}

// against asks about a test, and says how much was left out of what is learned from.
func (t *trial) against(known, test []Labelled, now func() time.Time) (left int) {
	group := Same(textsOf(slices.Concat(test, known)))
	tested := map[int]bool{}
	for i := range test {
		tested[group[i]] = true
	}
	var learned []Labelled
	for i, one := range known {
		if tested[group[len(test)+i]] {
			left++
			continue
		}
		learned = append(learned, one)
	}
	t.ask(learned, test, now)
	return left
}

// crossed asks about each fifth of the texts, and says of how many lists of words the text was among them.
func (t *trial) crossed(texts, words []Labelled, now func() time.Time) (left int) {
	known := slices.Concat(texts, words)
	group := Same(textsOf(known))
	fold := foldsOf(group)
	for i := range words {
		if group[len(texts)+i] < len(texts) { // a group is known by its first
			left++
		}
	}
	for f := range folds {
		var learned, test []Labelled
		for i, one := range known {
			switch {
			case fold[i] != f:
				learned = append(learned, one)
			case i < len(texts):
				test = append(test, one)
			}
		}
		t.ask(learned, test, now)
	}
	return left
}

// foldsOf divides groups among the folds, in an order that looks like none and is always the same.
func foldsOf(group []int) []int {
	var firsts []int
	for i, g := range group {
		if g == i {
			firsts = append(firsts, i)
		}
	}
	place := func(i int) uint64 {
		h := (uint64(i) + 1) * 0x9e3779b97f4a7c15
		h = (h ^ h>>32) * 0xbf58476d1ce4e5b9
		return h ^ h>>29
	}
	slices.SortFunc(firsts, func(a, b int) int { return cmp.Compare(place(a), place(b)) })
	of := map[int]int{}
	for n, first := range firsts {
		of[first] = n % folds
	}
	fold := make([]int, len(group))
	for i, g := range group {
		fold[i] = of[g]
	}
	return fold
}

// ask learns from some texts and asks about others: whole, and by title alone.
func (t *trial) ask(learned, test []Labelled, now func() time.Time) {
	if len(learned) == 0 || len(test) == 0 {
		return
	}
	began := now()
	examples := make([]category.Example, len(learned))
	for i, one := range learned {
		examples[i] = category.Example{Title: cmp.Or(one.Title, Heading(one.Text)), Text: one.Text, Label: one.Label}
	}
	model := category.Train(examples, category.Options{})
	t.training = max(t.training, now().Sub(began))
	began = now()
	for _, one := range test {
		t.whole.add(one.Label, model.Best(one.Text))
	}
	t.asking += now().Sub(began)
	t.sentences = !slices.ContainsFunc(test, func(one Labelled) bool { return one.Title != "" })
	for _, one := range test {
		title := one.Title
		if t.sentences {
			title = Heading(one.Text)
		}
		if title != "" {
			t.titles.add(one.Label, model.Best(title))
		}
	}
}

func textsOf(texts []Labelled) []string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = t.Text
	}
	return all
}
