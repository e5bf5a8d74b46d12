package sample

import (
	"math/rand/v2"
	"slices"
	"strings"

	"bihuan/domain/org"
)

// Matter is a made petition in plain words. Codes of channel, purpose and flags are those of
// domain/petition, which this package does not import so that petition's tests can use it.
type Matter struct {
	Subject   string
	Demands   []string
	Facts     string
	Purpose   string
	Category  string
	Place     org.AreaCode
	PlaceName string
	Channel   string
	Persons   int // present or signing
	Concerned int // persons concerned, 0 if not known
	Flags     []string
	Accused   []org.UnitID // an accusation's units
	Unit      org.UnitID   // who would answer for it

	// The petitioner. An anonymous one has no name; phone, ID and occupation are left or not.
	Name, Phone, ID, Address, Occupation string

	Again int // the earlier matter, counted from 1, that the same petitioner raises again
	Same  int // the earlier matter, counted from 1, that another petitioner raises too
}

// Matters makes n petitions. The same seed gives the same ones, and the first of many are the
// same as those of few.
func Matters(seed uint64, n int) []Matter {
	w := newWriter(seed)
	all := make([]Matter, 0, n)
	for len(all) < n {
		all = append(all, w.matter())
	}
	return all
}

// How many in a thousand: raised again, raised by others too, anonymous, and the flags.
const (
	again        = 40
	same         = 40
	anonymous    = 15
	urgent       = 15
	danger       = 60 // of those in hardship
	confidential = 15
	spans        = 20
	separated    = 15
	noPhone      = 80
	noID         = 350
	noOccupation = 500
)

// writer writes petitions one after another.
type writer struct {
	r         *rand.Rand
	templates []template
	slots     slots
	land      land
	names     names
	units     map[string]org.UnitID // usual unit by category
	deck      []int                 // templates still to be used before any comes again
	past      []past
	againSay  []string
}

// past is what a later petition on the same matter needs of an earlier one.
type past struct {
	matter   Matter
	template template
	bind     *binding
}

func newWriter(seed uint64) *writer {
	w := &writer{
		r: rand.New(rand.NewPCG(seed, 0x71796e)), templates: readTemplates(), slots: readSlots(),
		land: newLand(County()), names: newNames(), units: map[string]org.UnitID{},
		againSay: readPhrases()["again"],
	}
	for _, c := range Categories() {
		w.units[c.Code] = c.Unit
	}
	return w
}

func (w *writer) chance(perMille int) bool { return w.r.IntN(1000) < perMille }

func (w *writer) matter() Matter {
	if len(w.past) > 20 {
		i := w.r.IntN(len(w.past))
		before := w.past[i]
		repeatable := before.matter.Name != "" && before.matter.Again == 0 && before.matter.Purpose != "accusation"
		switch dice := w.r.IntN(1000); {
		case dice < again && repeatable:
			return w.keep(w.again(before, i+1), before.template, before.bind)
		case dice < again+same && repeatable:
			b := before.bind.neighbour()
			m := w.write(before.template, b)
			m.Same = i + 1
			return w.keep(m, before.template, b)
		}
	}
	t := w.draw()
	b := w.bind(t)
	return w.keep(w.write(t, b), t, b)
}

func (w *writer) keep(m Matter, t template, b *binding) Matter {
	w.past = append(w.past, past{m, t, b})
	return m
}

// draw takes templates like cards, so that each is used once before any comes a second time.
func (w *writer) draw() template {
	if len(w.deck) == 0 {
		w.deck = w.r.Perm(len(w.templates))
	}
	t := w.templates[w.deck[0]]
	w.deck = w.deck[1:]
	return t
}

func (w *writer) bind(t template) *binding {
	v := w.land.pick(w.r, t.where)
	return &binding{r: w.r, slots: w.slots, place: v, bound: map[string]string{
		"place": v.full(), "town": v.town.Name, "village": v.village.Name,
	}}
}

