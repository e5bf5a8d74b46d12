package store

import (
	"context"
	"fmt"
	"strconv"

	"bihuan/domain/fault"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/vault"
)

// The personal fields of a petitioner, in the order of their columns.
const (
	fieldName = iota
	fieldPhone
	fieldID
	fieldAddress
	fieldCount
)

// fieldNames are part of what is sealed and indexed.
func fieldNames() [fieldCount]string { return [fieldCount]string{"name", "phone", "id", "address"} }

// texts are the plain texts of the fields.
func texts(who petition.Petitioner) [fieldCount]string {
	return [fieldCount]string{clean(who.Name.Reveal()), clean(who.Phone.Reveal()), clean(who.ID.Reveal()), clean(who.Address.Reveal())}
}

// setTexts puts plain texts in the place of masks.
func setTexts(who *petition.Petitioner, t [fieldCount]string) {
	who.Name, who.Phone = personal.Name(t[fieldName]), personal.Phone(t[fieldPhone])
	who.ID, who.Address = personal.IDNumber(t[fieldID]), personal.Address(t[fieldAddress])
}

// blinds are the values under which the fields are found again.
func (db *DB) blinds(t [fieldCount]string) [fieldCount][]byte {
	normal := [fieldCount]string{personal.Name(t[fieldName]).Normal(), personal.Phone(t[fieldPhone]).Normal(),
		personal.IDNumber(t[fieldID]).Normal(), personal.Address(t[fieldAddress]).Normal()}
	if t[fieldAddress] == string(personal.Unclear) {
		normal[fieldAddress] = "" // nobody is found by an address that is unclear
	}
	var list [fieldCount][]byte
	for i, name := range fieldNames() {
		list[i] = db.vault.Blind(name, normal[i])
	}
	return list
}

func fieldPlace(no string, n, field int) string {
	return "petitioner|" + no + "|" + strconv.Itoa(n) + "|" + fieldNames()[field]
}

func sealField(key vault.RecordKey, no string, n, field int, text string) []byte {
	if text == "" {
		return nil
	}
	return key.Seal([]byte(text), fieldPlace(no, n, field))
}

// writePetitioners seals the petitioners that are new and the fields that changed. What was
// loaded masked and did not change is still equal, and is left as it is stored.
func (tx *Tx) writePetitioners(ctx context.Context, no string, before, after []petition.Petitioner, key func() (vault.RecordKey, error)) error {
	for n, who := range after {
		now := texts(who)
		if n >= len(before) {
			if err := tx.insertPetitioner(ctx, no, n, now, key); err != nil {
				return err
			}
			continue
		}
		was := texts(before[n])
		index := tx.db.blinds(now)
		for field := range fieldCount {
			if was[field] == now[field] {
				continue
			}
			k, err := key()
			if err != nil {
				return err
			}
			name := fieldNames()[field]
			err = tx.exec(ctx, `UPDATE petitioner SET `+name+` = $4, `+name+`_ix = $5 WHERE county = $1 AND no = $2 AND n = $3`,
				tx.db.county, no, n, sealField(k, no, n, field, now[field]), index[field])
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (tx *Tx) insertPetitioner(ctx context.Context, no string, n int, t [fieldCount]string, key func() (vault.RecordKey, error)) error {
	k, err := key()
	if err != nil {
		return err
	}
	var sealed [fieldCount][]byte
	for field, text := range t {
		sealed[field] = sealField(k, no, n, field, text)
	}
	index := tx.db.blinds(t)
	return tx.exec(ctx, `INSERT INTO petitioner (county, no, n, name, phone, id, address, name_ix, phone_ix, id_ix, address_ix)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, tx.db.county, no, n,
		sealed[fieldName], sealed[fieldPhone], sealed[fieldID], sealed[fieldAddress],
		index[fieldName], index[fieldPhone], index[fieldID], index[fieldAddress])
}

// sealedRow is a petitioner as stored.
type sealedRow struct {
	n             int
	sealed, index [fieldCount][]byte
}

// petitioners reads those of a range of numbers, in order.
func (db *DB) petitioners(ctx context.Context, q querier, from, to string, take func(no string, r sealedRow)) error {
	return each(ctx, q, func(r rows) error {
		var no string
		var s sealedRow
		err := r.Scan(&no, &s.n, &s.sealed[fieldName], &s.sealed[fieldPhone], &s.sealed[fieldID], &s.sealed[fieldAddress],
			&s.index[fieldName], &s.index[fieldPhone], &s.index[fieldID], &s.index[fieldAddress])
		take(no, s)
		return err
	}, `SELECT no, n, name, phone, id, address, name_ix, phone_ix, id_ix, address_ix
		FROM petitioner WHERE county = $1 AND no >= $2 AND no <= $3 ORDER BY county, no, n`, db.county, from, to)
}

// open gives the plain texts of a stored petitioner.
func (s *sealedRow) open(no string, key vault.RecordKey) (t [fieldCount]string, err error) {
	for field, sealed := range s.sealed {
		if sealed == nil {
			continue
		}
		plain, err := key.Open(sealed, fieldPlace(no, s.n, field))
		if err != nil {
			return t, fmt.Errorf("opening the %s of petitioner %d of %s: %w", fieldNames()[field], s.n+1, no, err)
		}
		t[field] = string(plain)
	}
	return t, nil
}

// reveal puts the plain texts into a petition that was read masked.
func (db *DB) reveal(ctx context.Context, q querier, p *petition.Petition) error {
	key, err := db.recordKey(ctx, q, p.No)
	if err != nil {
		return err
	}
	var stored []sealedRow
	if err := db.petitioners(ctx, q, p.No, p.No, func(_ string, r sealedRow) { stored = append(stored, r) }); err != nil {
		return err
	}
	if len(stored) != len(p.Record.Petitioners) {
		return fault.New(fault.Internal, "fault.store.damaged", "no", p.No)
	}
	for i := range stored {
		t, err := stored[i].open(p.No, key)
		if err != nil {
			return fault.New(fault.Internal, "fault.store.damaged", "no", p.No).Because(err)
		}
		setTexts(&p.Record.Petitioners[i], t)
	}
	return nil
}
