package deadline

import "slices"

// Calendar knows which days are worked. It never changes; the zero Calendar knows weekdays only.
type Calendar struct {
	years []Year

	// Of the days from first on, up to the last one that any notice names: whether they are
	// worked, and how many more days than plain weekdays were worked so far.
	first Day
	open  []bool
	moved []int32
	named map[Day]Special

	// codes are the holidays' code words by name, which the locale words under deadline.holiday.
	codes map[string]string
}

// With is the calendar with one more year, or with another notice for a year that it has.
func (c Calendar) With(year Year) Calendar {
	years := make([]Year, 0, len(c.years)+1)
	for _, y := range c.years {
		if y.Number != year.Number {
			years = append(years, y)
		}
	}
	year.Days = slices.Clone(year.Days)
	years = append(years, year)
	slices.SortFunc(years, func(a, b Year) int { return a.Number - b.Number })
	return build(years, c.codes)
}

func build(years []Year, codes map[string]string) Calendar {
	c := Calendar{years: years, named: map[Day]Special{}, codes: codes}
	var last Day
	for _, y := range years {
		for _, s := range y.Days {
			// A notice also moves days of the December before it; the later notice wins.
			c.named[s.Date] = s
			if c.first == 0 || s.Date < c.first {
				c.first = s.Date
			}
			last = max(last, s.Date)
		}
	}
	if c.first == 0 {
		return c
	}
	n := last.Sub(c.first) + 1
	c.open, c.moved = make([]bool, n), make([]int32, n)
	more := int32(0)
	for i := range n {
		d := c.first.Add(i)
		open := isWeekday(d)
		if s, ok := c.named[d]; ok && open == s.Off {
			open = !s.Off
			if open {
				more++
			} else {
				more--
			}
		}
		c.open[i], c.moved[i] = open, more
	}
	return c
}

// Working reports whether d is a working day: by the State Council's notice of its year, or by
// weekday where there is none.
func (c Calendar) Working(d Day) bool { return c.working(d) }

func (c *Calendar) working(d Day) bool {
	if i := uint32(d - c.first); i < uint32(len(c.open)) {
		return c.open[i]
	}
	return isWeekday(d)
}

// NextWorking is the first working day after d.
func (c Calendar) NextWorking(d Day) Day {
	for d++; !c.working(d); d++ {
	}
	return d
}

// PrevWorking is the last working day before d.
func (c Calendar) PrevWorking(d Day) Day {
	for d--; !c.working(d); d-- {
	}
	return d
}

// WorkingDaysBetween counts the working days after a up to and with b; negative if b is before a.
// It is what "2 working days left" and "3 working days late" count.
func (c Calendar) WorkingDaysBetween(a, b Day) int { return c.upTo(b) - c.upTo(a) }

// upTo counts the working days up to and with d.
func (c *Calendar) upTo(d Day) int {
	n := int(d)/7*5 + min(int(d)%7, 5)
	if len(c.moved) == 0 || d < c.first {
		return n
	}
	return n + int(c.moved[min(int(d-c.first), len(c.moved)-1)])
}

// Known reports whether the calendar has the notice for a year.
func (c Calendar) Known(year int) bool {
	_, ok := slices.BinarySearchFunc(c.years, year, func(y Year, n int) int { return y.Number - n })
	return ok
}

// Years lists the years whose notices the calendar has, in order.
func (c Calendar) Years() []int {
	numbers := make([]int, len(c.years))
	for i, y := range c.years {
		numbers[i] = y.Number
	}
	return numbers
}

// Year is the notice for a year.
func (c Calendar) Year(number int) (Year, bool) {
	for _, y := range c.years {
		if y.Number == number {
			y.Days = slices.Clone(y.Days)
			return y, true
		}
	}
	return Year{}, false
}

// unknown lists the years between two days, both included, for which there is no notice.
func (c *Calendar) unknown(from, to Day) []int {
	if from > to {
		return nil
	}
	var years []int
	for y := from.Year(); y <= to.Year(); y++ {
		if !c.Known(y) {
			years = append(years, y)
		}
	}
	return years
}

// isWeekday: 0001-01-01 was a Monday, so Monday to Friday leave 1 to 5.
func isWeekday(d Day) bool { return uint32(d)%7-1 < 5 }
