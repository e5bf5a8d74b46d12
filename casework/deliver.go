package casework

import (
	"context"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/notify"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/store"
)

// Line is what one message says, for a catalogue to word: a key with its arguments.
type Line struct {
	Key  string
	Args []any
	No   string
	Path string // below the office's addresses, of what it is about if that is no petition
}

// LineOf makes a message's topic and facts into a line, in the language of a tag: units and days are
// looked up, what a clock is called as well. It holds no personal data, for it may leave the house.
func LineOf(book *store.Directory, rules petition.Rules, tag string, topic notify.Topic, no string, facts store.Facts) Line {
	args := []any{"no", no}
	for name, value := range facts {
		switch name {
		case "unit":
			args = append(args, name, book.UnitShort(org.UnitID(value)))
		case "due", "week_of", "day":
			if day, err := deadline.ParseDay(value); err == nil {
				args = append(args, name, day)
			}
		case "rule":
			ver, _ := strconv.Atoi(facts["ver"])
			if rule, ok := rules.Policies.Rule(value, ver); ok {
				args = append(args, name, rule.Name.In(tag))
			}
		case "n", "week":
			n, _ := strconv.Atoi(value)
			args = append(args, name, n)
		case "at":
			if ms, err := strconv.ParseInt(value, 10, 64); err == nil {
				args = append(args, name, time.UnixMilli(ms))
			}
		default:
			args = append(args, name, value)
		}
	}
	line := Line{Key: "notify." + strings.ReplaceAll(string(topic), ":", "."), Args: args, No: no}
	if id := facts["edition"]; id != "" {
		line.Path = "/editions/" + id
	}
	return line
}

// digestLines is how many messages a digest tells one by one.
const digestLines = 20

// Outgoing is a delivery with all that is needed to carry it.
type Outgoing struct {
	store.Delivery
	Address string      // an e-mail address or a phone number
	To      store.Robot // or the robot
	Lines   []Line      // what it says; several in a digest
	More    int         // messages of a digest that are not told one by one
	File    *File       // that goes with it, by mail
}

// File is a file that leaves the house with a message.
type File struct {
	Name string
	Data []byte
}

// Outgoing finds what a delivery says and where it goes, when it is about to be sent. None: there is
// nothing to send any more, because it was sent, or was read, or its reader has left.
func (c *Casework) Outgoing(ctx context.Context, id, tag string) (*Outgoing, error) {
	book, err := c.db.Directory(ctx)
	if err != nil {
		return nil, err
	}
	var out *Outgoing
	err = c.db.Do(ctx, "carry a message out", func(tx *store.Tx) error {
		out = nil
		d, err := tx.Delivery(ctx, id)
		if err != nil || d.State != store.DeliveryWaits {
			return err
		}
		o := &Outgoing{Delivery: d}
		if o.Lines, o.More, err = c.lines(ctx, tx, book, d, tag); err != nil {
			return err
		}
		why, err := c.address(ctx, tx, book, o)
		if err != nil {
			return err
		}
		if len(o.Lines) == 0 {
			why = "read"
		}
		if why != "" {
			return tx.Delivered(ctx, id, store.DeliveryDropped, why)
		}
		out = o
		return nil
	})
	if err == nil && out != nil {
		out.File, err = c.editionFile(ctx, out.Delivery, tag)
	}
	return out, err
}

// Digest is the topic of a day's digest.
const Digest notify.Topic = "digest"

func (c *Casework) lines(ctx context.Context, tx *store.Tx, book *store.Directory, d store.Delivery, tag string) ([]Line, int, error) {
	if d.Topic != Digest {
		return []Line{LineOf(book, c.Rules(), tag, d.Topic, d.No, d.Args)}, 0, nil
	}
	list, err := tx.Digest(ctx, d.Person, d.ID, 1000)
	if err != nil {
		return nil, 0, err
	}
	var lines []Line
	for _, m := range list[:min(len(list), digestLines)] {
		lines = append(lines, LineOf(book, c.Rules(), tag, m.Topic, m.No, m.Args))
	}
	return lines, len(list) - len(lines), nil
}

// address finds where a delivery goes, or says why nowhere.
func (c *Casework) address(ctx context.Context, tx *store.Tx, book *store.Directory, o *Outgoing) (why string, err error) {
	switch {
	case o.Robot != "":
		if o.To, err = c.db.Robot(ctx, o.Robot); fault.KindOf(err) == fault.NotFound && err != nil || err == nil && !o.To.Closed.IsZero() {
			return "closed", nil
		}
		return "", err
	case o.Person != "":
		who, _ := book.Person(o.Person)
		if len(book.Officers(o.Person, tx.Now)) == 0 {
			return "left", nil
		}
		if o.Address = who.Email; o.Channel == ChannelSMS {
			o.Address = personal.Phone(who.Phone).Normal()
		}
	default:
		p, err := tx.LoadOpen(ctx, o.No, org.Scope{County: tx.County(), All: true})
		if err != nil {
			return "", err
		}
		if o.N < len(p.Record.Petitioners) {
			o.Address = p.Record.Petitioners[o.N].Phone.Normal()
		}
		if !p.Bulletin || !mobile(o.Address) {
			return "unwanted", nil
		}
	}
	if o.Address == "" {
		return "address", nil
	}
	return "", nil
}

// Delivered writes down how a try to carry a message out went.
func (c *Casework) Delivered(ctx context.Context, id string, state store.DeliveryState, why string) error {
	return c.db.Do(ctx, "write down a delivery", func(tx *store.Tx) error {
		return tx.Delivered(ctx, id, state, why)
	})
}
