package casework

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"bihuan/domain/document"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/store"
	"bihuan/vault"
)

// CheckCodeLength is how many letters and figures a check code has.
const CheckCodeLength = 12

// newCheckCode makes the short code of the check page, of letters and figures that are not mistaken for each
// other: 60 bits, for nobody shall find a letter by trying.
func newCheckCode() string {
	const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	raw := make([]byte, CheckCodeLength)
	_, _ = rand.Read(raw) // never fails
	for i, b := range raw {
		raw[i] = letters[int(b)%len(letters)]
	}
	return string(raw)
}

// TidyCheckCode is a code as it was made, from what somebody typed.
func TidyCheckCode(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'Ａ' && r <= 'Ｚ':
			return r - 'Ａ' + 'A'
		case r >= 'ａ' && r <= 'ｚ':
			return r - 'ａ' + 'A'
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, typed)
}

// FileLetterJob makes the files of a letter that was issued, in case the house was stopped before.
type FileLetterJob struct {
	ID string `json:"id"`
}

// Kind is letter.
func (FileLetterJob) Kind() string { return "letter" }

// LetterFiles are the hashes of what was made of a frozen letter.
type LetterFiles struct{ PDF, DOCX string }

// FileLetter makes PDF and DOCX of a frozen letter, keeps them, and writes down their hashes. What was made
// once stays; made again, it is the same to the byte.
func (c *Casework) FileLetter(ctx context.Context, id string) (LetterFiles, error) {
	l, err := c.db.StoredLetter(ctx, id)
	if err != nil {
		return LetterFiles{}, err
	}
	if l.PDF != "" {
		return LetterFiles{l.PDF, l.DOCX}, nil
	}
	var files LetterFiles
	for _, f := range []struct {
		format string
		hash   *string
	}{{"pdf", &files.PDF}, {"docx", &files.DOCX}} {
		made, err := c.render(l.Frozen, f.format)
		if err != nil {
			return files, err
		}
		ref, err := c.blobs.Put(ctx, bytes.NewReader(made), MaxAttachment)
		if err != nil {
			return files, err
		}
		*f.hash = ref.Hash
	}
	return files, c.db.Do(ctx, "file letter", func(tx *store.Tx) error { return tx.FileLetter(ctx, id, files.PDF, files.DOCX) })
}

// thaw is a letter as it was issued; one that was voided says so.
func (c *Casework) thaw(l *store.Letter) (document.Document, error) {
	var d document.Document
	if err := json.Unmarshal(l.Frozen, &d); err != nil {
		return d, fmt.Errorf("reading the frozen letter %s: %w", l.ID, err)
	}
	if l.State == letter.Voided {
		d.Void = c.Forms().Words().In("stamp", "void")
	}
	return d, nil
}

// render makes a file of a frozen document.
func (c *Casework) render(frozen []byte, format string) ([]byte, error) {
	var d document.Document
	if err := json.Unmarshal(frozen, &d); err != nil {
		return nil, fmt.Errorf("reading a frozen letter: %w", err)
	}
	return c.print(d, format)
}

// print makes a file of a document.
func (c *Casework) print(d document.Document, format string) ([]byte, error) {
	desk, err := c.desk()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	switch format {
	case "pdf":
		err = desk.Press.PDF(&out, d)
	case "docx":
		err = desk.Press.DOCX(&out, d)
	default:
		return nil, fault.NewInvalid("format", "fault.letter.format")
	}
	return out.Bytes(), err
}

// Paper is a letter as a document: what was frozen, or the draft as it would be issued now.
func (c *Casework) Paper(ctx context.Context, by org.Officer, id string) (document.Document, *store.Letter, error) {
	var d document.Document
	l, err := c.db.Reader(c.Scope(by)).Letter(ctx, id, by.Units())
	if err != nil {
		return d, nil, err
	}
	if l.Frozen != nil {
		d, err = c.thaw(l)
		return d, l, err
	}
	d, err = c.previewOf(ctx, by, &l.Letter)
	return d, l, err
}

// Preview is a letter as it would be drafted with these values; nil: as the form fills itself in. Nothing is
// written down. It returns the values as well.
func (c *Casework) Preview(ctx context.Context, by org.Officer, n NewLetter) (document.Document, letter.Values, error) {
	s, err := c.Compose(ctx, by, n)
	return s.Paper, s.Values, err
}

// previewOf is a draft as it would be issued now.
func (c *Casework) previewOf(ctx context.Context, by org.Officer, l *letter.Letter) (document.Document, error) {
	var d document.Document
	desk, form, err := c.form(l.Kind)
	if err != nil {
		return d, err
	}
	facts, err := c.facts(ctx, c.db.Reader(c.Scope(by)), c.db.Now(), form, l)
	if err != nil {
		return d, err
	}
	return c.write(desk, form, l, facts)
}

// LetterFile is a letter as a file, "pdf" or "docx": of an issued letter the one that was kept.
func (c *Casework) LetterFile(ctx context.Context, by org.Officer, id, format string) ([]byte, *store.Letter, error) {
	d, l, err := c.Paper(ctx, by, id)
	if err != nil {
		return nil, nil, err
	}
	if l.Frozen != nil && l.State != letter.Voided {
		made, err := c.kept(ctx, id, format)
		return made, l, err
	}
	made, err := c.print(d, format)
	return made, l, err
}

// kept reads the file that was made of an issued letter; one that is not there yet is made.
func (c *Casework) kept(ctx context.Context, id, format string) ([]byte, error) {
	files, err := c.FileLetter(ctx, id)
	if err != nil {
		return nil, err
	}
	hash := files.PDF
	if format == "docx" {
		hash = files.DOCX
	}
	content, _, err := c.blobs.Open(ctx, hash)
	if err != nil {
		return nil, err
	}
	defer func() { _ = content.Close() }()
	return io.ReadAll(content)
}

// CheckFile finds the letter that a file is, by its hash: a file with a single byte changed is NotFound.
func (c *Casework) CheckFile(ctx context.Context, r io.Reader) (store.Checked, error) {
	hash := vault.NewSM3()
	n, err := io.Copy(hash, io.LimitReader(r, MaxAttachment+1))
	switch {
	case err != nil:
		return store.Checked{}, fault.NewInvalid("file", "fault.attachment.read").Because(err)
	case n == 0:
		return store.Checked{}, fault.NewInvalid("file", "fault.attachment.empty")
	case n > MaxAttachment:
		return store.Checked{}, fault.NewInvalid("file", "fault.letter.file_large")
	}
	return c.db.LetterByFile(ctx, hex.EncodeToString(hash.Sum(nil)))
}
