package store

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"bihuan/domain/fault"
)

// turner turns the pages of rows sorted by some columns, which together tell any two of them apart.
type turner struct {
	columns    []string
	numbers    int // so many of the columns, the first ones, hold numbers
	descending bool
}

// turn is where a page begins: beyond a row, forwards or backwards. No keys: at the beginning.
type turn struct {
	Back bool     `json:"b,omitempty"`
	Keys []string `json:"k"`
}

// read refuses a cursor that is damaged or of another list.
func (t turner) read(cursor string) (turn, error) {
	var at turn
	if cursor == "" {
		return at, nil
	}
	bad := fault.NewInvalid("cursor", "fault.store.cursor")
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || json.Unmarshal(text, &at) != nil || len(at.Keys) != len(t.columns) {
		return at, bad
	}
	for i, key := range at.Keys {
		if _, err := strconv.ParseInt(key, 10, 64); i < t.numbers && err != nil || clean(key) != key {
			return at, bad
		}
	}
	return at, nil
}

// condition is the one on the columns; "" where a page begins at the beginning.
func (t turner) condition(b *builder, at turn) string {
	if len(at.Keys) == 0 {
		return ""
	}
	marks := make([]string, len(at.Keys))
	for i, key := range at.Keys {
		marks[i] = b.arg(key)
		if i < t.numbers {
			n, _ := strconv.ParseInt(key, 10, 64) // it was read before
			b.args[len(b.args)-1] = n
		}
	}
	beyond := ">"
	if t.descending != at.Back {
		beyond = "<"
	}
	return " AND (" + strings.Join(t.columns, ", ") + ") " + beyond + " (" + strings.Join(marks, ", ") + ")"
}

// order is the order in which a page is read.
func (t turner) order(at turn) string {
	direction := " ASC"
	if t.descending != at.Back {
		direction = " DESC"
	}
	return strings.Join(t.columns, direction+", ") + direction
}

// pages takes the one row more that was read to see whether there is one, and gives the cursors of
// the pages around.
func pages[T any](at turn, rows []T, limit int, keys func(*T) []string) (page []T, next, previous string) {
	more := len(rows) > limit
	rows = rows[:min(len(rows), limit)]
	if at.Back {
		slices.Reverse(rows)
	}
	if len(rows) == 0 {
		return nil, "", ""
	}
	if more || at.Back {
		next = turn{Keys: keys(&rows[len(rows)-1])}.cursor()
	}
	if more && at.Back || !at.Back && len(at.Keys) > 0 {
		previous = turn{Back: true, Keys: keys(&rows[0])}.cursor()
	}
	return rows, next, previous
}

func (t turn) cursor() string {
	text, err := json.Marshal(t)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(text)
}
