package casework

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/notify"
	"bihuan/domain/org"
	"bihuan/store"
)

// RobotKinds are the chat services whose group robots are spoken to, as deliveries name them.
func RobotKinds() []string { return []string{"wecom", "dingtalk", "feishu"} }

// robotHosts are where the services have their robots. An office may have a gateway of its own
// before them, so that another host is taken too; whether it may be reached, the courier guards.
func robotHosts(kind string) []string {
	switch kind {
	case "wecom":
		return []string{"qyapi.weixin.qq.com"}
	case "dingtalk":
		return []string{"oapi.dingtalk.com"}
	case "feishu":
		return []string{"open.feishu.cn", "open.larksuite.com"}
	}
	return nil
}

// Lengths of what a service shows of its robot.
const (
	maxRobotURL    = 500
	maxRobotSecret = 200
)

// SaveRobot writes over what is known of a group's robot, or enters one when it has no id. An empty
// address or secret leaves the one that is there. The service stays: an address is of one service.
func (c *Casework) SaveRobot(ctx context.Context, by org.Officer, r store.Robot) (string, error) {
	fresh := "robot-" + strings.ToLower(rand.Text()[:12])
	err := c.keep(ctx, by, org.ActRobots, "save a robot", func(tx *store.Tx, _ *store.Directory) error {
		after := r
		if r.ID == "" {
			after.ID = fresh
		} else {
			have, err := c.openRobot(ctx, r.ID)
			if err != nil {
				return err
			}
			after.Kind = have.Kind
		}
		after.Name, after.URL, after.Secret = strings.TrimSpace(r.Name), strings.TrimSpace(r.URL), strings.TrimSpace(r.Secret)
		if err := checkRobot(after, r.ID == ""); err != nil {
			return err
		}
		if err := tx.UnitOpen(ctx, after.Unit); err != nil {
			return err
		}
		return tx.PutRobot(ctx, after)
	})
	if r.ID != "" {
		fresh = r.ID
	}
	return fresh, err
}

func checkRobot(r store.Robot, fresh bool) error {
	faults := []*fault.Fault{within("name", r.Name, maxWords)}
	if !slices.Contains(RobotKinds(), r.Kind) {
		faults = append(faults, fault.NewInvalid("kind", "fault.robot.kind"))
	} else if fresh || r.URL != "" {
		faults = append(faults, checkRobotURL(r.Kind, r.URL))
	}
	if len(r.Secret) > maxRobotSecret {
		faults = append(faults, fault.NewInvalid("secret", "fault.office.long", "max", maxRobotSecret))
	}
	return fault.Join(faults...)
}

// checkRobotURL says what is wrong with a robot's address. It never repeats it: whoever knows it can
// speak to the group.
func checkRobotURL(kind, raw string) *fault.Fault {
	u, err := url.Parse(raw)
	switch {
	case raw == "":
		return fault.NewInvalid("url", "fault.robot.url_empty", "kind", kind)
	case len(raw) > maxRobotURL:
		return fault.NewInvalid("url", "fault.office.long", "max", maxRobotURL)
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil:
		return fault.NewInvalid("url", "fault.robot.url")
	}
	host := strings.ToLower(u.Hostname())
	for _, other := range RobotKinds() {
		if other != kind && slices.Contains(robotHosts(other), host) {
			return fault.NewInvalid("url", "fault.robot.url_other", "other", other, "kind", kind)
		}
	}
	if u.Scheme == "http" && slices.Contains(robotHosts(kind), host) {
		return fault.NewInvalid("url", "fault.robot.url_https")
	}
	return nil
}

// openRobot is a robot that is still spoken to.
func (c *Casework) openRobot(ctx context.Context, id string) (store.Robot, error) {
	r, err := c.db.Robot(ctx, id)
	if err == nil && !r.Closed.IsZero() {
		return r, fault.New(fault.NotFound, "fault.robot.not_found")
	}
	return r, err
}

// CloseRobot has a robot spoken to no more. What waits for it is dropped when its turn comes.
func (c *Casework) CloseRobot(ctx context.Context, by org.Officer, id string) error {
	return c.keep(ctx, by, org.ActRobots, "close a robot", func(tx *store.Tx, _ *store.Directory) error {
		r, err := c.openRobot(ctx, id)
		if err != nil {
			return err
		}
		r.Closed = tx.Now
		return tx.PutRobot(ctx, r)
	})
}

// robotTest is the topic of a message that only shows that a robot can be reached.
const robotTest notify.Topic = "robot:test"

// TestRobot sends a test message to a robot's group, at once: whoever asks for it waits for it, quiet
// hours or not.
func (c *Casework) TestRobot(ctx context.Context, by org.Officer, id string) error {
	return c.keep(ctx, by, org.ActRobots, "test a robot", func(tx *store.Tx, _ *store.Directory) error {
		r, err := c.openRobot(ctx, id)
		if err != nil {
			return err
		}
		ways := c.ways()
		ways.Quiet = notify.Quiet{}
		d := store.Delivery{Channel: r.Kind, Robot: r.ID, Topic: robotTest, Args: store.Facts{"by": by.Name},
			Origin: fmt.Sprintf("test %s@%d", r.ID, tx.Now.UnixMilli())}
		return c.post(ctx, tx, ways, &d)
	})
}
