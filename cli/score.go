package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"bihuan/app"
	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/report"
	"bihuan/domain/score"
)

// newScore is about the monthly assessment.
func newScore(s *shell) *cobra.Command {
	return s.family(s.commandKey("score", groupWork, "score.cli"), newScoreShow(s), newScoreClose(s), newScoreVerify(s), newScoreSheet(s))
}

// monthOf is the month that a flag names, else the last that is over.
func (s *shell) monthOf(a *app.App, text string) (score.Month, error) {
	if text == "" {
		return score.MonthOf(deadline.DayOf(a.Now())).Before(), nil
	}
	return score.ParseMonth(text)
}

// newScoreShow prints a month's points.
func newScoreShow(s *shell) *cobra.Command {
	c := s.commandKey("show", "", "score.cli.show")
	c.Args = s.args()
	month := c.Flags().String("month", "", s.L.T("score.cli.flag.month"))
	as := c.Flags().String("as", "", s.L.T("import.flag.as"))
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		m, err := s.monthOf(a, *month)
		if err != nil {
			return err
		}
		by, err := s.exporter(c.Context(), a, *as)
		if err != nil {
			return err
		}
		found, err := a.Casework().Scores(c.Context(), by, m)
		if err != nil {
			return err
		}
		if *asJSON {
			return s.printJSON(scoresOf(found))
		}
		return s.printScores(found)
	}
	return c
}

// scores are a month's points as a program reads them.
type scores struct {
	Month   score.Month    `json:"month"`
	Version int            `json:"version"` // 0: the month is open
	Hash    string         `json:"sm3,omitempty"`
	Reason  string         `json:"reason,omitempty"`
	Sheet   score.Sheet    `json:"sheet"`
	Results []score.Result `json:"results"`
}

func scoresOf(f *casework.Scores) scores {
	all := scores{Month: f.Month, Reason: f.Reason, Sheet: f.Sheet, Results: append([]score.Result{}, f.Results...)}
	if f.Closed != nil {
		all.Version, all.Hash = f.Closed.Version, f.Closed.Hash
	}
	return all
}

func (s *shell) printScores(f *casework.Scores) error {
	words, err := report.WordsIn(s.L.Tag())
	if err != nil {
		return err
	}
	if f.Closed != nil {
		s.say("score.cli.closed", "month", string(f.Month), "version", f.Closed.Version, "hash", f.Closed.Hash)
	}
	head := []string{s.L.T("score.place"), s.L.T("score.unit"), s.L.T("score.points")}
	for _, w := range f.Sheet.Metrics {
		head = append(head, words.T("metric."+string(w.Metric)))
	}
	var t *table
	last := ""
	for _, r := range f.Results {
		if peers := casework.Peers(r); t == nil || peers != last {
			if t != nil {
				if err := t.print(s.out, ""); err != nil {
					return err
				}
				s.line(s.out, "")
			}
			t, last = &table{}, peers
			t.add(head...)
		}
		t.add(scoreLine(words, r)...)
	}
	if t == nil {
		return nil
	}
	return t.print(s.out, "")
}

func scoreLine(words report.Words, r score.Result) []string {
	none := words.T("none")
	cells := []string{none, r.Name, none}
	if r.Place > 0 {
		cells[0] = fmt.Sprint(r.Place)
	}
	if r.Scored {
		cells[2] = report.Hundredths(r.Points)
	}
	for _, l := range r.Lines {
		cells = append(cells, words.Percent(report.Share{Good: l.Good, Of: l.Of}))
	}
	return cells
}

