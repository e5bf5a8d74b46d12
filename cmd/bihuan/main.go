// Command bihuan is the case-management system of a county petition bureau.
package main

import (
	"os"

	"bihuan/cli"
)

func main() { os.Exit(cli.Main()) }
