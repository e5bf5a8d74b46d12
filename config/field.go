package config

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Field is one setting. Its words are in the locale under config.<key>.
type Field struct {
	Key     string // as the file writes it
	Default string
	Example string
	Secret  bool // not all of it is shown, and none of it where it is refused

	take func(c *Config, value string) bool // false: not such a value
	show func(c Config) string
}

// Flag is the setting on the command line.
func (f Field) Flag() string { return strings.ReplaceAll(f.Key, "_", "-") }

// Variable is the setting in the environment.
func (f Field) Variable() string { return prefix + strings.ToUpper(f.Key) }

// Show is the setting's value; what is secret in it is left out.
func (f Field) Show(c Config) string { return f.show(c) }

const prefix = "BIHUAN_"

// Fields lists all settings.
func Fields() []Field {
	return []Field{
		text("data", "bihuan-data", "/var/lib/bihuan", func(c *Config) *string { return &c.Data }, func(v string) bool { return v != "" }),
		text("county", "", "110101", func(c *Config) *string { return &c.County }, sixDigits.MatchString),
		database(),
		text("key_file", "", "/etc/bihuan/key", func(c *Config) *string { return &c.KeyFile }, anything),
		text("cipher", "sm4", "aes", func(c *Config) *string { return &c.Cipher }, oneOf("sm4", "aes")),
		text("listen", "127.0.0.1:8080", ":8080", func(c *Config) *string { return &c.Listen }, address),
		text("base_url", "", "https://xf.example.gov.cn", func(c *Config) *string { return &c.BaseURL }, site),
		text("tls_cert", "", "/etc/bihuan/cert.pem", func(c *Config) *string { return &c.TLSCert }, anything),
		text("tls_key", "", "/etc/bihuan/key.pem", func(c *Config) *string { return &c.TLSKey }, anything),
		flag("proxy", func(c *Config) *bool { return &c.Proxy }),
		text("secure_cookies", "auto", "on", func(c *Config) *string { return &c.SecureCookies }, oneOf("auto", "on", "off")),
		duration("idle", "30m", "15m", func(c *Config) *time.Duration { return &c.Idle }, time.Minute),
		duration("absolute", "12h", "8h", func(c *Config) *time.Duration { return &c.Absolute }, time.Minute),
		text("language", "zh-CN", "en", func(c *Config) *string { return &c.Language }, oneOf("zh-CN", "en")),
		size("upload", "60MB", "200MB", func(c *Config) *int64 { return &c.Upload }),
		people("inhabitants", func(c *Config) *int { return &c.Inhabitants }),
		days("cluster_days", "180", "90", func(c *Config) *int { return &c.ClusterDays }),
		secret("mail", "smtp://bihuan:password@mail.example.gov.cn:587/?from=bihuan@example.gov.cn", func(c *Config) *string { return &c.Mail }, mailServer, hidden),
		secret("sms", "https://sms.example.gov.cn/send", func(c *Config) *string { return &c.SMS }, gateway, hidden),
		text("sms_key", "", "bihuan", func(c *Config) *string { return &c.SMSKey }, anything),
		secret("sms_secret", "a-long-random-word", func(c *Config) *string { return &c.SMSSecret }, anything, dots),
		text("sms_sign", "", "Qingyuan", func(c *Config) *string { return &c.SMSSign }, anything),
		text("quiet", "21:00-07:30", "22:00-08:00", func(c *Config) *string { return &c.Quiet }, hours),
		text("forms", "", "/etc/bihuan/forms", func(c *Config) *string { return &c.Forms }, anything),
		text("fonts", "", "/etc/bihuan/fonts", func(c *Config) *string { return &c.Fonts }, anything),
		text("outbound_allow", "", "10.0.0.0/8,192.168.0.0/16", func(c *Config) *string { return &c.OutboundAllow }, networks),
		text("log_level", "info", "debug", func(c *Config) *string { return &c.LogLevel }, oneOf("debug", "info", "warn", "error")),
		text("log_format", "text", "json", func(c *Config) *string { return &c.LogFormat }, oneOf("text", "json")),
		text("metrics", "", "127.0.0.1:9090", func(c *Config) *string { return &c.Metrics }, address),
		text("traces", "", "http://127.0.0.1:4318", func(c *Config) *string { return &c.Traces }, collector),
	}
}

