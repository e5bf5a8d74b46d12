package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"bihuan/app"
	"bihuan/domain/fault"
	"bihuan/find/measure"
)

// newEval measures how well texts are found, on files that people have judged.
func newEval(s *shell) *cobra.Command {
	return s.family(s.command("eval", groupCare), newEvalDuplicates(s), newEvalClusters(s), newEvalCategory(s))
}

// judgedFiles are the files of a measurement.
type judgedFiles struct {
	messages, groups, different, ambiguous *string
}

func (s *shell) judgedFlags(c *cobra.Command) judgedFiles {
	return judgedFiles{
		messages:  c.Flags().String("messages", "", s.L.T("cli.eval.flag.messages")),
		groups:    c.Flags().String("groups", "", s.L.T("cli.eval.flag.groups")),
		different: c.Flags().String("different", "", s.L.T("cli.eval.flag.different")),
		ambiguous: c.Flags().String("ambiguous", "", s.L.T("cli.eval.flag.ambiguous")),
	}
}

// read takes the files in: messages and groups are needed, what looks alike and what is left out are not.
func (f judgedFiles) read() (messages []measure.Message, j measure.Judged, others int, err error) {
	for _, one := range []struct {
		flag, file string
		needed     bool
		read       func(io.Reader, string) error
	}{
		{"messages", *f.messages, true, func(r io.Reader, file string) (err error) { messages, err = measure.Messages(r, file); return err }},
		{"groups", *f.groups, true, j.ReadGroups},
		{"different", *f.different, false, j.ReadDifferent},
		{"ambiguous", *f.ambiguous, false, j.ReadUnsure},
	} {
		if one.file == "" {
			if one.needed {
				return nil, j, 0, fault.NewInvalid(one.flag, "cli.eval.fault.flag", "flag", one.flag)
			}
			continue
		}
		if err := readFile(one.flag, one.file, one.read); err != nil {
			return nil, j, 0, err
		}
	}
	others = j.Keep(messages)
	if len(j.Groups) == 0 {
		return nil, j, 0, fault.NewInvalid("groups", "cli.eval.fault.groups")
	}
	return messages, j, others, nil
}

func readFile(flag, name string, read func(io.Reader, string) error) error {
	f, err := os.Open(name)
	if err != nil {
		return fault.NewInvalid(flag, "cli.eval.fault.file", "file", name).Because(err)
	}
	defer func() { _ = f.Close() }()
	return read(f, name)
}

// newEvalDuplicates measures the search for the same matter.
func newEvalDuplicates(s *shell) *cobra.Command {
	c := s.commandKey("duplicates", "", "cli.eval.duplicates")
	c.Args = s.args()
	files := s.judgedFlags(c)
	asJSON := s.jsonFlag(c)
	c.RunE = func(*cobra.Command, []string) error {
		messages, j, others, err := files.read()
		if err != nil {
			return err
		}
		m := measure.OfDuplicates(messages, j, app.Now)
		if *asJSON {
			return s.printJSON(m)
		}
		s.left(others)
		s.figures([][2]string{
			{"messages", fmt.Sprint(m.Messages)}, {"questions", fmt.Sprint(m.Questions)}, {"pairs", fmt.Sprint(m.Pairs)},
			{"first", share(m.First)}, {"ten", share(m.RecallTen)}, {"average", share(m.Average)}, {"by_group", share(m.GroupAverage)},
			{"f1", share(m.F1)}, {"f1_at", share(m.F1At)}, {"likely_precision", share(m.LikelyPrecision)}, {"likely_recall", share(m.LikelyRecall)},
			{"looks", fmt.Sprint(m.LookAlikes)}, {"above", share(m.LookAbove)}, {"above_pair", share(m.LookAboveByPair)},
			{"added", fmt.Sprintf("%.0f", m.Added)}, {"asked", fmt.Sprintf("%.0f", m.Asked)}, {"slowest", fmt.Sprintf("%.1f ms", m.AskedSlowest)},
		})
		return nil
	}
	return c
}

// newEvalClusters measures the grouping of texts with one cause.
func newEvalClusters(s *shell) *cobra.Command {
	c := s.commandKey("clusters", "", "cli.eval.clusters")
	c.Args = s.args()
	files := s.judgedFlags(c)
	asJSON := s.jsonFlag(c)
	c.RunE = func(*cobra.Command, []string) error {
		messages, j, others, err := files.read()
		if err != nil {
			return err
		}
		m := measure.OfClusters(messages, j, app.Now)
		if *asJSON {
			return s.printJSON(m)
		}
		s.left(others)
		s.figures([][2]string{
			{"messages", fmt.Sprint(m.Messages)}, {"clusters", fmt.Sprint(m.Clusters)}, {"groups", fmt.Sprint(m.Groups)},
			{"recovered", fmt.Sprint(m.Recovered)}, {"recovered_share", share(m.Share)}, {"recall", share(m.Recall)},
			{"purity", share(m.Purity)}, {"added", fmt.Sprintf("%.0f", m.Added)},
		})
		return nil
	}
	return c
}

// left says that some judgements were of messages that are not in the file.
func (s *shell) left(others int) {
	if others > 0 {
		s.tell("cli.eval.others", "n", others)
	}
}

func (s *shell) figures(rows [][2]string) {
	for _, row := range rows {
		s.say("cli.eval.row", "what", s.L.T("cli.eval.is."+row[0]), "value", row[1])
	}
}

func share(x float64) string { return fmt.Sprintf("%.4f", x) }
