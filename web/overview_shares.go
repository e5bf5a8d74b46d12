package web

import (
	"net/url"
	"sync"
	"time"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/report"
	view "bihuan/web/view/overview"
)

// keptShares are the county's shares of this month and the last, which are the same for all readers. Two
// months are read for them; so they are counted again only after a while, and the page says as of when.
type keptShares struct {
	mu         sync.Mutex
	at         time.Time
	this, last []report.UnitShare
}

const sharesKept = 10 * time.Minute

// of gives the shares, counting them if those that are kept are too old.
func (k *keptShares) of(o *overview) (this, last []report.UnitShare, at time.Time, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if age := o.Now.Sub(k.at); age >= 0 && age < sharesKept && deadline.DayOf(k.at) == o.Today {
		return k.this, k.last, k.at, nil
	}
	now, before := o.monthBack(0), o.monthBack(1)
	moment := o.Now.Add(time.Millisecond)
	if this, err = o.reader.Shares(o.Ctx(), moment, report.Period{From: now.from, To: now.to}); err != nil {
		return nil, nil, at, err
	}
	if last, err = o.reader.Shares(o.Ctx(), moment, report.Period{From: before.from, To: before.to}); err != nil {
		return nil, nil, at, err
	}
	k.this, k.last, k.at = this, last, o.Now
	return this, last, o.Now, nil
}

// marks is the address of what a metric counts.
func (o *overview) marks(metric report.MetricID, unit *org.UnitID, of measured, at time.Time) string {
	q := url.Values{"fact": {string(casework.FactMark)}, "metric": {string(metric)}, "from": {of.from.String()}, "to": {of.to.String()},
		"as_of": {at.Add(time.Millisecond).UTC().Format(time.RFC3339Nano)}}
	if unit != nil {
		q.Set("unit", string(*unit))
	}
	return with(o.To("/reports/behind"), q)
}

// shares are how much was done in time and well: of the county, or of the reader's unit.
// What has nothing to divide by in either month is left out.
func (o *overview) shares(kept *keptShares) (*view.Shares, error) {
	this, last, at, err := kept.of(o)
	if err != nil {
		return nil, err
	}
	words, err := report.WordsIn(o.L.Tag())
	if err != nil {
		return nil, err
	}
	var unit *org.UnitID
	if o.of == ofUnit {
		unit = &o.Officer.Unit
	}
	now, before := report.ByMetric(this, unit), report.ByMetric(last, unit)
	s := &view.Shares{Title: o.L.T("overview.shares"), Sub: o.L.T("overview.shares.sub", "from", o.monthBack(0).from, "time", o.L.Time(at)),
		This: o.L.T("overview.shares.this"), Last: o.L.T("overview.shares.last")}
	for _, m := range report.Metrics() {
		if now[m.ID].Of == 0 && before[m.ID].Of == 0 {
			continue
		}
		row := view.Share{Words: words.T("metric." + string(m.ID)), This: words.Percent(now[m.ID]), Last: words.Percent(before[m.ID])}
		if o.opens && now[m.ID].Of > 0 {
			row.ThisHref = o.marks(m.ID, unit, o.monthBack(0), at)
		}
		if o.opens && before[m.ID].Of > 0 {
			row.LastHref = o.marks(m.ID, unit, o.monthBack(1), at)
		}
		s.Rows = append(s.Rows, row)
	}
	if len(s.Rows) == 0 {
		return nil, nil
	}
	return s, nil
}
