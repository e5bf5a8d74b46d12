package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// tabTo presses the tab key until something that a selector names has the focus.
func (r *reader) tabTo(selector string) *reader {
	r.t.Helper()
	const most = 400
	for range most {
		if err := r.run(chromedp.KeyEvent("\t")); err != nil {
			r.fail("pressing the tab key: %v", err)
		}
		there, err := ask[bool](r, "document.activeElement.matches(`"+selector+"`)")
		if err != nil {
			r.fail("looking for the focus: %v", err)
		}
		if there {
			return r
		}
	}
	r.fail("the keyboard does not lead to %s", selector)
	return r
}

// enter presses what has the focus, which leads to another page.
func (r *reader) enter() *reader {
	r.t.Helper()
	r.land("pressing Enter", func() error { return r.run(chromedp.KeyEvent("\r")) })
	return r
}

// TestOverview: each overview stands axe's test; the chart is drawn from the table beside it, under the
// strict policy; the keyboard alone leads from a number to its matters, and into the table.
func TestOverview(t *testing.T) {
	as(t, "director").visit("/office/overview").shot("overview-county").visit("/office/wall").shot("wall")
	as(t, "baishui.clerk").visit("/office/overview").shot("overview-unit").visit("/office/overview?of=own").shot("overview-own")
	as(t, "leader1").visit("/office/overview").shot("overview-leader").visit("/office/overview?of=own").shot("overview-sponsor")

	r := as(t, "director").visit("/office/overview")
	drawn, err := ask[string](r, `(() => {
		const box = document.querySelector("[data-chart]"), canvas = box.querySelector("canvas");
		if (!canvas || !canvas.width) return "no drawing";
		if (getComputedStyle(document.getElementById("flow-plot")).display !== "none") return "drawn twice";
		const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
		return data.some(v => v) ? "" : "an empty drawing";
	})()`)
	if err != nil || drawn != "" {
		t.Errorf("the chart: %s %v", drawn, err)
	}
	r.tabTo("#todo a").enter()
	if path := r.path(); strings.HasPrefix(path, "/office/overview") {
		t.Errorf("a number leads to %s", path)
	}
	r.visit("/office/overview").tabTo("#panel-states a").enter()
	if path := r.path(); !strings.HasPrefix(path, "/office/petitions?state=") {
		t.Errorf("a bar leads to %s", path)
	}
	r.visit("/office/overview").tabTo("[data-flow] summary")
	if err := r.run(chromedp.KeyEvent("\r")); err != nil {
		r.fail("opening the table: %v", err)
	}
	r.tabTo("#flow-figures a").enter()
	if path := r.path(); !strings.HasPrefix(path, "/office/petitions?") || !strings.Contains(path, "received=") {
		t.Errorf("a figure leads to %s", path)
	}
}

// TestOverviewFollows: what happens elsewhere shows without reloading, and who stands in one panel is not
// moved by what changes in another.
func TestOverviewFollows(t *testing.T) {
	r := as(t, "director").visit("/office/overview").tabTo("#panel-ladder a")
	before := r.read("#panel-states h2")
	as(t, "case1").register(matter{who: other, subject: "荷塘边的护栏松动", facts: "护栏松动，孩子常去。", demands: []string{"加固护栏"}, place: "石门村", unit: "白水镇"})
	for end := time.Now().Add(patience); r.read("#panel-states h2") == before; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			r.fail("the overview still says %s", before)
		}
	}
	if there, err := ask[bool](r, `document.activeElement.matches("#panel-ladder a")`); err != nil || !there {
		t.Errorf("the focus was lost: %v", err)
	}
}
