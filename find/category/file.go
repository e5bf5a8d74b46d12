package category

import (
	"bufio"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// What a stored model may hold at most: a damaged one asks for no more memory than a whole one.
const (
	mark       = "bihuan category 1\n"
	mostLabels = 4096
	mostLabel  = 256 // bytes of a label's name
	mostCells  = 32_000_000
)

var errDamaged = errors.New("the stored model is damaged")

// Save writes the model, packed.
func (m *Model) Save(w io.Writer) error {
	if _, err := io.WriteString(w, mark); err != nil {
		return err
	}
	packer, err := flate.NewWriter(w, flate.BestSpeed)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(packer, 1<<16)
	out := writer{b: b}
	out.number(uint64(m.texts))
	out.float(m.heat)
	out.number(uint64(len(m.labels)))
	for l, label := range m.labels {
		out.number(uint64(len(label)))
		out.text(label)
		out.float(m.bias[l])
		out.float(m.scale[l])
	}
	out.number(uint64(len(m.in)))
	out.number(uint64(len(m.step)))
	before := uint32(0)
	for row, slot := range m.slot {
		out.number(uint64(slot - before))
		before = slot
		out.number(uint64(m.in[row]))
		from, to := m.start[row], m.start[row+1]
		out.number(uint64(to - from))
		last := uint16(0)
		for at := from; at < to; at++ {
			out.number(uint64(m.label[at] - last))
			last = m.label[at]
			out.signed(int64(m.step[at]))
		}
	}
	return errors.Join(out.err, b.Flush(), packer.Close())
}

// Load reads a model that Save wrote. A damaged one is an error.
func Load(r io.Reader) (*Model, error) {
	have := make([]byte, len(mark))
	if _, err := io.ReadFull(r, have); err != nil || string(have) != mark {
		return nil, errDamaged
	}
	in := reader{b: bufio.NewReaderSize(flate.NewReader(r), 1<<16)}
	m := &Model{}
	m.texts = uint32(in.number(math.MaxUint32))
	m.heat = in.float()
	for range in.number(mostLabels) {
		label := in.text(int(in.number(mostLabel)))
		if n := len(m.labels); n > 0 && label <= m.labels[n-1] {
			in.fail()
		}
		m.labels, m.bias, m.scale = append(m.labels, label), append(m.bias, in.float()), append(m.scale, in.float())
		if in.err != nil {
			return nil, in.err
		}
	}
	if len(m.labels) == 0 {
		return m, in.err
	}
	features, cells := in.number(slots), in.number(mostCells)
	if in.err != nil {
		return nil, in.err
	}
	if err := m.loadFeatures(&in, int(features), int(cells)); err != nil {
		return nil, err
	}
	m.index()
	return m, nil
}

func (m *Model) loadFeatures(in *reader, features, cells int) error {
	m.start = []uint32{0}
	slot := uint64(0)
	for row := range features {
		step := in.number(slots)
		if slot += step; slot >= slots || row > 0 && step == 0 {
			in.fail()
		}
		if in.err != nil {
			return in.err
		}
		m.slot = append(m.slot, uint32(slot))
		m.in = append(m.in, uint32(in.number(math.MaxUint32)))
		label := uint64(0)
		for i := range in.number(uint64(len(m.labels))) {
			step := in.number(mostLabels)
			label += step
			if label >= uint64(len(m.labels)) || i > 0 && step == 0 || len(m.step) >= cells {
				in.fail()
			}
			m.label, m.step = append(m.label, uint16(label)), append(m.step, in.signed())
			if in.err != nil {
				return in.err
			}
		}
		m.start = append(m.start, uint32(len(m.step)))
	}
	if len(m.step) != cells {
		in.fail()
	}
	return in.err
}

// writer writes numbers and remembers the first thing that went wrong.
type writer struct {
	b   *bufio.Writer
	buf [binary.MaxVarintLen64]byte
	err error
}

func (w *writer) bytes(b []byte) {
	if w.err == nil {
		_, w.err = w.b.Write(b)
	}
}

func (w *writer) number(n uint64) { w.bytes(w.buf[:binary.PutUvarint(w.buf[:], n)]) }
func (w *writer) signed(n int64)  { w.bytes(w.buf[:binary.PutVarint(w.buf[:], n)]) }
func (w *writer) text(s string)   { w.bytes([]byte(s)) }
func (w *writer) float(f float32) {
	w.bytes(binary.LittleEndian.AppendUint32(w.buf[:0], math.Float32bits(f)))
}

// reader reads numbers that are within bounds, and remembers the first thing that went wrong.
type reader struct {
	b   *bufio.Reader
	err error
}

func (r *reader) fail() {
	if r.err == nil {
		r.err = errDamaged
	}
}

func (r *reader) number(most uint64) uint64 {
	n, err := binary.ReadUvarint(r.b)
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("%w: %w", errDamaged, err)
	}
	if n > most {
		r.fail()
	}
	if r.err != nil {
		return 0
	}
	return n
}

func (r *reader) signed() int16 {
	n, err := binary.ReadVarint(r.b)
	if err != nil || n < math.MinInt16 || n > math.MaxInt16 {
		r.fail()
		return 0
	}
	return int16(n)
}

func (r *reader) text(n int) string { return string(r.read(n)) }

func (r *reader) float() float32 {
	b := r.read(4)
	if r.err != nil {
		return 0
	}
	f := math.Float32frombits(binary.LittleEndian.Uint32(b))
	if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
		r.fail()
	}
	return f
}

func (r *reader) read(n int) []byte {
	b := make([]byte, n)
	if _, err := io.ReadFull(r.b, b); err != nil {
		r.fail()
	}
	return b
}
