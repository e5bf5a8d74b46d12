package measure

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/find/likeness"
)

// Table reads a table with a heading: a row is its cells by column. A column of need may have several
// names, parted by |, of which one must be there; it is found under the first. Wrong tables are Invalid.
func Table(r io.Reader, file string, need ...string) ([]map[string]string, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	in.LazyQuotes = true
	heading, err := in.Read()
	if err != nil {
		return nil, fault.New(fault.Invalid, "cli.eval.fault.empty", "file", file).Because(err)
	}
	for i := range heading {
		heading[i] = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(heading[i], "\ufeff")))
	}
	for _, names := range need {
		first, _, _ := strings.Cut(names, "|")
		at := slices.IndexFunc(heading, func(have string) bool { return slices.Contains(strings.Split(names, "|"), have) })
		if at < 0 {
			return nil, fault.New(fault.Invalid, "cli.eval.fault.column", "file", file, "column", first)
		}
		heading[at] = first
	}
	var rows []map[string]string
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "cli.eval.fault.table", "file", file, "row", fmt.Sprint(len(rows)+2)).Because(err)
		}
		row := map[string]string{}
		for i, cell := range cells[:min(len(cells), len(heading))] {
			row[heading[i]] = strings.TrimSpace(cell)
		}
		rows = append(rows, row)
	}
}

// Messages reads messages: id, title, detail; user and time when they are there.
func Messages(r io.Reader, file string) ([]Message, error) {
	rows, err := Table(r, file, "id|message_id|no", "title|subject", "detail|text|facts|body")
	if err != nil {
		return nil, err
	}
	var all []Message
	for _, row := range rows {
		if row["id"] == "" {
			continue
		}
		all = append(all, Message{ID: row["id"], Person: row["user"], At: moment(row["time"]),
			Text: likeness.Text{Key: row["id"], Subject: row["title"], Body: row["detail"]}})
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, "cli.eval.fault.empty", "file", file)
	}
	return all, nil
}

// moment reads a time in one of the ways in which tables write it; the zero time when it is none.
func moment(text string) time.Time {
	for _, form := range []string{time.DateTime, "2006-01-02 15:04", "2006/1/2 15:04:05", "2006/1/2 15:04", time.RFC3339, time.DateOnly, "2006/1/2"} {
		if at, err := time.Parse(form, text); err == nil {
			return at
		}
	}
	return time.Time{}
}

// ReadGroups reads which message is of which group.
func (j *Judged) ReadGroups(r io.Reader, file string) error {
	rows, err := Table(r, file, "group_id|group", "message_id|id")
	if err != nil {
		return err
	}
	j.Groups = map[string][]string{}
	for _, row := range rows {
		j.Groups[row["group_id"]] = append(j.Groups[row["group_id"]], row["message_id"])
	}
	return nil
}

// ReadDifferent reads which message looks like a group's and is not.
func (j *Judged) ReadDifferent(r io.Reader, file string) error {
	rows, err := Table(r, file, "group_id|group", "message_id|id")
	for _, row := range rows {
		j.Different = append(j.Different, [2]string{row["group_id"], row["message_id"]})
	}
	return err
}

// ReadUnsure reads what is left out.
func (j *Judged) ReadUnsure(r io.Reader, file string) error {
	rows, err := Table(r, file, "group_id|group", "other_group_id", "message_id|id")
	for _, row := range rows {
		j.Unsure = append(j.Unsure, [3]string{row["group_id"], row["other_group_id"], row["message_id"]})
	}
	return err
}

// Keep leaves what is judged of the messages that are there, and groups of two and more; it says how many
// judgements were of others.
func (j *Judged) Keep(messages []Message) (others int) {
	there := map[string]bool{}
	for _, m := range messages {
		there[m.ID] = true
	}
	for group, members := range j.Groups {
		kept := slices.DeleteFunc(members, func(id string) bool { return !there[id] })
		others += len(members) - len(kept)
		if j.Groups[group] = kept; len(kept) < 2 {
			delete(j.Groups, group)
		}
	}
	was := len(j.Different)
	j.Different = slices.DeleteFunc(j.Different, func(d [2]string) bool { return !there[d[1]] || j.Groups[d[0]] == nil })
	return others + was - len(j.Different)
}
