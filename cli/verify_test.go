package cli

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"bihuan/app"
	"bihuan/config"
	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"
)

// verify tells which matters stand on a lower step of the ladder than their age asks, and is content
// once the clockwork has made up for it.
func TestVerifyTellsOfTheLadder(t *testing.T) {
	dir := t.TempDir()
	house := func(options ...app.Option) *app.App {
		t.Helper()
		c, err := config.Load(config.Sources{Flags: map[string]string{"data": dir, "county": string(sample.Code)}})
		if err != nil {
			t.Fatal(err)
		}
		a, err := app.Open(t.Context(), c.Config, append(options, app.WithFast(), app.WithoutWork())...)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = a.Close() })
		return a
	}
	ago := app.Now().AddDate(0, -1, 0)
	begin := time.Date(ago.Year(), ago.Month(), ago.Day(), 9, 0, 0, 0, deadline.Zone())
	a := house(app.WithNow(func() time.Time { return begin }))
	no := accepted(t, a)
	_ = a.Close()

	code, out, errs := run(t, nil, "verify", "--data", dir)
	if code != 5 || !strings.Contains(out, no+"  stands on a lower step") || !strings.Contains(out, "of 1 matters that are being handled, 1 is behind") {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	code, out, _ = run(t, nil, "verify", "--data", dir, "--json")
	var answer struct {
		Checked int      `json:"ladder_checked"`
		Behind  []string `json:"ladder_behind"`
	}
	if err := json.Unmarshal([]byte(out), &answer); err != nil || code != 5 || answer.Checked != 1 || len(answer.Behind) != 1 || answer.Behind[0] != no {
		t.Errorf("exit %d: %+v, %v", code, answer, err)
	}

	a = house()
	if did, err := a.Tick(t.Context()); err != nil || did.Steps == 0 {
		t.Fatalf("%+v, %v", did, err)
	}
	_ = a.Close()
	if code, out, errs := run(t, nil, "verify", "--data", dir); code != 0 || !strings.Contains(out, "Ladder: 1 matter is being handled") {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
}

// accepted brings a matter to where it is handled.
func accepted(t *testing.T, a *app.App) string {
	t.Helper()
	ctx, county, cast := t.Context(), sample.County(), sample.Cast()
	err := a.DB().Do(ctx, "the made county", func(tx *store.Tx) error {
		for _, err := range []error{tx.PutUnits(ctx, county.Units...), tx.PutPeople(ctx, county.People...), tx.PutPosts(ctx, county.Posts...)} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := a.Casework().Register(ctx, cast["case1"], petition.Record{
		Channel: petition.Letter, ReceivedAt: a.DB().Now(), FirstLevel: org.County, Persons: 1, Purpose: petition.Claim, Category: "0102", Place: "990121101201",
		Petitioners: []petition.Petitioner{{Name: "张建国", Phone: "13800138000", Address: "白水镇石门村1组"}},
		Subject:     "村道损坏", Demands: []petition.Demand{{Text: "修好"}}, Facts: "去年以来道路塌陷，多次反映没有结果。",
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	duty := func(login string) petition.Duty {
		by := cast[login]
		return petition.Duty{Person: by.Person, Name: by.Name, Title: by.Title, Unit: by.Unit, Phone: "0000-6201234"}
	}
	for _, step := range []struct {
		login string
		data  petition.Data
	}{
		{"case1", &petition.AssignedData{Unit: "baishui"}},
		{"baishui.clerk", &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty("baishui.head"), Handler: duty("baishui.handler1")}},
	} {
		if _, err := a.Casework().Act(ctx, cast[step.login], receipt.No, 0, step.data); err != nil {
			t.Fatal(err)
		}
	}
	return receipt.No
}
