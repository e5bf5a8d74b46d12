package app

import (
	"errors"
	"fmt"
	"net"
	"time"

	"bihuan/casework"
	"bihuan/config"
	"bihuan/courier"
	"bihuan/domain/notify"
	"bihuan/store"
)

// patience is how long another side may take to answer.
const patience = 10 * time.Second

// connect opens the ways out of the house that the settings name. Without any, messages stay in the
// inbox. Nothing is dialled before the first message.
func (a *App) connect() error {
	routes, err := notify.TheRoutes()
	if err != nil {
		return err
	}
	quiet, ok := notify.ParseQuiet(a.config.QuietHours())
	if !ok {
		return fmt.Errorf("the quiet hours %q cannot be read", a.config.Quiet)
	}
	a.outside = courier.NewClient(a.config.Allowed(), patience)
	if a.channels, err = a.ways(); err != nil {
		return err
	}
	a.cases.Connect(casework.Outside{
		Routes: routes, Quiet: quiet, Mail: a.channels[casework.ChannelMail] != nil, SMS: a.channels[casework.ChannelSMS] != nil,
	})
	return nil
}

// ways are the channels that lead to one person.
func (a *App) ways() (map[string]courier.Channel, error) {
	open := map[string]courier.Channel{}
	if a.config.Mail != "" {
		o, err := courier.ParseMail(a.config.Mail)
		if err != nil {
			return nil, err
		}
		o.Now, o.Dialer = a.now, &net.Dialer{Timeout: patience, Control: courier.Guard(a.config.Allowed())}
		if open[casework.ChannelMail], err = courier.NewMail(o); err != nil {
			return nil, err
		}
	}
	var err error
	switch a.config.SMS {
	case "":
	case config.SMSLog:
		open[casework.ChannelSMS] = courier.NewLog(a.log)
	default:
		open[casework.ChannelSMS], err = courier.NewSMS(courier.SMSOptions{
			URL: a.config.SMS, Key: a.config.SMSKey, Secret: a.config.SMSSecret, Sign: a.config.SMSSign, Client: a.outside, Now: a.now,
		})
	}
	return open, err
}

// robot is the way to a chat group.
func (a *App) robot(r store.Robot) (courier.Channel, error) {
	o := courier.RobotOptions{URL: r.URL, Secret: r.Secret, Client: a.outside, Now: a.now}
	switch r.Kind {
	case "wecom":
		return courier.NewWeCom(o)
	case "dingtalk":
		return courier.NewDingTalk(o)
	case "feishu":
		return courier.NewFeishu(o)
	}
	return nil, errors.New("a robot of a kind that is not known")
}
