package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"bihuan/config"
)

// newConfig shows the settings as they are, and where each came from.
func newConfig(s *shell) *cobra.Command {
	c := s.command("config", groupCare)
	c.Args = s.args()
	s.settings(c, serving()...)
	markdown := c.Flags().Bool("markdown", false, s.L.T("cli.config.markdown"))
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		if *markdown {
			s.line(s.out, s.settingsPage())
			return nil
		}
		loaded, err := s.load(c)
		if err != nil {
			return err
		}
		if *asJSON {
			return s.printJSON(settingsJSON(loaded))
		}
		var t table
		for _, f := range config.Fields() {
			t.add(f.Key, f.Show(loaded.Config), s.L.T("config.origin."+string(loaded.Origins[f.Key])), s.L.T("config."+f.Key))
		}
		return t.print(s.out, "")
	}
	return c
}

func settingsJSON(l config.Loaded) any {
	type setting struct {
		Value string        `json:"value"`
		From  config.Origin `json:"from"`
	}
	all := map[string]setting{}
	for _, f := range config.Fields() {
		all[f.Key] = setting{f.Show(l.Config), l.Origins[f.Key]}
	}
	return map[string]any{"file": l.File, "settings": all}
}

// settingsPage is docs/config.md.
func (s *shell) settingsPage() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n", s.L.T("config.doc.title"), s.L.T("config.doc.head"))
	columns := []string{"key", "flag", "variable", "default", "example", "words"}
	for _, name := range columns {
		b.WriteString("| " + s.L.T("config.doc.columns."+name) + " ")
	}
	b.WriteString("|\n" + strings.Repeat("| --- ", len(columns)) + "|\n")
	for _, f := range config.Fields() {
		fmt.Fprintf(&b, "| `%s` | `--%s` | `%s` | %s | `%s` | %s |\n", f.Key, f.Flag(), f.Variable(), code(f.Default), f.Example, s.L.T("config."+f.Key))
	}
	return strings.TrimRight(b.String(), "\n")
}

func code(value string) string {
	if value == "" {
		return ""
	}
	return "`" + value + "`"
}
