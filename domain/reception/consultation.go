package reception

import (
	"slices"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// Consultation is one time that a body met on matters: a joint meeting, the bureau's own, a unit's weekly study.
type Consultation struct {
	Entry
	Day     deadline.Day
	Unit    org.UnitID // whose it is
	Body    string     // who met, as the office names it
	Matters int        // so many were looked at
	Tasks   int        // so many tasks were set …
	Done    int        // … and so many of these are done
	Decided string
	Nos     []string // petitions that were among them
}

// Tidy takes blanks away, and numbers that stand twice.
func (c *Consultation) Tidy() {
	c.Body, c.Decided = strings.TrimSpace(c.Body), strings.TrimSpace(c.Decided)
	var nos []string
	for _, no := range c.Nos {
		if no = strings.TrimSpace(no); no != "" && !slices.Contains(nos, no) {
			nos = append(nos, no)
		}
	}
	c.Nos = nos
}

// Check says what is wrong with it.
func (c *Consultation) Check(today deadline.Day) error {
	var w wrong
	w.past("day", c.Day, today)
	w.when(c.Unit == "", "unit", "fault.reception.whose")
	w.when(c.Body == "", "body", "fault.reception.body")
	w.text("body", c.Body, mostName)
	w.when(c.Matters < 1 || c.Matters > mostCount, "matters", "fault.reception.matters", "most", mostCount)
	w.count("tasks", c.Tasks)
	w.count("done", c.Done)
	w.when(c.Done > c.Tasks, "done", "fault.reception.tasks_done")
	w.text("decided", c.Decided, mostText)
	w.when(len(c.Nos) > c.Matters && c.Matters > 0, "nos", "fault.reception.nos", "n", c.Matters)
	return fault.Join(w...)
}
