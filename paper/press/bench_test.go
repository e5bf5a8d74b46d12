package press

import (
	"io"
	"testing"
)

// BenchmarkPDF prints letters, on all cores.
func BenchmarkPDF(b *testing.B) {
	p, d := thePress(b), reminder()
	if err := p.PDF(io.Discard, d); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := p.PDF(io.Discard, d); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
}

// BenchmarkPreview is one letter's preview, as a page waits for it.
func BenchmarkPreview(b *testing.B) {
	p, d := thePress(b), reminder()
	for b.Loop() {
		if _, err := p.Preview(d); err != nil {
			b.Fatal(err)
		}
	}
}
