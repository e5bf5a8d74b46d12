package web

import (
	"strconv"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
	"bihuan/domain/report"
	view "bihuan/web/view/overview"
)

// flowDays is how many days what came in is shown for, today included.
const flowDays = 30

// inflow is what came in over the last days. All of the county is counted as reports do.
func (o *overview) inflow() (report.Inflow, error) {
	p := report.Period{From: o.Today.Add(1 - flowDays), To: o.Today}
	var all []report.Tally
	var err error
	if o.of == ofCounty {
		all, err = o.reader.Tallies(o.Ctx(), o.Now.Add(time.Millisecond), p)
	} else {
		all, err = o.reader.Received(o.Ctx(), o.mine, p)
	}
	return report.InflowOf(all, p), err
}

// flow is what came in each day, by channel.
func (o *overview) flow() (*view.Flow, error) {
	in, err := o.inflow()
	if err != nil {
		return nil, err
	}
	f := &view.Flow{Title: o.L.T("overview.flow", "days", flowDays, "n", in.Total()), Sub: o.L.T("overview.flow.sub"), Alt: o.L.T("overview.flow.alt", "days", flowDays)}
	most := 1
	for day := range flowDays {
		most = max(most, in.On(day))
	}
	f.Top = (most + 3) / 4 * 4
	received := func(from, to deadline.Day, more ...string) string {
		return o.list(append(more, "received", writeSpan(from, to), "state", all)...)
	}
	shades := map[string]int{}
	for _, c := range in.Channels {
		shades[channelShade(c)]++
	}
	named := map[string]bool{}
	for _, c := range in.Channels {
		one := view.Channel{Words: channelWord(o.L, c), Href: received(in.From, in.To, "channel", string(c)), N: in.Of(c), Shade: channelShade(c)}
		if one.Shared = named[one.Shade]; shades[one.Shade] > 1 && !one.Shared {
			one.Group = o.L.T("overview.flow.others")
		}
		named[one.Shade] = true
		f.Channels = append(f.Channels, one)
	}
	for i := range flowDays {
		day := in.From.Add(i)
		d := view.Day{Words: o.L.Date(day), N: in.On(i), Href: received(day, day)}
		below := 0
		for _, c := range in.Channels {
			n := in.Batches[c][i]
			below += n
			d.Cells = append(d.Cells, view.Cell{N: n, Href: received(day, day, "channel", string(c)), Y: part(f.Top-below, f.Top), H: part(n, f.Top)})
		}
		f.Days = append(f.Days, d)
		if i%7 == 0 && i < flowDays-4 {
			f.Marks = append(f.Marks, o.L.Date(day))
		}
	}
	f.Marks = append(f.Marks, o.L.T("overview.flow.today", "time", o.L.Time(o.Now)))
	return f, nil
}

// part is n of all, in hundredths with two decimals.
func part(n, all int) string { return strconv.FormatFloat(float64(n)*100/float64(all), 'f', 2, 64) }

// channelShade is the colour of a channel; those of which little comes share one.
func channelShade(c petition.Channel) string {
	switch c {
	case petition.Web:
		return "f1"
	case petition.Visit:
		return "f4"
	case petition.Letter:
		return "f2"
	case petition.Phone:
		return "f3"
	}
	return "f5"
}
