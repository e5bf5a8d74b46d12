package pdf

import "encoding/binary"

// srgb is an ICC profile (version 4.3) of the sRGB colour space (IEC 61966-2-1), as the output intent
// needs it: its three colours and its curve, in some 500 bytes.
func srgb() []byte {
	be := binary.BigEndian
	text := func(s string) []byte { // mluc, one text in English
		b := append([]byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS"), 0, 0, 0, byte(2*len(s)), 0, 0, 0, 28)
		for i := range len(s) {
			b = append(b, 0, s[i])
		}
		return b
	}
	// s15Fixed16 numbers in units of 1/65536, so that no rounding depends on a machine.
	fixed := func(kind string, numbers ...int32) []byte {
		b := append([]byte(kind), 0, 0, 0, 0)
		for _, n := range numbers {
			b = be.AppendUint32(b, uint32(n))
		}
		return b
	}
	curve := append([]byte("para\x00\x00\x00\x00\x00\x03\x00\x00"), // Y = (aX+b)^g above d, cX below
		fixed("", 157286, 62119, 3417, 5072, 2651)[4:]...) // 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045
	tags := []struct {
		name string
		data []byte
	}{
		{"desc", text("sRGB")},
		{"cprt", text("Public domain")},
		{"wtpt", fixed("XYZ ", 63190, 65536, 54061)}, // D50
		{"chad", fixed("sf32", 68674, 1502, -3290, 1939, 64912, -1118, -605, 988, 49262)},
		{"rXYZ", fixed("XYZ ", 28578, 14581, 912)},
		{"gXYZ", fixed("XYZ ", 25242, 46983, 6361)},
		{"bXYZ", fixed("XYZ ", 9370, 3972, 46788)},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	}
	head := make([]byte, 128)
	copy(head[8:], "\x04\x30\x00\x00mntrRGB XYZ ")
	be.PutUint16(head[24:], 2026) // its date: year, month, day
	be.PutUint16(head[26:], 1)
	be.PutUint16(head[28:], 1)
	copy(head[36:], "acsp")
	copy(head[68:], fixed("", 63190, 65536, 54061)[4:])
	table := be.AppendUint32(nil, uint32(len(tags)))
	var body []byte
	begin, curveAt := 128+4+12*len(tags), 0
	for _, tag := range tags {
		at := begin + len(body)
		switch {
		case tag.name[1:] == "TRC" && curveAt > 0:
			at = curveAt // the three share one
		default:
			if tag.name[1:] == "TRC" {
				curveAt = at
			}
			body = append(body, tag.data...)
			for len(body)%4 != 0 {
				body = append(body, 0)
			}
		}
		table = append(table, tag.name...)
		table = be.AppendUint32(table, uint32(at))
		table = be.AppendUint32(table, uint32(len(tag.data)))
	}
	profile := append(append(head, table...), body...)
	be.PutUint32(profile, uint32(len(profile)))
	return profile
}
