package casework

import (
	"context"
	"io"
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/store"
)

// Portal is what the public site can reach: the petitioner's own verbs, each on a matter whose
// number and query code were shown, and no other.
type Portal struct{ c *Casework }

// Portal gives the petitioner's verbs.
func (c *Casework) Portal() *Portal { return &Portal{c: c} }

// everything is the scope in which the public site reads; which matter may be shown to whom is
// decided by number and code, not by it.
func (p *Portal) everything() org.Scope { return org.Scope{County: p.c.db.County(), All: true} }

func (p *Portal) petitioner() org.Officer { return org.ThePetitioner(p.c.db.County()) }

// Check says what is wrong with a record before it is filed.
func (p *Portal) Check(record petition.Record, now time.Time) error {
	_, err := p.c.Rules().Decide(&petition.Petition{}, p.petitioner(), now, &petition.RegisteredData{Record: record})
	return err
}

// File takes a matter in. once names the form, so that a second press of the button finds the first
// one's number; from is the address that it came from, of which too many in an hour are put off.
func (p *Portal) File(ctx context.Context, record petition.Record, once, from string) (Receipt, error) {
	if err := p.c.throttle(ctx, filing, from); err != nil {
		return Receipt{}, err
	}
	return p.c.Register(ctx, p.petitioner(), record, once)
}

// Attach keeps a file that is handed in with a form.
func (p *Portal) Attach(ctx context.Context, from, name string, content io.Reader) (petition.Attachment, error) {
	if err := p.c.throttle(ctx, uploading, from); err != nil {
		return petition.Attachment{}, err
	}
	return p.c.Attach(ctx, name, content)
}

// Open shows whether the code is that of the number, and gives the number in its form. An unknown
// number and a wrong code get the same answer. Wrong ones are throttled; see tryCode.
func (p *Portal) Open(ctx context.Context, no, code, from string) (string, error) {
	no = petition.TidyNumber(no, org.AreaCode(p.c.db.County()))
	// The hash is made for an unknown number too, so that both take the same time.
	hash := p.c.vault.HashCode(petition.TidyQueryCode(code))
	err := p.c.tryCode(ctx, no, from, func(tx *store.Tx) (bool, error) {
		_, err := tx.Reader(p.everything()).ByQueryCode(ctx, no, hash)
		if err != nil && fault.KindOf(err) == fault.NotFound {
			return false, nil
		}
		return err == nil, err
	})
	if err != nil {
		return "", err
	}
	return no, nil
}

// View is the matter as its petitioner sees it now.
func (p *Portal) View(ctx context.Context, no string, now time.Time) (*Sight, error) {
	r := p.c.db.Reader(p.everything())
	book, err := r.Directory(ctx)
	if err != nil {
		return nil, err
	}
	s := &sighting{rules: p.c.Rules(), book: book, today: deadline.DayOf(now)}
	if s.own, err = readMatter(ctx, r, no); err != nil {
		return nil, err
	}
	if s.own.p.Merger != nil {
		if err := p.follow(ctx, r, s); err != nil {
			return nil, err
		}
	}
	sight := s.sight()
	sight.Week = p.c.weekly(s.own.p, sight.Deeds, s.today)
	if sight.Letters, err = p.Letters(ctx, no); err != nil {
		return nil, err
	}
	sight.Looks, err = looks(ctx, r, no)
	return sight, err
}

// follow reads the matter that this one was merged into, and what of it must not be shown.
func (p *Portal) follow(ctx context.Context, r *store.Reader, s *sighting) error {
	master, err := readMatter(ctx, r, s.own.p.Merger.Master)
	if err != nil {
		return err
	}
	open, err := r.PetitionOpen(ctx, master.p.No)
	if err != nil {
		return err
	}
	for _, who := range open.Record.Petitioners {
		for _, secret := range []string{who.Name.Reveal(), who.Phone.Reveal(), who.ID.Reveal(), who.Address.Reveal()} {
			if secret != "" && secret != string(personal.Unclear) {
				s.hide = append(s.hide, secret)
			}
		}
	}
	// The longest first, so that no part of one stays behind.
	slices.SortFunc(s.hide, func(a, b string) int { return len(b) - len(a) })
	s.master = &master
	return nil
}

func readMatter(ctx context.Context, r *store.Reader, no string) (matter, error) {
	p, err := r.Petition(ctx, no)
	if err != nil {
		return matter{}, err
	}
	events, err := r.Events(ctx, no, 1)
	return matter{p: p, events: events}, err
}

// act does one of the petitioner's acts.
func (p *Portal) act(ctx context.Context, no string, d petition.Data) error {
	_, err := p.c.Act(ctx, p.petitioner(), no, 0, d)
	return err
}

// AddMaterial adds words and files to the record.
func (p *Portal) AddMaterial(ctx context.Context, no, text string, files []petition.Attachment) error {
	return p.act(ctx, no, &petition.MaterialAdded{Text: text, Attachments: files})
}

// Rate judges bureau and unit, apart.
func (p *Portal) Rate(ctx context.Context, no string, bureau, unit petition.Marking, words string) error {
	return p.act(ctx, no, &petition.Rated{Bureau: bureau, Unit: unit, Words: words})
}

// AskReview asks the next higher body to look at the reply again.
func (p *Portal) AskReview(ctx context.Context, no, body, reasons string) error {
	return p.act(ctx, no, &petition.ReviewRequested{Body: body, Reasons: reasons})
}

// AskRereview asks for the second and last review.
func (p *Portal) AskRereview(ctx context.Context, no, body, reasons string) error {
	return p.act(ctx, no, &petition.RereviewRequested{Body: body, Reasons: reasons})
}

// Withdraw records the wish to withdraw; the bureau calls before anything ends.
func (p *Portal) Withdraw(ctx context.Context, no, words string) error {
	return p.act(ctx, no, &petition.WithdrawalRequested{Words: words})
}

// Reopen takes the matter up again within the window.
func (p *Portal) Reopen(ctx context.Context, no string, reason petition.ReopenReason, words string) error {
	return p.act(ctx, no, &petition.ReopenedData{Reason: reason, Words: words})
}

// Paper opens a file that the petitioner was given or handed in.
func (p *Portal) Paper(ctx context.Context, no, hash string, now time.Time) (petition.Attachment, io.ReadCloser, error) {
	sight, err := p.View(ctx, no, now)
	if err != nil {
		return petition.Attachment{}, nil, err
	}
	files := sight.Own
	for _, paper := range sight.Papers {
		files = append(files, paper.Files...)
	}
	i := slices.IndexFunc(files, func(a petition.Attachment) bool { return a.Hash == hash })
	if i < 0 {
		return petition.Attachment{}, nil, fault.New(fault.NotFound, "fault.petition.not_found")
	}
	content, err := p.c.Content(ctx, files[i])
	return files[i], content, err
}
