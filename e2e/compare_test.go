package e2e

import (
	"strings"
	"testing"
)

// TestDuplicate: while a subject is keyed, what is likely the same appears beside it; it is chosen, and
// once the matter is registered the two are one. Taken apart again, both timelines tell of both, and the
// matter is what it was.
func TestDuplicate(t *testing.T) {
	first := matter{who: citizen, subject: "听涛巷下水管堵塞污水漫上路面", facts: "听涛巷的下水管从上月起堵塞，污水漫上路面，老人小孩出门要踩砖头。", demands: []string{"疏通下水管"}, place: "河湾村"}
	r := as(t, "case1")
	master, _ := r.register(first)

	// Somebody else comes with the same. Only the subject has been typed.
	r.visit("/office/petitions/new").choose("register.channel", "petition.channel.visit")
	r.into("register.subject", "听涛巷污水漫路，下水管一直堵塞")
	r.comes(first.subject).comes("compare.others").sees("compare.words", "compare.separate")
	r.shot("staff-register-typed")
	if _, err := ask[bool](r, `(e => { e.click(); return e.checked; })(document.getElementById("link-`+master+`"))`); err != nil {
		r.fail("it cannot be chosen: %v", err)
	}
	r.into("register.name", other.name).into("register.phone", other.phone).into("register.address", other.address)
	r.pick("register.place", first.place).pick("register.category", "010101").into(r.demand(1), "疏通下水管")
	r.click("register.submit").at("/office/petitions/9901")
	no := r.read(".receipt-keys dd:nth-of-type(1)")
	r.sees(short(master))

	r.open(no).sees("petition.state.merged", "compare.unlink").shot("staff-petition-merged")
	for side, to := range map[string]string{no: master, master: no} {
		if course := r.open(side).read("#course"); !strings.Contains(course, short(to)) {
			r.fail("the timeline of %s does not tell of the link:\n%s", side, course)
		}
	}

	r.open(no).land("taking the link back", func() error {
		_, err := ask[bool](r, `(e => { e.click(); return true; })(document.querySelector("#links a[href*='/unlinked']"))`)
		return err
	})
	r.into("act.unlinked.why", "是另一段管道").finish(no, "unlinked")
	r.sees("petition.state.registered")
	for side, to := range map[string]string{no: master, master: no} {
		course := r.open(side).read("#course")
		undone := r.word("case.event.unlinked", "no", short(to))
		if !strings.Contains(course, undone) || strings.Count(course, short(to)) < 2 {
			r.fail("the timeline of %s is not whole:\n%s", side, course)
		}
	}

	// It is asked of again, and answered for good.
	r.open(no).sees("compare.dups").shot("staff-petition-dups")
	r.click("=" + r.word("compare.do.set_apart")).at("/office/petitions/" + no)
	for side, to := range map[string]string{no: master, master: no} {
		if asked, err := ask[bool](r.open(side), `!!document.querySelector("#dups input[name=to][value='`+to+`']")`); asked || err != nil {
			r.fail("it is asked again on %s (%v)", side, err)
		}
	}
}

// TestPickFollowsItsField: of what is suggested, the one that the field holds says so, whoever filled it in; each
// other one has its button.
func TestPickFollowsItsField(t *testing.T) {
	r := as(t, "case1")
	no, _ := r.register(matter{who: citizen, subject: "老宅基地翻建审批一直不下来", facts: "申请宅基地翻建两年了，一直没有批。", demands: []string{"批准翻建"}, place: "石门村"})
	r.begin(no, "assigned")
	follows := func(what, wants string) {
		t.Helper()
		got, err := ask[string](r, `(() => {
			const unit = document.getElementById("f-unit").value, said = [];
			for (const b of document.querySelectorAll("button[name=pick]")) {
				const here = b.value === "unit=" + unit;
				if (b.hidden !== here || b.previousElementSibling.hidden === here) return "wrong at " + b.value + " with " + unit;
				if (here) said.push(b.value);
			}
			return said.join(" ");
		})()`)
		if err != nil || got != wants {
			r.fail("%s: %q, want %q (%v)", what, got, wants, err)
		}
	}
	first, err := ask[string](r, `document.querySelector("button[name=pick]:not([hidden])").value`)
	if err != nil || first == "" {
		r.fail("nothing is suggested: %v", err)
	}
	do := func(script string) {
		t.Helper()
		if _, err := ask[bool](r, `(() => { `+script+`; return true; })()`); err != nil {
			r.fail("%v", err)
		}
	}
	do(`document.querySelector("button[name=pick]:not([hidden])").click()`)
	follows("taken", first)
	do(`const f = document.getElementById("f-unit"); f.value = ""; f.dispatchEvent(new Event("change", { bubbles: true }))`)
	follows("emptied by hand", "")
}

// short is a number without the area, which is the same for all.
func short(no string) string { return no[strings.IndexByte(no, '-')+1:] }
