package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is one Chromium; readers are contexts in it.
type browser struct {
	ctx    context.Context
	cancel func()
}

// chromium finds the system's Chromium.
func chromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium found: install it with `make tools` or `apt-get install chromium`")
}

func openBrowser() (*browser, error) {
	path, err := chromium()
	if err != nil {
		return nil, err
	}
	profile, err := os.MkdirTemp("", "bihuan-e2e-profile-")
	if err != nil {
		return nil, err
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("accept-lang", "zh-CN"), chromedp.WindowSize(wide, 900),
	)
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(alloc)
	b := &browser{ctx: ctx, cancel: func() {
		cancel()
		stop()
		_ = os.RemoveAll(profile)
	}}
	if err := chromedp.Do(ctx); err != nil {
		b.cancel()
		return nil, fmt.Errorf("starting %s: %w", path, err)
	}
	return b, nil
}

func (b *browser) close() { b.cancel() }

// Widths at which pages are looked at.
const (
	wide   = 1440
	narrow = 390
)

// reader is one person before a screen of their own: own cookies, own storage.
type reader struct {
	t      *testing.T
	ctx    context.Context
	cancel func()
	name   string
	lang   string

	scripts bool

	want int // status of the next page, when it is not 200

	mu      sync.Mutex
	status  int      // of the page
	left    int      // how many pages were asked for
	landed  int      // how many came
	faults  []string // what the browser complained about
	waiting map[network.RequestID]string
}

// newReader opens a context that reads the pages in a language.
func newReader(t *testing.T, name, lang string, scripts bool) *reader {
	t.Helper()
	ctx, cancel := chromedp.NewContext(theBrowser.ctx, chromedp.WithNewBrowserContext())
	r := &reader{t: t, ctx: ctx, cancel: cancel, name: name, lang: lang, scripts: scripts, waiting: map[network.RequestID]string{}}
	// The first act on a context opens the window, and must not be limited in time.
	if err := chromedp.Listen(ctx, r.listen); err != nil {
		t.Fatalf("%s: opening a window: %v", name, err)
	}
	steps := []action{
		command(network.Enable, network.EnableParams{}), command(runtime.Enable, cdp.Empty{}),
		command(log.Enable, cdp.Empty{}), command(page.Enable, page.EnableParams{}),
		chromedp.EmulateViewport(wide, 900),
		command(network.SetCookie, network.SetCookieParams{Name: "lang", Value: lang, URL: theHouse.base + "/"}),
		command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts}),
	}
	if err := r.run(steps...); err != nil {
		t.Fatalf("%s: opening a window: %v", name, err)
	}
	return r
}

// meet opens a context for one journey alone.
func meet(t *testing.T, name, lang string, scripts bool) *reader {
	t.Helper()
	r := newReader(t, name, lang, scripts)
	t.Cleanup(r.cancel)
	return r
}

// patience is how long one step may take, on a busy machine.
const patience = 20 * time.Second

// action is a step that the browser carries out.
type action = chromedp.Action[chromedp.Void]

// command is an order to the browser that gives nothing back.
func command[P, R any](cmd cdp.Command[P, R], params P) action {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, cmd, params)
		return err
	})
}

func (r *reader) run(steps ...action) error {
	ctx, cancel := context.WithTimeout(r.ctx, patience)
	defer cancel()
	return chromedp.Do(ctx, steps...)
}

// ask has the page work something out.
func ask[T any](r *reader, script string, options ...chromedp.EvaluateOption) (T, error) {
	ctx, cancel := context.WithTimeout(r.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](script, options...))
}

// listen takes down every address that was asked for and whatever the browser complains about.
func (r *reader) listen(event any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		theHouse.asked(e.Request.URL)
		if e.Type == network.ResourceTypeDocument {
			r.left++
		}
		r.waiting[e.RequestID] = e.Request.Method + " " + e.Request.URL
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument {
			r.status = int(e.Response.Status)
			r.landed++
		} else if e.Response.Status >= 400 {
			r.faults = append(r.faults, fmt.Sprintf("%s answered %d", r.waiting[e.RequestID], e.Response.Status))
		}
	case *network.EventLoadingFailed:
		if !e.Canceled && e.ErrorText != "net::ERR_ABORTED" {
			r.faults = append(r.faults, fmt.Sprintf("%s failed: %s", r.waiting[e.RequestID], e.ErrorText))
		}
	case *runtime.EventExceptionThrown:
		r.faults = append(r.faults, "exception: "+exception(e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			var words []string
			for _, arg := range e.Args {
				words = append(words, string(arg.Value)+arg.Description)
			}
			r.faults = append(r.faults, "console: "+strings.Join(words, " "))
		}
	case *log.EventEntryAdded:
		// Statuses are told by the answers themselves.
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
			r.faults = append(r.faults, "log: "+e.Entry.Text)
		}
	case *page.EventJavascriptDialogOpening:
		// A form half filled in asks before it is left.
		go func() {
			_ = r.run(command(page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}))
		}()
	}
}

func exception(e *runtime.ExceptionDetails) string {
	if e.Exception != nil {
		return e.Text + " " + e.Exception.Description
	}
	return e.Text
}

// complaints are what the browser complained about since last asked.
func (r *reader) complaints() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	faults := r.faults
	r.faults = nil
	return faults
}
