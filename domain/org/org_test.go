package org

import (
	"testing"
	"time"
)

func TestLevelsAreInOrder(t *testing.T) {
	levels := Levels()
	for i, low := range levels {
		for j, high := range levels {
			if got, want := high.Above(low), j > i; got != want {
				t.Errorf("%s.Above(%s) = %v, want %v", high, low, got, want)
			}
		}
	}
}

func TestLevelOfCode(t *testing.T) {
	for code, want := range map[AreaCode]Level{
		"":             Nation,
		"99":           Province,
		"9901":         City,
		"990121":       County,
		"990121101":    Township,
		"990121101201": Village,
	} {
		if got := LevelOf(code); got != want {
			t.Errorf("LevelOf(%q) = %s, want %s", code, got, want)
		}
	}
}

func TestPostHeld(t *testing.T) {
	zone := time.FixedZone("UTC+8", 8*3600)
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, zone)
	until := time.Date(2026, 9, 1, 0, 0, 0, 0, zone) // held to the end of 31 August
	open, ended := Post{From: from}, Post{From: from, Until: until}
	for _, c := range []struct {
		name string
		post Post
		at   time.Time
		want bool
	}{
		{"a moment before it begins", ended, from.Add(-time.Millisecond), false},
		{"the first moment", ended, from, true},
		{"the first moment told in another zone", ended, from.UTC(), true},
		{"the last moment", ended, until.Add(-time.Millisecond), true},
		{"the moment it ends", ended, until, false},
		{"long after, still held", open, until.AddDate(20, 0, 0), true},
		{"before, still held", open, from.Add(-time.Hour), false},
	} {
		if got := c.post.Held(c.at); got != c.want {
			t.Errorf("%s: Held = %v, want %v", c.name, got, c.want)
		}
	}
}

func TestOfficerUnits(t *testing.T) {
	o := Officer{Unit: "baishui", Below: []UnitID{"baishui.shimen"}}
	units := o.Units()
	if len(units) != 2 || units[0] != "baishui" || units[1] != "baishui.shimen" {
		t.Errorf("Units = %v", units)
	}
	if units := ThePetitioner("990121").Units(); units != nil {
		t.Errorf("a petitioner has units %v", units)
	}
}
