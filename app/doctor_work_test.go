package app

import (
	"context"
	"fmt"
	"net"
	"slices"
	"testing"
	"time"

	"bihuan/casework"
	"bihuan/config"
	"bihuan/store"
	"bihuan/work"
)

// outcomes are what was found, by check.
func outcomes(ctx context.Context, c config.Config) map[string]Finding {
	found := map[string]Finding{}
	for _, f := range Examine(ctx, c, nil, WithFast()) {
		found[f.Check] = f
	}
	return found
}

func TestExamineLooksAtTheWays(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = gone.Close()
	here, nowhere := listener.Addr().String(), gone.Addr().String()
	for _, c := range []struct {
		flags []string
		want  map[string]string
	}{
		{nil, map[string]string{"mail": "none", "sms": "none", "links": ""}},
		{[]string{"sms", "log"}, map[string]string{"mail": "none", "sms": "log", "links": "none"}},
		{[]string{"mail", "smtp://mail.example.cn/"}, map[string]string{"mail": "broken", "database": "well", "links": ""}},
		{[]string{"mail", "smtp://" + here + "/?from=a@example.cn"}, map[string]string{"mail": "inner", "links": "none"}},
		{[]string{"mail", "smtp://" + here + "/?from=a@example.cn", "outbound_allow", "127.0.0.0/8", "base_url", "http://xf.example.cn"}, map[string]string{"mail": "well", "links": ""}},
		{[]string{"mail", "smtp://" + nowhere + "/?from=a@example.cn", "outbound_allow", "127.0.0.0/8"}, map[string]string{"mail": "unreachable"}},
		{[]string{"sms", "http://" + here, "sms_key", "k", "sms_secret", "s"}, map[string]string{"sms": "inner"}},
		{[]string{"sms", "http://" + here, "sms_key", "k", "sms_secret", "s", "outbound_allow", "127.0.0.0/8"}, map[string]string{"sms": "well"}},
	} {
		settings := settings(t, c.flags...)
		usual := settings
		usual.Mail = ""
		_ = open(t, usual).Close()
		found := outcomes(t.Context(), settings)
		for check, want := range c.want {
			if got := found[check].Outcome; got != want {
				t.Errorf("%v: %s is %q, want %q", c.flags, check, got, want)
			}
		}
	}
}

func TestExamineLooksAtTheClockwork(t *testing.T) {
	c := settings(t)
	a := open(t, c)
	wants := func(what map[string]string) {
		t.Helper()
		found := outcomes(t.Context(), c)
		for check, want := range what {
			if got := found[check].Outcome; got != want {
				t.Errorf("%s is %q, want %q", check, got, want)
			}
		}
	}
	wants(map[string]string{"clockwork": "never", "routines": "", "jobs": "well", "ladder": "unchecked"})

	err := a.DB().Do(t.Context(), "a job in vain", func(tx *store.Tx) error {
		return tx.Enqueue(t.Context(), casework.LookJob{No: "none"}, store.JobOptions{Tries: 1})
	})
	if err != nil {
		t.Fatal(err)
	}
	_, stop := serve(t, a)
	until(t, "it ticked and a job is dead", func() bool {
		_, ticked, err := a.DB().LastRun(t.Context(), work.TickJob{}.Kind())
		counts, _ := a.DB().JobCounts(t.Context())
		return err == nil && ticked && counts["discarded"] == 1
	})
	stop()
	wants(map[string]string{"clockwork": "well", "routines": "well", "jobs": "dead", "ladder": "unchecked"})

	result := func(at time.Time, text string) {
		t.Helper()
		if err := a.DB().Do(t.Context(), "a check", func(tx *store.Tx) error {
			return tx.RunSlot(t.Context(), casework.RoutineLadder, at, text)
		}); err != nil {
			t.Fatal(err)
		}
	}
	result(a.Now().Add(time.Second), "12 0")
	wants(map[string]string{"ladder": "well"})
	result(a.Now().Add(2*time.Second), "12 1")
	wants(map[string]string{"ladder": "behind"})
}

// TestExamineLooksAtTheNights: a comparison that does not come on is told, though each night enqueues it.
func TestExamineLooksAtTheNights(t *testing.T) {
	c, ago := settings(t), time.Now().Add(-72*time.Hour)
	a := open(t, c, WithNow(func() time.Time { return ago }))
	enter(t, a)
	matter(t, a)
	mark := func(wrote time.Time) {
		t.Helper()
		err := a.DB().Do(t.Context(), "a night", func(tx *store.Tx) error {
			if err := tx.PutSetting(t.Context(), "compared", fmt.Sprintf("0 0 %d", wrote.UnixMilli())); err != nil {
				return err
			}
			return tx.RunSlot(t.Context(), casework.RoutineCompare, wrote, "")
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	mark(ago)
	wants := func(want ...string) {
		t.Helper()
		var got []string
		for _, f := range Examine(t.Context(), c, nil, WithFast()) {
			if f.Check == "finding" {
				got = append(got, f.Outcome)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("it tells %v, want %v", got, want)
		}
	}
	wants("none", "night", "behind")
	mark(time.Now())
	wants("none")
}
