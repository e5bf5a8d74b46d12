package deadline

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"bihuan/domain/fault"
)

// Policy is one version of a set of rules, in force from a day until the next version.
type Policy struct {
	ID        string
	Version   int
	Effective Day
	Title     Text
	Rules     []Rule
}

const (
	maxPolicyFile = 256 << 10
	maxSpan       = 3660 // ten years: more is a slip of the pen
)

// policyFile is a policy as written.
type policyFile struct {
	Policy    string            `json:"policy"`
	Version   int               `json:"version"`
	Effective string            `json:"effective"`
	Title     Text              `json:"title"`
	Note      string            `json:"note"`
	Clocks    []json.RawMessage `json:"clocks"`
}

// clockFile is a rule as written.
type clockFile struct {
	ID        string      `json:"id"`
	Name      Text        `json:"name"`
	StartsOn  []Trigger   `json:"starts_on"`
	StopsOn   []Trigger   `json:"stops_on"`
	VoidedOn  []Trigger   `json:"voided_on"`
	PausesOn  [][]Trigger `json:"pauses_on"`
	Span      int         `json:"span"`
	Unit      Unit        `json:"unit"`
	Basis     Basis       `json:"basis"`
	Article   Text        `json:"article"`
	Applies   Condition   `json:"applies"`
	Right     bool        `json:"right"`
	RollOver  *bool       `json:"roll_over"` // on if not said
	WarnsAt   Warn        `json:"warns_at"`
	Extension Extend      `json:"extension"`
	ToVerify  bool        `json:"to_verify"`
	Note      string      `json:"note"`
}

// ParsePolicy reads a policy file: one that came with the program, or a county's own. Its fault
// names each line that is wrong, and carries all of them.
func ParsePolicy(raw []byte) (Policy, error) {
	if len(raw) > maxPolicyFile {
		return Policy{}, fault.New(fault.Invalid, "fault.file.large", "max", maxPolicyFile>>10)
	}
	var file policyFile
	if err := decode(raw, &file); err != nil {
		return Policy{}, err
	}
	p := Policy{ID: file.Policy, Version: file.Version, Title: file.Title}
	whole := complaint{raw: raw, first: 1}
	whole.fields(raw, &policyFile{})
	whole.check(isWord(file.Policy), "policy", "fault.policy.id", "value", excerpt(file.Policy))
	whole.check(file.Version >= 1, "version", "fault.policy.version", "value", file.Version)
	whole.check(file.Title.ZH != "", "title", "fault.policy.title")
	effective, ok := parseISO(file.Effective)
	whole.check(ok, "effective", "fault.policy.effective", "value", excerpt(file.Effective))
	whole.check(len(file.Clocks) > 0, "clocks", "fault.policy.empty")
	p.Effective = effective

	faults := whole.faults
	at := finder{raw: raw}
	seen := map[string]int{}
	for _, item := range file.Clocks {
		c := complaint{raw: item, first: at.line(item)}
		rule := c.rule(item, file.Policy)
		if rule.ID != "" {
			first, twice := seen[rule.ID]
			c.check(!twice, "id", "fault.policy.twice", "id", rule.ID, "first", first)
			seen[rule.ID] = c.first
		}
		faults = append(faults, c.faults...)
		rule.Version = p.Version
		p.Rules = append(p.Rules, rule)
	}
	if err := fault.Join(faults...); err != nil {
		return Policy{}, err
	}
	return p, nil
}

// complaint gathers what is wrong with one object of the file.
type complaint struct {
	raw    []byte
	first  int // the line on which the object begins
	faults []*fault.Fault
}

// check complains about a field, at its line.
func (c *complaint) check(ok bool, field, key string, args ...any) {
	if ok {
		return
	}
	line := c.first
	if i := bytes.Index(c.raw, []byte(`"`+field+`"`)); i >= 0 {
		line += lineAt(c.raw, i) - 1
	}
	c.faults = append(c.faults, fault.NewInvalid(field, key, append([]any{"line", line}, args...)...))
}

