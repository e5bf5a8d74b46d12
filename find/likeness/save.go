package likeness

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc64"
	"io"
	"slices"
)

// mark begins a saved index; another number, another form.
const mark = "bihuan likeness 1\n"

// ErrDamaged is what Load refuses: cut off, changed, or of another version. The index is then made
// again from the texts.
var ErrDamaged = errors.New("likeness: the saved index is damaged or of another version")

// Save writes the index, so that a restart need not take all texts apart again. It holds up others only
// while it takes hold of what there is: what lists and texts hold is never changed in place.
func (x *Index) Save(w io.Writer) error {
	return x.still().write(w)
}

// still is the index as it is now, sharing what is never changed.
func (x *Index) still() *Index {
	x.mu.RLock()
	defer x.mu.RUnlock()
	now := &Index{docs: slices.Clone(x.docs), seen: slices.Clone(x.seen), lists: make([][]list, len(x.lists)), live: x.live}
	for i, b := range x.lists {
		now.lists[i] = slices.Clone(b)
	}
	return now
}

func (x *Index) write(w io.Writer) error {
	sum := crc64.New(crc64.MakeTable(crc64.ECMA))
	out := &writer{w: bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<20)}
	out.bytes([]byte(mark))
	moved := make([]uint32, len(x.docs)) // places of dropped texts are left out
	out.number(x.live)
	n := uint32(0)
	for i, d := range x.docs {
		if d.key == "" {
			continue
		}
		moved[i] = n
		n++
		out.number(len(d.key))
		out.bytes([]byte(d.key))
		out.number(int(d.body))
		out.number(len(d.text))
		for _, c := range d.text {
			out.bytes(binary.LittleEndian.AppendUint16(out.room[:0], c))
		}
	}
	for _, seen := range x.seen {
		out.number(int(seen))
	}
	for g := gram(singles); g < allGrams; g++ {
		out.list(x.found(g), func(at uint32) (uint32, bool) { return moved[at], x.docs[at].key != "" })
	}
	if out.err != nil {
		return fmt.Errorf("saving the index: %w", out.err)
	}
	if err := out.w.Flush(); err != nil {
		return fmt.Errorf("saving the index: %w", err)
	}
	if _, err := w.Write(binary.LittleEndian.AppendUint64(nil, sum.Sum64())); err != nil {
		return fmt.Errorf("saving the index: %w", err)
	}
	return nil
}

// writer keeps the first error.
type writer struct {
	w    *bufio.Writer
	room [10]byte
	err  error
}

func (o *writer) bytes(b []byte) {
	if o.err == nil {
		_, o.err = o.w.Write(b)
	}
}

func (o *writer) number(n int) { o.bytes(binary.AppendUvarint(o.room[:0], uint64(n))) }

// list is written as the steps from place to place, which are small.
func (o *writer) list(l list, moved func(uint32) (uint32, bool)) {
	n := 0
	for _, at := range l {
		if _, ok := moved(at); ok {
			n++
		}
	}
	o.number(n)
	last := uint32(0)
	for _, at := range l {
		if to, ok := moved(at); ok {
			o.number(int(to - last))
			last = to
		}
	}
}

// Load reads a saved index.
func Load(r io.Reader) (*Index, error) {
	sum := crc64.New(crc64.MakeTable(crc64.ECMA))
	in := &reader{r: bufio.NewReaderSize(r, 1<<20), sum: sum}
	if string(in.bytes(len(mark))) != mark {
		return nil, ErrDamaged
	}
	x := New()
	x.live = in.number(1 << 31)
	for range x.live {
		if in.err != nil {
			return nil, ErrDamaged
		}
		d := doc{key: string(in.bytes(in.number(200)))}
		d.body = uint16(in.number(1 << 15))
		raw := in.bytes(2 * in.number(1<<15))
		d.text = make(letters, len(raw)/2)
		for i := range d.text {
			d.text[i] = binary.LittleEndian.Uint16(raw[2*i:])
		}
		if d.key == "" || int(d.body) > len(d.text) {
			return nil, ErrDamaged
		}
		x.byKey[d.key] = uint32(len(x.docs))
		x.docs = append(x.docs, d)
	}
	for i := range x.seen {
		x.seen[i] = uint32(in.number(1 << 31))
	}
	var room []uint32 // lists of the file stand in a few large pieces
	for g := gram(singles); g < allGrams; g++ {
		n := in.number(len(x.docs))
		if n == 0 {
			continue
		}
		if len(room) < n {
			room = make([]uint32, max(n, 1<<18))
		}
		l := room[:n:n]
		room = room[n:]
		last := uint32(0)
		for j := range l {
			last += uint32(in.number(len(x.docs)))
			if int(last) >= len(x.docs) {
				return nil, ErrDamaged
			}
			l[j] = last
		}
		*x.listOf(g) = l
	}
	want := in.sum.Sum64()
	if end := in.bytes(8); in.err != nil || len(x.byKey) != len(x.docs) || binary.LittleEndian.Uint64(end) != want {
		return nil, ErrDamaged
	}
	return x, nil
}

// reader sums what it has read, and keeps the first error; after one all is empty.
type reader struct {
	r   *bufio.Reader
	sum interface {
		io.Writer
		Sum64() uint64
	}
	room []byte
	one  [10]byte
	err  error
}

func (i *reader) bytes(n int) []byte {
	if cap(i.room) < n {
		i.room = make([]byte, n)
	}
	b := i.room[:n]
	if i.err == nil {
		_, i.err = io.ReadFull(i.r, b)
	}
	if i.err != nil {
		return nil
	}
	_, _ = i.sum.Write(b) // a hash never fails
	return b
}

// number is at most most; a larger one is damage.
func (i *reader) number(most int) int {
	if i.err != nil {
		return 0
	}
	var n uint64
	for at := range i.one {
		c, err := i.r.ReadByte()
		if err != nil {
			i.err = err
			return 0
		}
		i.one[at] = c
		n |= uint64(c&0x7f) << (7 * at)
		if c < 0x80 {
			_, _ = i.sum.Write(i.one[:at+1])
			if n > uint64(most) {
				break
			}
			return int(n)
		}
	}
	i.err = ErrDamaged
	return 0
}
