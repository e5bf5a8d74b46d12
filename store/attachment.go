package store

import (
	"context"

	"bihuan/domain/fault"
	"bihuan/domain/petition"
)

// AttachmentsOf are the files that an event names.
func AttachmentsOf(d petition.Data) []petition.Attachment {
	switch d := d.(type) {
	case *petition.RegisteredData:
		return d.Record.Attachments
	case *petition.MaterialAdded:
		return d.Attachments
	case *petition.Notified:
		return d.Proof
	case *petition.Progress:
		return d.Evidence
	case *petition.RepliedData:
		return d.Document
	case *petition.ServedData:
		return d.Receipt
	case *petition.Filed:
		return d.Attachments
	case *petition.WithdrawalRequested:
		return d.Paper
	}
	return nil
}

func (tx *Tx) writeAttachments(ctx context.Context, no string, list []petition.Attachment) error {
	for _, a := range list {
		err := tx.exec(ctx, `INSERT INTO attachment (county, hash, no, name, type, size) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (county, hash, no) DO NOTHING`, tx.db.county, a.Hash, no, clean(a.Name), a.Type, a.Size)
		if err != nil {
			return err
		}
	}
	return nil
}

// Attachment finds a file on a petition in the scope.
func (r *Reader) Attachment(ctx context.Context, no, hash string) (petition.Attachment, error) {
	a := petition.Attachment{Hash: hash}
	b := newBuilder(r.db.county)
	where := r.scoped(b, "a")
	found, err := one(ctx, r.q, into(&a.Name, &a.Type, &a.Size),
		`SELECT a.name, a.type, a.size FROM attachment a WHERE a.county = $1 AND a.hash = `+b.arg(hash)+` AND a.no = `+b.arg(no)+` AND `+where, b.args...)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "fault.petition.not_found")
	}
	return a, err
}

// Attached reports whether any petition names a file, or a letter was made into it: what none names may
// be swept away.
func (db *DB) Attached(ctx context.Context, hash string) (bool, error) {
	return one(ctx, db.engine, func(rows) error { return nil }, `SELECT 1 FROM attachment WHERE county = $1 AND hash = $2
		UNION ALL SELECT 1 FROM letter WHERE county = $1 AND (pdf = $2 OR docx = $2) LIMIT 1`, db.county, hash)
}