// fields complains about a field that v has not: a misspelt word must not pass for a default.
func (c *complaint) fields(raw []byte, v any) bool {
	dec := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return true
	case errors.As(err, &wrong):
		field := wrong.Field[strings.LastIndexByte(wrong.Field, '.')+1:]
		c.check(false, field, "fault.policy.type", "name", field)
	default:
		_, name, _ := strings.Cut(err.Error(), "unknown field ")
		name = strings.Trim(name, `"`)
		c.check(false, name, "fault.policy.field", "name", excerpt(name))
	}
	return false
}

// rule reads one clock and complains about what it cannot take.
func (c *complaint) rule(raw []byte, policy string) Rule {
	var f clockFile
	if !c.fields(raw, &f) {
		return Rule{}
	}
	id := f.ID
	c.check(validID(id, policy), "id", "fault.policy.clock_id", "value", excerpt(id), "policy", excerpt(policy))
	c.check(f.Name.ZH != "", "name", "fault.policy.name", "id", id)
	c.check(f.Article.ZH != "", "article", "fault.policy.article", "id", id)
	c.check(slices.Contains([]Unit{Workdays, Days, Months, Date}, f.Unit),
		"unit", "fault.policy.unit", "id", id, "value", excerpt(string(f.Unit)))
	c.check(slices.Contains([]Basis{Pledge, Law, Order, Right}, f.Basis),
		"basis", "fault.policy.basis", "id", id, "value", excerpt(string(f.Basis)))
	if f.Unit == Date {
		c.check(f.Span == 0, "span", "fault.policy.span_of_date", "id", id)
	} else {
		c.check(f.Span >= 1 && f.Span <= maxSpan, "span", "fault.policy.span", "id", id, "value", f.Span, "max", maxSpan)
	}
	c.check(slices.Contains([]string{"", "on_the_spot", "simple", "ordinary"}, f.Applies.Path),
		"path", "fault.policy.path", "id", id, "value", excerpt(f.Applies.Path))
	c.check(len(f.StartsOn) > 0, "starts_on", "fault.policy.no_event", "id", id, "name", "starts_on")
	c.check(len(f.StopsOn) > 0, "stops_on", "fault.policy.no_event", "id", id, "name", "stops_on")
	c.triggers(id, "starts_on", f.StartsOn)
	c.triggers(id, "stops_on", f.StopsOn)
	c.triggers(id, "voided_on", f.VoidedOn)
	e := f.Extension
	c.check(e == Extend{} || e.Days >= 1 && e.Days <= maxSpan && e.Times >= 1 && e.Times <= 12,
		"extension", "fault.policy.extension", "id", id)
	for _, n := range f.WarnsAt.Workdays {
		c.check(n >= 1 && n <= maxSpan, "warns_at", "fault.policy.warn", "id", id, "value", n)
	}
	rule := Rule{
		ID: id, Policy: policy, Name: f.Name, Article: f.Article,
		StartsOn: f.StartsOn, StopsOn: f.StopsOn, VoidedOn: f.VoidedOn,
		Span: f.Span, Unit: f.Unit, Basis: f.Basis, Applies: f.Applies,
		Right: f.Right, RollOver: f.RollOver == nil || *f.RollOver,
		Extension: e, Warn: f.WarnsAt, ToVerify: f.ToVerify,
	}
	for _, p := range f.PausesOn {
		if c.check(len(p) == 2, "pauses_on", "fault.policy.pause", "id", id); len(p) != 2 {
			continue
		}
		c.triggers(id, "pauses_on", p)
		rule.PausesOn = append(rule.PausesOn, PauseOn{Open: p[0], Close: p[1]})
	}
	return rule
}

func (c *complaint) triggers(id, field string, triggers []Trigger) {
	for _, t := range triggers {
		c.check(t.valid(), field, "fault.policy.event", "id", id, "name", field, "value", excerpt(string(t)))
	}
}

// validID: the policy's id, then words: law.simple.reply. So no two policies share a rule.
func validID(id, policy string) bool {
	words := strings.Split(id, ".")
	if len(words) < 2 || words[0] != policy {
		return false
	}
	return !slices.ContainsFunc(words, func(w string) bool { return !isWord(w) })
}
