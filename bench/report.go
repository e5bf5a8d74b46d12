package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// report is what a measurement found, and where.
type report struct {
	Name     string    `json:"measurement"`
	Date     string    `json:"date"`
	Cores    int       `json:"cores"`
	CPU      string    `json:"cpu"`
	Go       string    `json:"go"`
	Revision string    `json:"revision"`
	Load     string    `json:"load"` // of the machine before: what else was going on
	Notes    []string  `json:"notes,omitempty"`
	Figures  []figure  `json:"figures"`
	began    time.Time // for what is said meanwhile
}

// figure is one number, or several of one kind.
type figure struct {
	Engine string             `json:"engine,omitempty"`
	Name   string             `json:"name"`
	Unit   string             `json:"unit"`
	Values map[string]float64 `json:"values"`
	order  []string
}

func newReport(name string) *report {
	return &report{Name: name, Date: time.Now().Format(time.DateOnly), Cores: runtime.GOMAXPROCS(0), CPU: cpu(),
		Go: runtime.Version(), Revision: revision(), Load: load(), began: time.Now()}
}

// note keeps a remark that the figures need.
func (r *report) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// say tells on standard error what is going on.
func (r *report) say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "%7.1fs  %s\n", time.Since(r.began).Seconds(), fmt.Sprintf(format, args...))
}

// add keeps a figure: names and values by turns.
func (r *report) add(engine, name, unit string, namesAndValues ...any) {
	f := figure{Engine: engine, Name: name, Unit: unit, Values: map[string]float64{}}
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		key := namesAndValues[i].(string)
		f.order = append(f.order, key)
		f.Values[key] = namesAndValues[i+1].(float64)
	}
	r.Figures = append(r.Figures, f)
	r.say("%s", f)
}

func (f figure) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\t%s\t", f.Engine, f.Name)
	for _, key := range f.order {
		fmt.Fprintf(&b, "%s %s\t", key, short(f.Values[key]))
	}
	return b.String() + f.Unit
}

// short writes a number with as many digits as mean something.
func short(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

func (r *report) print(out io.Writer, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	}
	fmt.Fprintf(out, "%s: %s, %d cores (%s), %s, revision %s, load before %s\n", r.Name, r.Date, r.Cores, r.CPU, r.Go, r.Revision, r.Load)
	for _, note := range r.Notes {
		fmt.Fprintf(out, "  %s\n", note)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, f := range r.Figures {
		fmt.Fprintf(table, "  %s\n", f)
	}
	return table.Flush()
}

func cpu() string {
	file, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if name, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

// load is how many processes wanted to run in the minute before.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

func revision() string {
	head, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	changed, err := exec.Command("git", "status", "--porcelain", "--untracked-files=no").Output()
	if err != nil || len(changed) > 0 {
		return strings.TrimSpace(string(head)) + " with changes"
	}
	return strings.TrimSpace(string(head))
}

// times are what many runs of one thing took.
type times []time.Duration

// at is the time within which a share of the runs was done.
func (t times) at(share float64) float64 {
	if len(t) == 0 {
		return 0
	}
	slices.Sort(t)
	i := min(int(share*float64(len(t))), len(t)-1)
	return float64(t[i]) / float64(time.Millisecond)
}

// addTimes keeps the usual figures of times.
func (r *report) addTimes(engine, name string, t times) {
	r.add(engine, name, "ms", "p50", t.at(0.50), "p95", t.at(0.95), "p99", t.at(0.99))
}

func median[T cmp.Ordered](list []T) T {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}
