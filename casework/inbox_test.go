package casework

import (
	"testing"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/notify"
	"bihuan/domain/petition"
	"bihuan/store"
)

// unread are the ids of somebody's unread messages, the newest first.
func (s *story) unread(login string) []string {
	s.t.Helper()
	who := s.officer(login)
	list, err := s.db.Reader(s.cases.Scope(who)).Inbox(s.ctx, store.InboxQuery{Person: who.Person, Unread: true, Limit: 100})
	if err != nil {
		s.t.Fatal(err)
	}
	ids := make([]string, len(list))
	for i, m := range list {
		ids[i] = m.ID
	}
	return ids
}

// goesTo registers a matter and assigns it to the township.
func (s *story) goesTo(name string) {
	s.t.Helper()
	s.takes("case1", name, "")
	if _, err := s.cases.Act(s.ctx, s.officer("chief1"), s.names[name], 0, &petition.AssignedData{Unit: "baishui"}); err != nil {
		s.t.Fatal(err)
	}
	s.now.Add(time.Minute.Milliseconds())
}

func TestMessagesAreReadByTheirOwners(t *testing.T) {
	eachStory(t, func(s *story) {
		clerk, stranger := s.officer("baishui.clerk"), s.officer("liuhe.clerk")
		for _, name := range []string{"X1", "X2", "X3"} {
			s.goesTo(name)
		}
		ids := s.unread("baishui.clerk")
		if len(ids) != 3 {
			t.Fatalf("%d messages", len(ids))
		}
		_, err := s.cases.ReadMessage(s.ctx, stranger, ids[0])
		s.faults(err, fault.NotFound, "fault.message.not_found")
		if err := s.cases.ReadAbout(s.ctx, stranger, s.names["X1"]); err != nil {
			t.Error(err)
		}
		if err := s.cases.ReadAll(s.ctx, stranger, ids[0]); err != nil {
			t.Error(err)
		}
		if left := s.unread("baishui.clerk"); len(left) != 3 {
			t.Errorf("others read them: %d are left", len(left))
		}

		m, err := s.cases.ReadMessage(s.ctx, clerk, ids[2])
		if err != nil || m.No != s.names["X1"] {
			t.Errorf("the oldest is of %s: %v", m.No, err)
		}
		s.now.Add(time.Minute.Milliseconds())
		if m, err = s.cases.ReadMessage(s.ctx, clerk, ids[2]); err != nil || !s.time().After(m.Read) {
			t.Errorf("read again it is of %s: %v", m.Read, err)
		}
		if err := s.cases.ReadAbout(s.ctx, clerk, s.names["X2"]); err != nil {
			t.Error(err)
		}
		if left := s.unread("baishui.clerk"); len(left) != 1 || left[0] != ids[0] {
			t.Errorf("left: %v, want %s", left, ids[0])
		}

		// What came after the page was made has not been seen.
		s.goesTo("X4")
		s.faults(s.cases.ReadAll(s.ctx, clerk, ids[0]), fault.Conflict, "fault.message.newer")
		left := s.unread("baishui.clerk")
		if len(left) != 2 {
			t.Errorf("%d are left", len(left))
		}
		if err := s.cases.ReadAll(s.ctx, clerk, left[0]); err != nil || len(s.unread("baishui.clerk")) != 0 {
			t.Errorf("not all are read: %v", err)
		}
		if err := s.cases.ReadAll(s.ctx, clerk, ""); err != nil {
			t.Errorf("of nothing: %v", err)
		}
	})
}

func TestRobotsAreKept(t *testing.T) {
	eachStory(t, func(s *story) {
		chief := s.officer("chief1")
		r := store.Robot{Unit: "baishui", Kind: "wecom", Name: " 白水镇工作群 ", URL: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"}
		_, err := s.cases.SaveRobot(s.ctx, s.officer("case1"), r)
		s.faults(err, fault.Forbidden, "fault.office.forbidden")
		id, err := s.cases.SaveRobot(s.ctx, chief, r)
		if err != nil {
			t.Fatal(err)
		}
		// A gateway of the office's own is taken, also without TLS: the courier guards what it may reach.
		if _, err := s.cases.SaveRobot(s.ctx, chief, store.Robot{ID: id, Unit: "baishui", Name: "白水镇工作群", URL: "http://robots.example.cn/wecom", Secret: "s"}); err != nil {
			t.Fatal(err)
		}
		have, err := s.db.Robot(s.ctx, id)
		if err != nil || have.URL != "http://robots.example.cn/wecom" || have.Secret != "s" || have.Kind != "wecom" || have.Name != "白水镇工作群" {
			t.Errorf("kept: of kind %s, named %q: %v", have.Kind, have.Name, err)
		}
		_, err = s.cases.SaveRobot(s.ctx, chief, store.Robot{ID: "robot-none", Unit: "baishui", Name: "x"})
		s.faults(err, fault.NotFound, "fault.robot.not_found")

		// Whoever tries it does not wait for the morning; all others do.
		quiet, _ := notify.ParseQuiet("21:00-07:30")
		routes, err := notify.TheRoutes()
		if err != nil {
			t.Fatal(err)
		}
		s.cases.Connect(Outside{Routes: routes, Quiet: quiet})
		s.set("2026-09-01 23:10")
		if err := s.cases.TestRobot(s.ctx, chief, id); err != nil {
			t.Fatal(err)
		}
		s.goesTo("X1")
		list, err := s.everything().Deliveries(s.ctx, store.DeliveryWaits, "", 10)
		if err != nil || len(list) != 2 {
			t.Fatalf("%d deliveries: %v", len(list), err)
		}
		if test := list[1]; test.Topic != robotTest || test.After.After(test.Created) || test.Args["by"] != chief.Name {
			t.Errorf("the test: %s after %s", test.Topic, test.After)
		}
		if told := list[0]; !told.After.Equal(s.moment("2026-09-02 07:30")) {
			t.Errorf("at night the group is told at %s", told.After)
		}

		s.faults(s.cases.CloseRobot(s.ctx, s.officer("baishui.head"), id), fault.Forbidden, "fault.office.forbidden")
		s.faults(s.cases.TestRobot(s.ctx, s.officer("case1"), id), fault.Forbidden, "fault.office.forbidden")
		if err := s.cases.CloseRobot(s.ctx, chief, id); err != nil {
			t.Fatal(err)
		}
		s.faults(s.cases.TestRobot(s.ctx, chief, id), fault.NotFound, "fault.robot.not_found")
		if out, err := s.cases.Outgoing(s.ctx, list[0].ID, "zh-CN"); err != nil || out != nil {
			t.Errorf("a closed group is still told: %v", err)
		}
	})
}

func TestJobsAreRetriedByTheirKeeper(t *testing.T) {
	eachStory(t, func(s *story) {
		s.faults(s.cases.RetryJob(s.ctx, s.officer("director"), 1), fault.Forbidden, "fault.office.forbidden")
		s.faults(s.cases.RetryJob(s.ctx, s.officer("sysadmin"), 1), fault.NotFound, "fault.job.not_found")
	})
}
