package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bihuan/casework"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
)

// maxFiles is how many files may come with one form.
const maxFiles = 20

func (w *Web) attachmentRoutes(add add) {
	add("GET /files/{no}/{hash}", w.download, org.ActRead)
}

// download gives a file of a petition in the officer's scope. It is saved, never shown: what people
// upload is not run in our pages.
func (w *Web) download(v *visit) error {
	a, err := v.Reader().Attachment(v.Ctx(), v.Path("no"), v.Path("hash"))
	if err != nil {
		return err
	}
	content, err := w.Casework.Content(v.Ctx(), a)
	if err != nil {
		return err
	}
	defer content.Close()
	h := v.w.Header()
	h.Set("Content-Type", a.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Length", strconv.FormatInt(a.Size, 10))
	_, _ = io.Copy(v.w, content) // the reader has left, or the answer is cut short by its length
	return nil
}

// upload reads a form that may bring files: each is kept by casework while it streams in. What came
// with an earlier try of the same form, and is still ticked, is put before them.
func (v *visit) upload(key string) (*page.Form, []petition.Attachment, error) {
	kept := v.keptFiles(key)
	media, _, _ := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	if media != "multipart/form-data" {
		f, err := v.Form()
		if err != nil {
			return nil, nil, err
		}
		return f, still(kept, f), nil
	}
	limit := v.web.Upload
	if limit <= 0 {
		limit = maxFiles * casework.MaxAttachment
	}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, limit)
	parts, err := v.r.MultipartReader()
	if err != nil {
		return nil, nil, unreadable(err)
	}
	values := url.Values{}
	var fresh []petition.Attachment
	var wrong []error
	for size := 0; ; {
		part, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, unreadable(err)
		}
		if part.FileName() != "" {
			a, err := v.attach(part, len(fresh))
			if err != nil && !refusable(err) {
				return nil, nil, err
			}
			if err != nil {
				wrong = append(wrong, err)
			} else {
				fresh = append(fresh, a)
			}
			continue
		}
		text, err := io.ReadAll(io.LimitReader(part, int64(maxForm-size)+1))
		if err != nil {
			return nil, nil, unreadable(err)
		}
		if size += len(text); size > maxForm {
			return nil, nil, unreadable(&http.MaxBytesError{Limit: maxForm})
		}
		if part.Header.Get("Content-Type") == "" { // else the empty part of a file field
			values.Add(part.FormName(), string(text))
		}
	}
	v.r.PostForm = values
	f := page.NewForm(v.L, values)
	for _, err := range wrong {
		f.Refuse(err)
	}
	return f, append(still(kept, f), fresh...), nil
}

func (v *visit) attach(part *multipart.Part, already int) (petition.Attachment, error) {
	if already >= maxFiles {
		return petition.Attachment{}, fault.NewInvalid("attachments", "fault.attachment.many", "n", maxFiles)
	}
	a, err := v.web.Casework.Attach(v.Ctx(), part.FileName(), part)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return a, unreadable(err)
	}
	if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
		// Which of several it was.
		return a, fault.NewInvalid("attachments", "fault.attachment.one", "name", part.FileName(), "words", v.L.T(f.Key, f.Args...))
	}
	return a, err
}

func refusable(err error) bool {
	f := fault.As(err)
	return f != nil && f.Kind == fault.Invalid && f.Field == "attachments"
}

// keepFiles remembers, in the officer's session alone, what came with a form that was refused. The
// form holds hashes only, so that nobody can put a file of another matter on the record by its hash.
func (v *visit) keepFiles(key string, files []petition.Attachment) {
	if len(files) == 0 {
		return
	}
	text, err := json.Marshal(files)
	if err == nil {
		v.web.Login.Put(v.Ctx(), "files "+key, string(text))
	}
}

func (v *visit) keptFiles(key string) []petition.Attachment {
	var files []petition.Attachment
	if json.Unmarshal([]byte(v.web.Login.Pop(v.Ctx(), "files "+key)), &files) != nil {
		return nil
	}
	return files
}

// still are the files that are ticked still.
func still(kept []petition.Attachment, f *page.Form) []petition.Attachment {
	return slices.DeleteFunc(kept, func(a petition.Attachment) bool { return !f.Is("kept", a.Hash) })
}

// sizeWords is the size of a file.
func sizeWords(n int64) string {
	if n < 1<<20 {
		return strconv.FormatInt((n+1023)>>10, 10) + " KB"
	}
	return strings.TrimSuffix(strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64), ".0") + " MB"
}
