package docx

import "strings"

// attachments writes their names 7.3.4: a blank line below the body, two characters in, numbered if
// there are several, with no mark after them; what goes on in a second line stands below the name.
func (m *maker) attachments() {
	var names []string
	for _, name := range m.doc.Attachments {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	head := ems(m.words.Attachments)
	for i, name := range names {
		number := ""
		if len(names) > 1 {
			number = itoa(i+1) + ". "
		}
		hang := ems(number)
		p := para{style: "Attachments", keep: m.tailed() && (len(names) <= longTail || i == len(names)-1), breaks: m.turn()}
		p.indent = &indent{left: chars(2 + head + hang), first: -chars(hang)}
		text := number + name
		if i == 0 {
			p.indent.first -= chars(head)
			text = m.words.Attachments + text
		} else {
			p.before = new(0)
		}
		m.add(p, run{text: text})
	}
}

// sign writes the issuing office and the date 7.3.5.
func (m *maker) sign() {
	s := m.doc.Sign
	if s == nil {
		return
	}
	before := pitch
	if s.Seal {
		before = 2 * pitch // the seal hangs over both lines; its top is within one line of the text
	}
	fromUnit, fromDate := placed(ems(s.Unit), ems(s.Date), s.Seal)
	after := m.doc.Note != "" || m.footed()
	if s.Unit != "" {
		m.add(para{
			style: "Unit", keep: s.Date != "" || after, breaks: m.turn(), before: &before,
			indent: &indent{right: chars(fromUnit)},
		}, run{text: s.Unit})
		before = 0
	}
	if s.Date != "" {
		m.add(para{
			style: "Date", keep: after, breaks: m.turn(), before: &before, indent: &indent{right: chars(fromDate)},
		}, run{text: s.Date})
	}
}

// placed is how many characters from the right the unit and the date end. With a seal 7.3.5.1 the date
// ends four from the right and the unit is centred above it. Without one 7.3.5.2 the unit ends two from
// the right and the date begins two to the right of it; a longer date ends there instead, and the unit
// yields.
func placed(unit, date float64, seal bool) (fromUnit, fromDate float64) {
	switch {
	case seal:
		return max(0, 4+(date-unit)/2), 4
	case date > unit:
		return 4 + date - unit, 2
	}
	return 2, unit - date
}

// note writes the note 7.3.6 in brackets, in the line below the date.
func (m *maker) note() {
	note := strings.TrimSpace(m.doc.Note)
	if note == "" {
		return
	}
	if !strings.HasPrefix(note, m.words.Open) {
		note = m.words.Open + note + m.words.Close
	}
	m.add(para{style: "Note", keep: m.footed(), breaks: m.turn()}, run{text: note})
}