func (w *writer) write(t template, b *binding) Matter {
	m := Matter{
		Subject: b.fill(t.subjects[w.r.IntN(len(t.subjects))]), Facts: b.fill(t.facts),
		Purpose: t.purpose, Category: t.category, Place: b.place.code(t.where), Unit: w.units[t.category],
	}
	m.PlaceName = b.place.full()
	if t.where == town {
		m.PlaceName = b.place.town.Name
	}
	for _, d := range t.demands {
		m.Demands = append(m.Demands, b.fill(d))
	}
	if m.Unit == "" {
		m.Unit = b.place.unit
	}
	if m.Purpose == "accusation" {
		m.Flags = append(m.Flags, "accusation")
		m.Accused = []org.UnitID{b.place.unit}
		if v := b.place.committee; v != "" && t.where != town {
			m.Accused = append(m.Accused, v)
		}
	}
	w.petitioner(&m, b, t)
	m.Channel = w.channel(m)
	w.persons(&m)
	w.flags(&m)
	return m
}

// again is the same petitioner with the same matter, by another way and in somewhat other words.
func (w *writer) again(before past, number int) Matter {
	m := before.matter
	m.Demands, m.Flags = slices.Clone(m.Demands), slices.Clone(m.Flags)
	subject := before.bind.fill(before.template.subjects[w.r.IntN(len(before.template.subjects))])
	m.Subject = strings.ReplaceAll(w.againSay[w.r.IntN(len(w.againSay))], "{subject}", subject)
	m.Channel, m.Again, m.Same = w.channel(m), number, 0
	w.persons(&m)
	return m
}

func (w *writer) petitioner(m *Matter, b *binding, t template) {
	if w.chance(anonymous) {
		m.Phone, m.Address = "", ""
		return
	}
	home := *b // another petitioner of the same matter lives in another house
	home.bound = map[string]string{}
	for _, name := range []string{"place", "road", "estate", "group"} {
		if value, ok := b.bound[name]; ok {
			home.bound[name] = value
		}
	}
	form := "{address.rural}"
	if b.place.urban() {
		form = "{address.urban}"
	}
	m.Name, m.Address = w.names.any(w.r), home.fill(form)
	if !w.chance(noPhone) {
		m.Phone = mobile(w.r)
	}
	if !w.chance(noID) {
		m.ID = idNumber(w.r)
	}
	if !w.chance(noOccupation) {
		m.Occupation = home.fill("{occupation}")
	}
}

// channel draws by rough weights: most come by web, fewer in person, fewer still on paper. Without
// a name nobody is received or called back, so such a matter is a letter or a web post.
func (w *writer) channel(m Matter) string {
	dice := w.r.IntN(100)
	switch {
	case m.Name == "" && dice < 50:
		return "letter"
	case m.Name == "" || dice < 42:
		return "web"
	case dice < 64:
		return "visit"
	case dice < 75:
		return "letter"
	case dice < 84:
		return "hotline"
	case dice < 91:
		return "phone"
	case dice < 96:
		return "mailbox"
	}
	return "card"
}

func (w *writer) persons(m *Matter) {
	m.Persons, m.Concerned = 1, 0
	m.Flags = slices.DeleteFunc(m.Flags, func(f string) bool { return f == "joint" })
	switch {
	case m.Channel == "visit" && w.chance(120):
		m.Persons = 5 + w.r.IntN(20)
	case m.Channel == "visit":
		m.Persons = 1 + w.r.IntN(3)
	case m.Channel == "letter" && m.Name != "" && w.chance(150):
		m.Persons = 2 + w.r.IntN(30)
		m.Flags = append(m.Flags, "joint")
	}
	if w.chance(300) {
		m.Concerned = m.Persons + w.r.IntN(60)
	}
}

func (w *writer) flags(m *Matter) {
	for _, f := range []struct {
		name     string
		perMille int
	}{{"urgent", urgent}, {"confidential", confidential}, {"spans", spans}, {"separated", separated}} {
		if w.chance(f.perMille) || f.name == "confidential" && m.Purpose == "accusation" {
			m.Flags = append(m.Flags, f.name)
		}
	}
	if hardship := strings.HasPrefix(m.Category, "0601") || strings.HasPrefix(m.Category, "0402"); hardship && w.chance(danger) {
		m.Flags = append(m.Flags, "danger")
	}
	if m.Category == "050401" { // a matter before a court
		m.Flags = append(m.Flags, "litigation")
	}
}
