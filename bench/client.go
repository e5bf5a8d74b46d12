package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"bihuan/casework"
	"bihuan/domain/org"
	"bihuan/domain/sample"
	"bihuan/login"
)

// logins are those who sign in: two of the bureau, a unit's clerk, a handler.
func logins() []string { return []string{"case1", "case2", "baishui.clerk", "baishui.handler1"} }

// accounts gives the staff that signs in their accounts, with first passwords.
func (g *ground) accounts(ctx context.Context, h *house) (map[string]string, error) {
	l, err := login.New(login.Options{DB: h.db, Now: time.Now})
	if err != nil {
		return nil, err
	}
	passwords := map[string]string{}
	by := casework.Operator(string(sample.Code))
	for _, name := range logins() {
		person := org.PersonID("p-" + name)
		passwords[name], err = l.Create(ctx, by, person, name)
		if err != nil {
			passwords[name], err = l.Reset(ctx, by, person)
		}
		if err != nil {
			return nil, fmt.Errorf("an account for %s: %w", name, err)
		}
	}
	return passwords, nil
}

// client is an officer's browser, as far as a server sees it.
type client struct {
	http    *http.Client
	address string
	login   string
	numbers []string // petitions that the officer may read
}

func signIn(address, name, first string) (*client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &client{http: &http.Client{Jar: jar, Transport: &http.Transport{}, Timeout: time.Minute}, address: address, login: name}
	if _, err := c.post("/office/sign-in", url.Values{"login": {name}, "password": {first}}); err != nil {
		return nil, err
	}
	const fresh = "Seven herons over the weir"
	if _, err := c.post("/office/account/password", url.Values{"old": {first}, "fresh": {fresh}, "again": {fresh}}); err != nil {
		return nil, err
	}
	page, err := c.get("/office/petitions")
	if err != nil {
		return nil, err
	}
	c.numbers = slices.Compact(slices.Sorted(slices.Values(petitionLink.FindAllString(page, -1))))
	return c, nil
}

var petitionLink = regexp.MustCompile(`\b[0-9]{6}-[0-9]{6}-[0-9]{4,}-[A-Z]\b`)

func (c *client) get(path string) (string, error) { return c.read(c.http.Get(c.address + path)) }

func (c *client) post(path string, form url.Values) (string, error) {
	return c.read(c.http.PostForm(c.address+path, form))
}

func (c *client) read(answer *http.Response, err error) (string, error) {
	if err != nil {
		return "", err
	}
	page, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return "", err
	}
	if path := answer.Request.URL.Path; answer.StatusCode != http.StatusOK || strings.HasSuffix(path, "/sign-in") {
		return "", fmt.Errorf("%s: %s answers %s", c.login, path, answer.Status)
	}
	return string(page), nil
}

// visit is a page that was read, and how long it took.
type visit struct {
	page string
	took time.Duration
}

// walk reads n pages: today, the list and its next page, petitions, a search, by turns.
func (c *client) walk(n int, word string) ([]visit, error) {
	var visits []visit
	read := func(page string, ask func() (string, error)) (string, error) {
		began := time.Now()
		body, err := ask()
		visits = append(visits, visit{page, time.Since(began)})
		return body, err
	}
	get := func(path string) func() (string, error) {
		return func() (string, error) { return c.get(path) }
	}
	for turn := 0; len(visits) < n; turn++ {
		_, err := read("today", get("/office/"))
		if err != nil {
			return nil, err
		}
		list, err := read("list", get("/office/petitions"))
		if err != nil {
			return nil, err
		}
		if next := nextLink.FindStringSubmatch(list); next != nil {
			if _, err := read("next page", get("/office/petitions?"+strings.ReplaceAll(next[1], "&amp;", "&"))); err != nil {
				return nil, err
			}
		}
		for k := range min(6, len(c.numbers)) {
			if _, err := read("petition", get("/office/petitions/"+c.numbers[(turn*6+k)%len(c.numbers)])); err != nil {
				return nil, err
			}
		}
		if _, err := read("search", func() (string, error) { return c.post("/office/petitions/search", url.Values{"q": {word}}) }); err != nil {
			return nil, err
		}
	}
	return visits, nil
}

var nextLink = regexp.MustCompile(`href="[^"?]*/petitions\?([^"]*cursor=[^"]+)"`)
