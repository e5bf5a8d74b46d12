package casework

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/petition"
	"bihuan/paper/press"
	"bihuan/store"
)

// mostPictures is how many bytes of pictures one case file holds at most: it is made in memory.
const mostPictures = 200 << 20

// enclosed is an attachment with where it came from.
type enclosed struct {
	petition.Attachment
	from string
	at   time.Time
}

// attachments lists the matter's attachments, and puts pictures on pages of their own. Without a reason
// none comes along.
func (f *caseFile) attachments(ctx context.Context) error {
	list := f.enclosures()
	if len(list) == 0 {
		return nil
	}
	w := &f.words
	t := &document.Table{Head: w.AttachmentsHead, Widths: []float64{1.2, 8, 4, 3}, Align: []string{"center"}}
	var pictures []entry
	room := int64(mostPictures)
	for i, a := range list {
		become := w.Listed
		switch {
		case !f.bound.Plain:
			become = w.Closed
		case (a.Type == "image/jpeg" || a.Type == "image/png") && a.Size <= room:
			picture, err := f.picture(ctx, i+1, a)
			if err != nil {
				return err
			}
			become = w.Damaged
			if f.desk.Press.Draws(picture) {
				become = w.Bound
				room -= a.Size
				pictures = append(pictures, entry{title: picture.Caption, on: a.at, sheet: press.Sheet{Picture: &picture}})
			}
		}
		name := f.say(a.Name) + "\n" + put(w.Hash, "hash", parted(a.Hash))
		t.Rows = append(t.Rows, []string{put("{n}", "n", i+1), name, strings.TrimSpace(a.from + " " + isoDay(deadline.DayOf(a.at))), become})
	}
	f.add(entry{title: w.Attachments, on: f.now}, document.Document{Format: document.Record, Title: w.Attachments,
		Blocks: []document.Block{{Kind: document.Rows, Table: t}}})
	f.entries = append(f.entries, pictures...)
	f.bound.Pictures, f.bound.Listed = len(pictures), len(list)-len(pictures)
	return nil
}

// enclosures are the files that the events name, each once, in the order in which they came.
func (f *caseFile) enclosures() []enclosed {
	var all []enclosed
	seen := map[string]bool{}
	for _, e := range f.events {
		for _, a := range store.AttachmentsOf(e.Data) {
			if !seen[a.Hash] {
				seen[a.Hash] = true
				all = append(all, enclosed{Attachment: a, from: f.word("event", string(e.Kind)), at: e.At})
			}
		}
	}
	for i := range all { // what a word of an event would name is not said here
		before, _, _ := strings.Cut(all[i].from, "{")
		all[i].from = before
	}
	return all
}

func (f *caseFile) picture(ctx context.Context, n int, a enclosed) (document.Image, error) {
	content, err := f.c.Content(ctx, a.Attachment)
	if err != nil {
		return document.Image{}, err
	}
	defer func() { _ = content.Close() }()
	data, err := io.ReadAll(io.LimitReader(content, MaxAttachment))
	if err != nil {
		return document.Image{}, fmt.Errorf("reading attachment %d: %w", n, err)
	}
	return document.Image{Type: a.Type, Data: data, Caption: put(f.words.Caption, "n", n, "name", a.Name)}, nil
}

// parted is a hash in groups, so that it can be compared, and breaks over lines.
func parted(hash string) string {
	var groups []string
	for len(hash) > 8 {
		groups, hash = append(groups, hash[:8]), hash[8:]
	}
	return strings.Join(append(groups, hash), " ")
}
