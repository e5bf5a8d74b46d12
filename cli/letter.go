package cli

import (
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"bihuan/app"
	"bihuan/casework"
	"bihuan/domain/document"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// newLetter is about letters: what kinds there are, how one would look, whether a file is one.
func newLetter(s *shell) *cobra.Command {
	return s.family(s.commandKey("letter", groupWork, "cli.letter"), newLetterKinds(s), newLetterPreview(s), newLetterVerify(s))
}

// letterKind is a form as a program reads it.
type letterKind struct {
	Kind    string   `json:"kind"`
	Name    string   `json:"name"`
	English string   `json:"english"`
	Version int      `json:"version"`
	Format  string   `json:"format"`
	From    string   `json:"from"`
	To      string   `json:"to"`
	Sign    []string `json:"sign,omitempty"` // posts; none: who drafts it issues it
	Answer  *answer  `json:"answer,omitempty"`
	Fields  []string `json:"fields,omitempty"`
}

type answer struct {
	N        int  `json:"n"`
	Workdays bool `json:"workdays"`
}

// newLetterKinds lists the kinds of letters, the county's own among them.
func newLetterKinds(s *shell) *cobra.Command {
	c := s.commandKey("kinds", "", "cli.letter.kinds")
	c.Args = s.args()
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		forms := a.Casework().Forms().All()
		if *asJSON {
			kinds := make([]letterKind, len(forms))
			for i := range forms {
				kinds[i] = kindOf(&forms[i])
			}
			return s.printJSON(kinds)
		}
		var t table
		t.add(s.L.T("cli.letter.kinds.kind"), s.L.T("cli.letter.kinds.name"), s.L.T("cli.letter.kinds.format"), s.L.T("cli.letter.kinds.way"),
			s.L.T("cli.letter.kinds.sign"), s.L.T("cli.letter.kinds.answer"))
		for i := range forms {
			f := &forms[i]
			t.add(string(f.Kind), f.Label().In(s.L.Tag()), s.L.T("cli.letter.format."+string(f.Format)),
				s.L.T("cli.letter.party."+string(f.From))+" → "+s.L.T("cli.letter.party."+string(f.To)), s.signers(f), s.answerTerm(f.Answer))
		}
		return t.print(s.out, "")
	}
	return c
}

func kindOf(f *letter.Form) letterKind {
	k := letterKind{Kind: string(f.Kind), Name: f.Name, English: f.English, Version: f.Version, Format: string(f.Format), From: string(f.From), To: string(f.To)}
	if !f.ByAct {
		for _, post := range f.Sign {
			k.Sign = append(k.Sign, string(post))
		}
	}
	if f.Answer.N > 0 {
		k.Answer = &answer{f.Answer.N, f.Answer.Workdays}
	}
	for _, field := range f.Fields {
		k.Fields = append(k.Fields, field.Name)
	}
	return k
}

// signers are the posts that sign, in words.
func (s *shell) signers(f *letter.Form) string {
	if f.ByAct {
		return s.L.T("cli.letter.sign.act")
	}
	var posts []string
	for _, post := range f.Sign {
		posts = append(posts, s.L.T("org.post."+string(post)))
	}
	return s.L.List(posts)
}

func (s *shell) answerTerm(t letter.Term) string {
	switch {
	case t.N == 0:
		return ""
	case t.Workdays:
		return s.L.T("cli.letter.workdays", "n", t.N)
	}
	return s.L.T("cli.letter.days", "n", t.N)
}

// newLetterPreview shows how a letter about a matter would look. Nothing is written down.
func newLetterPreview(s *shell) *cobra.Command {
	c := s.commandKey("preview", "", "cli.letter.preview")
	c.Use += " KIND"
	c.Args = s.args("KIND")
	no := c.Flags().String("petition", "", s.L.T("cli.letter.flag.petition"))
	output := c.Flags().StringP("output", "o", "", s.L.T("cli.letter.flag.output"))
	sets := c.Flags().StringArray("set", nil, s.L.T("cli.letter.flag.set"))
	to := c.Flags().String("to", "", s.L.T("cli.letter.flag.to"))
	as := c.Flags().String("as", "", s.L.T("import.flag.as"))
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		format := strings.TrimPrefix(strings.ToLower(filepath.Ext(*output)), ".")
		switch {
		case *no == "":
			return fault.New(fault.Invalid, "cli.letter.fault.petition")
		case format != "pdf" && format != "docx":
			return fault.New(fault.Invalid, "cli.letter.fault.output")
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
		n := casework.NewLetter{Kind: letter.Kind(args[0]), Nos: []string{tidyNumber(a, *no)}, To: org.UnitID(*to)}
		d, values, err := a.Casework().Preview(c.Context(), by, n)
		if err != nil {
			return err
		}
		if len(*sets) > 0 {
			if n.Values, err = filledIn(a, n.Kind, values, *sets); err != nil {
				return err
			}
			if d, _, err = a.Casework().Preview(c.Context(), by, n); err != nil {
				return err
			}
		}
		pages, err := a.Press().Pages(d)
		if err != nil {
			return err
		}
		_, err = s.exportTo(*output, func(w io.Writer) (int, error) { return pages, printLetter(a, w, format, d) })
		switch {
		case err != nil:
			return err
		case *asJSON:
			return s.printJSON(map[string]any{"file": *output, "title": d.Title, "pages": pages})
		}
		s.say("cli.letter.preview.done", "file", *output, "title", strings.Join(strings.Fields(d.Title), ""), "n", pages)
		return nil
	}
	return c
}

func printLetter(a *app.App, w io.Writer, format string, d document.Document) error {
	if format == "docx" {
		return a.Press().DOCX(w, d)
	}
	return a.Press().PDF(w, d)
}

// tidyNumber is a petition's number however it was typed.
func tidyNumber(a *app.App, typed string) string {
	return petition.TidyNumber(typed, org.AreaCode(a.DB().County()))
}

// filledIn puts what was given over what the form fills in itself.
func filledIn(a *app.App, kind letter.Kind, values letter.Values, sets []string) (letter.Values, error) {
	form, _ := a.Casework().Forms().Form(kind)
	own := letter.Values{}
	for name, value := range values {
		own[name] = value
	}
	for _, set := range sets {
		name, value, ok := strings.Cut(set, "=")
		if !ok || form.Field(name) == nil {
			var names []string
			for _, f := range form.Fields {
				names = append(names, f.Name)
			}
			return nil, fault.New(fault.Invalid, "cli.letter.fault.set", "set", set, "fields", names)
		}
		own[name] = value
	}
	return own, nil
}
