package casework

import (
	"bufio"
	"context"
	"io"
	"path/filepath"

	"bihuan/blob"
	"bihuan/domain/fault"
	"bihuan/domain/petition"
)

// MaxAttachment is how large one file may be.
const MaxAttachment = 50 << 20

// Attach keeps an uploaded file by its content and returns what to put into an event. The type is
// found in the content, not in the name; the place where a photo was taken is removed. A file that
// no event ever names is swept away later.
func (c *Casework) Attach(ctx context.Context, name string, content io.Reader) (petition.Attachment, error) {
	in := bufio.NewReaderSize(content, blob.HeadSize)
	head, err := in.Peek(blob.HeadSize)
	if err != nil && err != io.EOF && len(head) == 0 {
		return petition.Attachment{}, fault.NewInvalid("attachments", "fault.attachment.read").Because(err)
	}
	if len(head) == 0 {
		return petition.Attachment{}, fault.NewInvalid("attachments", "fault.attachment.empty")
	}
	name = filepath.Base(name)
	mime, err := blob.Type(head, name)
	if err != nil {
		return petition.Attachment{}, err
	}
	ref, err := c.blobs.Put(ctx, blob.StripLocation(mime, in), MaxAttachment)
	if err != nil {
		return petition.Attachment{}, err
	}
	return petition.Attachment{Hash: ref.Hash, Name: tidyName(name), Type: mime, Size: ref.Size}, nil
}

// maxName is how long a file name is kept, in characters.
const maxName = 120

func tidyName(name string) string {
	letters := []rune(name)
	if len(letters) <= maxName {
		return name
	}
	end := []rune(filepath.Ext(name))
	if len(end) > 10 {
		end = nil
	}
	return string(letters[:maxName-len(end)]) + string(end)
}

// Content opens the content of an attachment that was found on a petition in the reader's scope.
func (c *Casework) Content(ctx context.Context, a petition.Attachment) (io.ReadCloser, error) {
	content, _, err := c.blobs.Open(ctx, a.Hash)
	return content, err
}
