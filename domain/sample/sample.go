// Package sample holds one made county, its offices, its people and what its people write: the
// cast of the tests and of the demo. Everything in it is invented, and the same on every call.
// Area code 99 is given to no province, duty phones begin with 0000, and mobile numbers with 154,
// a range never handed out: none of them can reach or name anybody.
package sample

import (
	"embed"
	"encoding/csv"
	"fmt"
	"strings"
	"time"

	"bihuan/domain/org"
)

//go:embed data
var data embed.FS

// Code is the made county's area code.
const Code org.AreaCode = "990121"

// since is the day from which all posts are held, before anything that the sample tells.
func since() time.Time {
	return time.Date(2019, 1, 1, 0, 0, 0, 0, time.FixedZone("Asia/Shanghai", 8*60*60))
}

// row is a line of a data file by its column names.
type row map[string]string

// text reads an embedded file. The files are part of the program and tested, so one that does
// not read is a mistake in the program.
func text(name string) string {
	b, err := data.ReadFile("data/" + name)
	if err != nil {
		panic(fmt.Sprintf("sample: %v", err))
	}
	return string(b)
}

func table(name string) []row {
	lines, err := csv.NewReader(strings.NewReader(text(name))).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("sample: %s: %v", name, err))
	}
	rows := make([]row, 0, len(lines)-1)
	for _, line := range lines[1:] {
		r := row{}
		for i, column := range lines[0] {
			r[column] = line[i]
		}
		rows = append(rows, r)
	}
	return rows
}
