package page

import "strconv"

// TrackView is the picture beside the clocks: days from left to right. It is decoration: all it
// shows stands in words in the clocks and the ladder. Places are whole days counted from the left.
type TrackView struct {
	Days       int // width
	Today      int // below 0: not shown
	TodayWords string
	Bars       []TrackBar
	Steps      []TrackStep
	Off        []TrackBand // holidays of some length
	Ticks      []TrackTick
}

// TrackBar is one clock from its start to its end.
type TrackBar struct {
	From, To int
	Words    string // 诺　10月8日
}

// TrackStep is one week of the ladder. Standing is past, now or next.
type TrackStep struct {
	From, To int
	Words    string
	Standing string
}

// TrackBand is a stretch of days off.
type TrackBand struct {
	From, To int
	Words    string
}

// TrackTick is a day named below the line.
type TrackTick struct {
	At    int
	Words string
}

// x is the place of a day, as a percentage of the width.
func (t TrackView) x(day int) string {
	if t.Days <= 0 {
		return "0%"
	}
	share := float64(min(max(day, 0), t.Days)) * 100 / float64(t.Days)
	return strconv.FormatFloat(share, 'f', 2, 64) + "%"
}

func (t TrackView) width(from, to int) string { return TrackView{Days: t.Days}.x(to - from) }

// doneTo is how far a bar is filled: to today, if today lies on it.
func (t TrackView) doneTo(b TrackBar) int { return min(max(t.Today, b.From), b.To) }

// anchor keeps the words of a tick inside the picture.
func (t TrackView) anchor(day int) string {
	switch {
	case day*10 < t.Days:
		return "start"
	case day*10 > t.Days*9:
		return "end"
	}
	return "middle"
}

func (t TrackView) height() int { return t.base() + 26 }

// top is where the bars begin: below the ladder when there is one.
func (t TrackView) top() int {
	if len(t.Steps) == 0 {
		return 48
	}
	return 84
}

func (t TrackView) barY(i int) int { return t.top() + 36*i }

// base is the height of the line of days.
func (t TrackView) base() int { return t.top() + 36*max(len(t.Bars), 1) - 6 }

func px(n int) string { return strconv.Itoa(n) }

// barAnchor keeps the words of a bar's end inside the picture.
func (t TrackView) barAnchor(b TrackBar) string {
	if b.To*3 < t.Days {
		return "start"
	}
	return "end"
}

// below is where the line of today goes on: it never runs through the words of the ladder.
func (t TrackView) below() int {
	if len(t.Steps) == 0 {
		return 30
	}
	return 54
}
