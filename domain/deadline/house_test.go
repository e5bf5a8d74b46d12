package deadline

import (
	"testing"
	"time"
)

func embedded(t testing.TB) Calendar {
	t.Helper()
	c, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func loaded(t testing.TB) Policies {
	t.Helper()
	p, err := LoadPolicies()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func rule(t testing.TB, id string) Rule {
	t.Helper()
	r, ok := loaded(t).Rule(id, 1)
	if !ok {
		t.Fatalf("no rule %s", id)
	}
	return r
}

func day(t testing.TB, s string) Day {
	t.Helper()
	if s == "" {
		return 0
	}
	d, err := ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// date is a day of 2026 unless said otherwise.
func date(month time.Month, d int) Day { return NewDay(2026, month, d) }
