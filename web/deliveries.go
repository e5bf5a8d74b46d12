package web

import (
	"net/url"
	"slices"
	"strings"

	"bihuan/casework"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/delivery"
)

func (w *Web) deliveryRoutes(add add) { add("GET /deliveries", w.deliveries, org.ActRobots) }

// deliveryRows is how many deliveries a page has, and deliveryDays what the counts on top look back on.
const (
	deliveryRows = 50
	deliveryDays = 7
)

func deliveryStates() []store.DeliveryState {
	return []store.DeliveryState{store.DeliveryWaits, store.DeliverySent, store.DeliveryRefused, store.DeliveryDropped}
}

// deliveries is the log of what left the house. It shows to whom, and never an address.
func (w *Web) deliveries(v *visit) error {
	state := store.DeliveryState(v.Query("state"))
	if state != "" && !slices.Contains(deliveryStates(), state) {
		return notFound()
	}
	list, err := v.Reader().Deliveries(v.Ctx(), state, v.Query("before"), deliveryRows+1)
	if err != nil {
		return err
	}
	l := &deliveryLog{v: v, robots: map[string]string{}, sights: map[string]sight{}}
	if l.dir, err = w.DB.Directory(v.Ctx()); err != nil {
		return err
	}
	s := delivery.Log{Tabs: []page.Tab{{Words: v.L.T("delivery.all"), Href: v.deliveryPath("", ""), Count: -1, Current: state == ""}}}
	for _, one := range deliveryStates() {
		s.Tabs = append(s.Tabs, page.Tab{Words: v.L.T("delivery.state." + string(one)), Href: v.deliveryPath(one, ""), Count: -1, Current: state == one})
	}
	s.Empty = page.EmptyView{Title: v.L.T("delivery.none"), Words: v.L.T("delivery.none.words")}
	if state != "" {
		s.Empty = page.EmptyView{Title: v.L.T("delivery.none.state"), Link: &page.Link{Words: v.L.T("delivery.none.link"), Href: v.deliveryPath("", "")}}
	}
	if len(list) > deliveryRows {
		list = list[:deliveryRows]
		s.Pages.More = v.deliveryPath(state, list[deliveryRows-1].ID)
	}
	if v.Query("before") != "" {
		s.Pages.Newest = v.deliveryPath(state, "")
	}
	s.Pages.Note = v.L.T("inbox.count", "n", len(list))
	for _, d := range list {
		line, err := l.line(d)
		if err != nil {
			return err
		}
		s.Lines = append(s.Lines, line)
	}
	if s.Counts, err = v.deliveryCounts(); err != nil {
		return err
	}
	return v.Show(delivery.Page(v.View(v.L.T("delivery.title"), v.Crumb("page.nav.today", "/"), v.Crumb("delivery.title", "")), s))
}

func (v *visit) deliveryPath(state store.DeliveryState, before string) string {
	q := url.Values{}
	if state != "" {
		q.Set("state", string(state))
	}
	if before != "" {
		q.Set("before", before)
	}
	if len(q) == 0 {
		return v.To("/deliveries")
	}
	return v.To("/deliveries") + "?" + q.Encode()
}

// deliveryCounts says of each channel how it went lately.
func (v *visit) deliveryCounts() ([]page.Fact, error) {
	counts, err := v.web.DB.DeliveryCounts(v.Ctx(), v.Today.Add(1-deliveryDays).Start())
	if err != nil {
		return nil, err
	}
	var facts []page.Fact
	for _, channel := range append([]string{casework.ChannelMail, casework.ChannelSMS}, casework.RobotKinds()...) {
		var words []string
		for _, state := range deliveryStates() {
			if n := counts[channel][state]; n > 0 {
				words = append(words, v.L.T("delivery.count."+string(state), "n", n))
			}
		}
		if len(words) > 0 {
			facts = append(facts, page.Fact{Term: v.L.T("delivery.channel." + channel), Text: v.L.List(words)})
		}
	}
	return facts, nil
}

// sight is what the reader may see of the matter that a delivery is about.
type sight int

const (
	unseen     sight = iota // a matter behind a wall, or out of the reader's scope
	numberOnly              // of whoever reads no cases by office, the number alone
	seen
)

// deliveryLog words deliveries, and remembers what it looked up.
type deliveryLog struct {
	v      *visit
	dir    *store.Directory
	robots map[string]string
	sights map[string]sight
}

func (l *deliveryLog) line(d store.Delivery) (delivery.Line, error) {
	v := l.v
	see, err := l.sight(d.No)
	if err != nil {
		return delivery.Line{}, err
	}
	line := delivery.Line{
		When: v.L.ISOMoment(d.Created), Channel: v.word("delivery.channel.", d.Channel), What: l.what(d, see),
		State: string(d.State), StateWords: v.L.T("delivery.state." + string(d.State)), Tries: d.Tries, Why: d.Why,
	}
	switch {
	case d.Robot != "":
		line.To, err = l.robot(d.Robot)
	case d.Person != "":
		line.To = l.dir.PersonName(d.Person)
	default:
		line.To = v.L.T("delivery.petitioner")
	}
	if d.No != "" && (see == seen || see == numberOnly && d.Robot == "" && d.Person == "") {
		line.Area, line.No = splitNumber(d.No)
		if see == seen {
			line.Href = v.To("/petitions", d.No)
		}
	}
	switch {
	case d.State == store.DeliveryDropped && v.L.Has("delivery.why."+d.Why):
		line.Because, line.Why = v.L.T("delivery.why."+d.Why), ""
	case d.State == store.DeliveryWaits && d.After.After(v.Now):
		line.Because = v.L.T("delivery.after", "at", d.After)
	case d.State == store.DeliverySent:
		line.Because = v.L.ISOMoment(d.Done)
	}
	return line, err
}

// what a delivery says. Of a matter that the reader may not read, it says no more than that there is
// a message.
func (l *deliveryLog) what(d store.Delivery, see sight) string {
	v := l.v
	if key := "delivery.topic." + strings.ReplaceAll(string(d.Topic), ":", "."); v.L.Has(key) {
		return v.L.T(key)
	}
	if d.No != "" && see != seen {
		return v.L.T("delivery.topic.matter")
	}
	line := casework.LineOf(l.dir, v.Rules(), v.L.Tag(), d.Topic, d.No, d.Args)
	return v.L.T(line.Key, line.Args...)
}

func (l *deliveryLog) sight(no string) (sight, error) {
	if no == "" {
		return seen, nil
	}
	if !l.v.May(org.ActRead) {
		return numberOnly, nil
	}
	if see, known := l.sights[no]; known {
		return see, nil
	}
	_, err := l.v.Reader().Petition(l.v.Ctx(), no)
	switch {
	case err == nil:
		l.sights[no] = seen
	case fault.KindOf(err) == fault.NotFound:
		l.sights[no] = unseen
	default:
		return unseen, err
	}
	return l.sights[no], nil
}

// robot is what the office calls a group, also one that is closed by now.
func (l *deliveryLog) robot(id string) (string, error) {
	if name, known := l.robots[id]; known {
		return name, nil
	}
	r, err := l.v.web.DB.Robot(l.v.Ctx(), id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", err
	}
	l.robots[id] = r.Name
	return r.Name, nil
}
