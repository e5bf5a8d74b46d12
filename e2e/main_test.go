package e2e

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// The program and the browser are started once, for both take longer to start than a journey to walk.
var (
	theHouse   *house
	theBrowser *browser
)

func TestMain(m *testing.M) {
	flag.Parse() // the county is prepared by them
	os.Exit(run(m))
}

func run(m *testing.M) int {
	h, err := openHouse()
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		return 1
	}
	defer h.close()
	b, err := openBrowser()
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		return 1
	}
	defer b.close()
	theHouse, theBrowser = h, b
	code := m.Run()
	// Whatever ran, nothing personal may stand in the log of it.
	if leaks := h.leaks(); len(leaks) > 0 {
		for _, leak := range leaks {
			fmt.Fprintln(os.Stderr, "e2e: personal data:", leak)
		}
		return 1
	}
	return code
}