// newScoreClose closes a month, or corrects one that is closed.
func newScoreClose(s *shell) *cobra.Command {
	c := s.commandKey("close", "", "score.cli.close")
	c.Args = s.args()
	month := c.Flags().String("month", "", s.L.T("score.cli.flag.month"))
	reason := c.Flags().String("reason", "", s.L.T("score.cli.flag.reason"))
	as := c.Flags().String("as", "", s.L.T("import.flag.as"))
	c.RunE = func(c *cobra.Command, _ []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		m, err := s.monthOf(a, *month)
		if err != nil {
			return err
		}
		by, err := s.exporter(c.Context(), a, *as)
		if err != nil {
			return err
		}
		found, err := a.Casework().Scores(c.Context(), by, m)
		if err != nil {
			return err
		}
		seen := 0
		if found.Closed != nil {
			seen = found.Closed.Version
		}
		made, err := a.Casework().CloseScores(c.Context(), by, m, seen, *reason)
		if err != nil {
			return err
		}
		s.say("score.cli.closed", "month", string(m), "version", made.Version, "hash", made.Hash)
		return nil
	}
	return c
}

// newScoreVerify compares closed months, bit by bit, with their hashes, their own sums and the record.
func newScoreVerify(s *shell) *cobra.Command {
	c := s.commandKey("verify", "", "score.cli.verify")
	c.Args = s.args()
	month := c.Flags().String("month", "", s.L.T("score.cli.flag.verify"))
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		var months []score.Month
		if *month != "" {
			m, err := score.ParseMonth(*month)
			if err != nil {
				return err
			}
			months = append(months, m)
		}
		problems := []scoreProblem{}
		found, err := a.Casework().VerifyScores(c.Context(), months, func(p casework.ScoreProblem) {
			problems = append(problems, s.scoreProblem(p))
		})
		if err != nil {
			return err
		}
		switch {
		case *asJSON:
			err = s.printJSON(map[string]any{"versions": found.Versions, "problems": problems})
		case found.Problems == 0:
			s.say("score.cli.clean", "n", found.Versions)
		default:
			for _, p := range problems {
				s.line(s.out, p.Words)
			}
			s.say("score.cli.found", "n", found.Versions, "problems", found.Problems)
		}
		if err == nil && found.Problems > 0 {
			return &silent{fault.Conflict}
		}
		return err
	}
	return c
}

// scoreProblem is one thing that is not as it should be.
type scoreProblem struct {
	Month   score.Month     `json:"month"`
	Version int             `json:"version,omitempty"`
	Unit    string          `json:"unit,omitempty"`
	Metric  report.MetricID `json:"metric,omitempty"`
	Words   string          `json:"words"`
	Key     string          `json:"key"`
}

func (s *shell) scoreProblem(p casework.ScoreProblem) scoreProblem {
	what, key := s.L.T(p.Key, p.Args...), "score.cli.problem"
	if p.Unit != "" {
		key = "score.cli.problem.unit"
	}
	metric := ""
	if words, err := report.WordsIn(s.L.Tag()); err == nil && p.Metric != "" {
		metric = words.T("metric." + string(p.Metric))
	}
	return scoreProblem{p.Month, p.Version, string(p.Unit), p.Metric, s.L.T(key, "month", string(p.Month), "version", p.Version, "what", what, "unit", p.Name, "metric", metric), p.Key}
}

// newScoreSheet puts a sheet from a file in force.
func newScoreSheet(s *shell) *cobra.Command {
	c := s.commandKey("sheet", "", "score.cli.sheet")
	c.Use += " FILE"
	c.Args = s.args("FILE")
	as := c.Flags().String("as", "", s.L.T("import.flag.as"))
	c.RunE = func(c *cobra.Command, args []string) error {
		raw, err := os.ReadFile(args[0])
		if err != nil {
			return fault.New(fault.Invalid, "import.fault.file", "file", args[0]).Because(err)
		}
		sheet, err := score.ParseSheet(raw)
		if err != nil {
			return err
		}
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		by, err := s.exporter(c.Context(), a, *as)
		if err != nil {
			return err
		}
		version, err := a.Casework().SaveScoreSheet(c.Context(), by, sheet)
		if err != nil {
			return err
		}
		s.say("score.sheet.saved", "version", version)
		return nil
	}
	return c
}