var sixDigits = regexp.MustCompile(`^[0-9]{6}$`)

func text(key, value, example string, at func(*Config) *string, ok func(string) bool) Field {
	return Field{Key: key, Default: value, Example: example,
		take: func(c *Config, v string) bool {
			*at(c) = v
			return v == value || ok(v)
		},
		show: func(c Config) string { return *at(&c) },
	}
}

// database keeps its password to itself.
func database() Field {
	f := text("database", "", "postgres://bihuan@db/bihuan", func(c *Config) *string { return &c.Database }, anything)
	f.show = func(c Config) string {
		if c.Database == "" {
			return ""
		}
		return c.ShownDatabase()
	}
	return f
}

func flag(key string, at func(*Config) *bool) Field {
	return Field{Key: key, Default: "false", Example: "true",
		take: func(c *Config, v string) bool {
			on, err := strconv.ParseBool(v)
			*at(c) = on
			return err == nil
		},
		show: func(c Config) string { return strconv.FormatBool(*at(&c)) },
	}
}

func duration(key, value, example string, at func(*Config) *time.Duration, least time.Duration) Field {
	return Field{Key: key, Default: value, Example: example,
		take: func(c *Config, v string) bool {
			d, err := time.ParseDuration(v)
			*at(c) = d
			return err == nil && d >= least
		},
		show: func(c Config) string { return (*at(&c)).String() },
	}
}

var sizeForm = regexp.MustCompile(`^([0-9]{1,6}) ?(KB|MB|GB)$`)

// unit is how many bytes a unit of size has, the binary way as file managers count.
func unit(name string) int64 {
	return map[string]int64{"KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}[name]
}

// people is how many live somewhere; 0 is not known.
func people(key string, at func(*Config) *int) Field {
	return Field{Key: key, Default: "0", Example: "1450000",
		take: func(c *Config, v string) bool {
			n, err := strconv.Atoi(v)
			*at(c) = n
			return err == nil && n >= 0 && n <= 100_000_000
		},
		show: func(c Config) string { return strconv.Itoa(*at(&c)) },
	}
}

func days(key, value, example string, at func(*Config) *int) Field {
	return Field{Key: key, Default: value, Example: example,
		take: func(c *Config, v string) bool {
			n, err := strconv.Atoi(v)
			*at(c) = n
			return err == nil && n >= 1 && n <= 3660
		},
		show: func(c Config) string { return strconv.Itoa(*at(&c)) },
	}
}

func size(key, value, example string, at func(*Config) *int64) Field {
	return Field{Key: key, Default: value, Example: example,
		take: func(c *Config, v string) bool {
			parts := sizeForm.FindStringSubmatch(strings.ToUpper(v))
			if parts == nil {
				return false
			}
			n, err := strconv.ParseInt(parts[1], 10, 64)
			*at(c) = n * unit(parts[2])
			return err == nil && n > 0
		},
		show: func(c Config) string {
			for _, name := range []string{"GB", "MB"} {
				if n := *at(&c); n%unit(name) == 0 {
					return strconv.FormatInt(n/unit(name), 10) + name
				}
			}
			return strconv.FormatInt(*at(&c)/unit("KB"), 10) + "KB"
		},
	}
}

func anything(string) bool { return true }

func oneOf(values ...string) func(string) bool {
	return func(v string) bool { return slices.Contains(values, v) }
}

func address(v string) bool {
	_, port, err := net.SplitHostPort(v)
	n, bad := strconv.Atoi(port)
	return err == nil && bad == nil && n >= 0 && n < 1<<16
}

func site(v string) bool {
	u, err := url.Parse(v)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.RawQuery == "" && strings.Trim(u.Path, "/") == ""
}
