package web

import (
	"slices"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/web/view/supervision"
)

// supervisionRules shows what the rules of supervision are, and which of them are switched off.
func (w *Web) supervisionRules(v *visit) error {
	switches, err := w.DB.TriggerSwitches(v.Ctx())
	if err != nil {
		return err
	}
	off := store.TriggersOff(switches)
	var rules []supervision.Rule
	for _, t := range v.Rules().Triggers {
		rule := supervision.Rule{Name: t.Name.In(v.L.Tag()), Step: v.L.T("petition.order." + string(t.Suggests)),
			Answer: v.L.T("supervision.rule.days", "n", t.Answer), Off: slices.Contains(off, t.ID)}
		for _, c := range t.When {
			rule.Conditions = append(rule.Conditions, v.conditionWords(c))
		}
		for _, s := range switches {
			if s.Trigger == t.ID {
				rule.Now = v.switched(s, "supervision.rule.by")
			}
		}
		if v.May(org.ActTriggers) {
			rule.Switch = v.To("/supervision/rules", t.ID)
		}
		rules = append(rules, rule)
	}
	var log []string
	for _, s := range slices.Backward(switches) {
		name := s.Trigger
		if t, ok := triggerOf(v.Rules(), s.Trigger); ok {
			name = t.Name.In(v.L.Tag())
		}
		log = append(log, v.L.T("supervision.rule.log.line", "what", v.switched(s, "supervision.rule.did"), "rule", name))
	}
	title := v.L.T("supervision.rules")
	view := v.View(title, v.Crumb("page.nav.today", "/"), v.Crumb("supervision.title", "/supervision"), v.Crumb("supervision.rules", ""))
	return v.Show(supervision.Rules(view, title, v.L.T("supervision.rules.words"), rules, log))
}

// switched says who switched a rule when.
func (v *visit) switched(s store.TriggerSwitch, key string) string {
	if s.Off {
		key += ".off"
	} else {
		key += ".on"
	}
	return v.L.T(key, "moment", v.L.Moment(s.At), "name", s.Name)
}

// conditionWords says when a fact of the record holds, for how long or how often.
func (v *visit) conditionWords(c petition.Condition) string {
	words := v.L.T("supervision.fact." + string(c.Fact))
	if c.Times > 0 {
		words = v.L.T("supervision.fact.for.times", "fact", words, "n", c.Times)
	}
	if c.Workdays > 0 {
		words = v.L.T("supervision.fact.for.workdays", "fact", words, "n", c.Workdays)
	}
	if c.Days > 0 {
		words = v.L.T("supervision.fact.for.days", "fact", words, "n", c.Days)
	}
	return words
}

// switchTrigger switches a rule off or on.
func (w *Web) switchTrigger(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	t, ok := triggerOf(v.Rules(), v.Path("id"))
	if !ok {
		return notFound()
	}
	off := f.Value("off") == "yes"
	err = w.Casework.SwitchTrigger(v.Ctx(), v.Officer, t.ID, off)
	switch {
	case err != nil && fault.KindOf(err) == fault.Conflict:
		v.Flash("soon", v.L.T("fault.supervision.switched"))
	case err != nil:
		return err
	case off:
		v.Done("supervision.rule.done.off", "rule", t.Name.In(v.L.Tag()))
	default:
		v.Done("supervision.rule.done.on", "rule", t.Name.In(v.L.Tag()))
	}
	return v.Go("/supervision/rules")
}
