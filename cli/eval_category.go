package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"bihuan/app"
	"bihuan/domain/fault"
	"bihuan/find/measure"
)

// newEvalCategory measures the suggestion of a category.
func newEvalCategory(s *shell) *cobra.Command {
	c := s.commandKey("category", "", "cli.eval.category")
	c.Args = s.args()
	train := c.Flags().String("train", "", s.L.T("cli.eval.flag.train"))
	words := c.Flags().String("words", "", s.L.T("cli.eval.flag.words"))
	test := c.Flags().String("test", "", s.L.T("cli.eval.flag.test"))
	asJSON := s.jsonFlag(c)
	c.RunE = func(*cobra.Command, []string) error {
		if *train == "" && *words == "" {
			return fault.NewInvalid("train", "cli.eval.fault.flag", "flag", "train")
		}
		if *train == "" && *test == "" {
			return fault.NewInvalid("test", "cli.eval.fault.flag", "flag", "test")
		}
		var texts [3][]measure.Labelled
		for i, one := range []struct{ flag, file string }{{"train", *train}, {"words", *words}, {"test", *test}} {
			if one.file == "" {
				continue
			}
			err := readFile(one.flag, one.file, func(r io.Reader, file string) (err error) { texts[i], err = measure.Texts(r, file); return err })
			if err != nil {
				return err
			}
		}
		m := measure.OfCategories(texts[0], texts[1], texts[2], app.Now)
		if *asJSON {
			return s.printJSON(m)
		}
		return s.categories(m)
	}
	return c
}

func (s *shell) categories(m measure.Categories) error {
	s.say("cli.eval.category.how."+m.How, "train", m.Train, "words", m.Words, "test", m.Test, "left", m.Left)
	titles := "titles"
	if m.TitlesAre != titles {
		titles = "sentences"
	}
	s.figures([][2]string{
		{"accuracy", share(m.Accuracy)}, {"macro_f1", share(m.MacroF1)},
		{titles, fmt.Sprint(m.Titles.Asked)}, {"titles_accuracy", share(m.Titles.Accuracy)}, {"titles_f1", share(m.Titles.MacroF1)},
		{"training", fmt.Sprintf("%.1f", m.Training)}, {"speed", fmt.Sprintf("%.0f", m.Speed)},
	})
	s.line(s.out, "")
	var t table
	t.add(s.L.T("cli.eval.column.label"), s.L.T("cli.eval.column.precision"), s.L.T("cli.eval.column.recall"), s.L.T("cli.eval.column.f1"), s.L.T("cli.eval.column.support"))
	for _, l := range m.Labels {
		t.add(l.Label, share(l.Precision), share(l.Recall), share(l.F1), fmt.Sprint(l.Support))
	}
	return t.print(s.out, "  ")
}
