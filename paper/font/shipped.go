package font

import (
	"embed"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// packed is the shipped fonts; where each comes from stands in shipped/README.md.
//
//go:embed shipped/*.zst
var packed embed.FS

// unpacked is more than a shipped font takes.
const unpacked = 64 << 20

// shipped is the set of the shipped faces. Files are unpacked when a character first needs them, once
// for the set.
func shipped() *Set {
	face := func(name string) *Face {
		return plain(&file{name: name, load: func() (*sfnt, error) { return unpack(name) }})
	}
	fang, song, songBold, hei, kai := face("fang"), face("song"), face("songbold"), face("hei"), face("kai")
	rare := face("rare") // what song, though it is complete, does not have
	thick, rareThick := song.bold(), rare.bold()
	return &Set{last: song, chains: map[Role][]*Face{
		Fang:     {fang, song, rare},
		FangBold: {fang.bold(), songBold, thick, rareThick},
		Song:     {song, rare},
		SongBold: {songBold, thick, rareThick},
		Title:    {songBold, thick, rareThick},
		Hei:      {hei, thick, rareThick},
		Kai:      {kai, song, rare},
	}}
}

func unpack(name string) (*sfnt, error) {
	data, err := packed.ReadFile("shipped/" + name + ".ttf.zst")
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	in, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(unpacked))
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	defer in.Close()
	if data, err = in.DecodeAll(data, nil); err != nil {
		return nil, fmt.Errorf("font %s: unpack: %w", name, err)
	}
	t, err := parse(data, 0)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	return t, nil
}
