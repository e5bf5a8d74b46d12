package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"bihuan/find/likeness"
)

// Among so many texts candidates are looked for; so many questions are put.
const (
	manyTexts     = 1_000_000
	likeQuestions = 1000
)

// likenesses measures the index of texts as the server holds it: adding, asking, saving, and taking it
// up again. Every question is an earlier text told anew: half of its words, in another order, and as
// many others.
func likenesses(ctx context.Context, o *options, r *report) error {
	n := o.count(manyTexts)
	debug.SetGCPercent(likeness.GCPercent)
	x := likeness.New()
	began := time.Now()
	for i := range n {
		if i%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		x.Put(textLike(i))
		if (i+1)%(max(1, n/10)) == 0 {
			r.say("%d texts, %.0f MB", i+1, resident()/1e6)
		}
	}
	r.note("texts of %d characters of a made vocabulary; a question shares half its words with one of them", textLength)
	r.add("", "texts added", "a second", "mean", float64(n)/time.Since(began).Seconds(), "texts", float64(n))
	runtime.GC()
	r.add("", "resident memory", "MB", "after adding", resident()/1e6)
	askLike(r, x, n, "question")

	began = time.Now()
	const more = 5000
	for i := range more {
		x.Put(textLike(n + i))
	}
	r.add("", "texts added to so many", "a second", "mean", more/time.Since(began).Seconds())

	file := filepath.Join(o.dir, "finding.idx")
	if o.dir == "" {
		dir, err := os.MkdirTemp("", "bihuan-bench-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		file = filepath.Join(dir, "finding.idx")
	}
	size, took, err := saveLike(x, file)
	if err != nil {
		return err
	}
	r.add("", "saved", "s", "time", took.Seconds(), "MB", size/1e6)
	x = nil
	debug.FreeOSMemory()
	began = time.Now()
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	if x, err = likeness.Load(in); err != nil {
		return err
	}
	r.add("", "taken up again", "s", "time", time.Since(began).Seconds())
	r.add("", "resident memory", "MB", "after taking up", resident()/1e6)
	askLike(r, x, n, "question after it")
	return nil
}

func saveLike(x *likeness.Index, file string) (size float64, took time.Duration, err error) {
	began := time.Now()
	out, err := os.Create(file)
	if err != nil {
		return 0, 0, err
	}
	if err := x.Save(out); err != nil {
		return 0, 0, err
	}
	info, err := out.Stat()
	if err != nil {
		return 0, 0, err
	}
	return float64(info.Size()), time.Since(began), out.Close()
}

// askLike puts questions, and looks whether the text that each was made from comes first.
func askLike(r *report, x *likeness.Index, n int, name string) {
	rnd := rand.New(rand.NewPCG(5, 8))
	var took times
	first := 0
	for range min(likeQuestions, n) {
		of := rnd.IntN(n)
		ask := retold(rnd, of, n)
		began := time.Now()
		got := x.Like(ask, 10)
		took = append(took, time.Since(began))
		if len(got) > 0 && got[0].Key == textLike(of).Key {
			first++
		}
	}
	r.addTimes("", name, took)
	r.add("", name+": first is right", "%", "share", 100*float64(first)/float64(min(likeQuestions, n)))
}

func textLike(i int) likeness.Text {
	text := textOf(i)
	return likeness.Text{Key: fmt.Sprintf("990121-%09d", i), Subject: string([]rune(text)[:20]), Body: text}
}

// retold is a text told anew.
func retold(r *rand.Rand, of, n int) likeness.Text {
	words := []rune(strings.ReplaceAll(textOf(of), ", ", ""))
	other := []rune(strings.ReplaceAll(textOf(3*n+of), ", ", ""))
	var b strings.Builder
	for i := 0; i+8 <= min(len(words), len(other)); i += 8 {
		part := words[i : i+8]
		if r.IntN(2) == 0 {
			part = other[i : i+8]
		}
		b.WriteString(string(part) + ", ")
	}
	text := b.String()
	return likeness.Text{Subject: string([]rune(text)[:20]), Body: text}
}

// resident is the process's memory, in bytes; 0 where the system does not tell.
func resident() float64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, rss float64
	if _, err := fmt.Sscan(string(text), &size, &rss); err != nil {
		return 0
	}
	return rss * float64(os.Getpagesize())
}
