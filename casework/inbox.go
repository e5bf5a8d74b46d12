package casework

import (
	"context"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/store"
)

// Messages are read by whom they were sent to, and by nobody else: whoever asks, asks for the own.

// ReadMessage marks one message as read, and gives it.
func (c *Casework) ReadMessage(ctx context.Context, by org.Officer, id string) (store.Message, error) {
	var m store.Message
	err := c.db.Do(ctx, "read a message", func(tx *store.Tx) (err error) {
		if m, err = tx.Reader(c.Scope(by)).Message(ctx, by.Person, id); err != nil {
			return err
		}
		return tx.ReadMessages(ctx, by.Person, id, "")
	})
	return m, err
}

// ReadAbout marks the messages about a petition as read: its page was opened.
func (c *Casework) ReadAbout(ctx context.Context, by org.Officer, no string) error {
	return c.db.Do(ctx, "read the messages about "+no, func(tx *store.Tx) error {
		return tx.ReadMessages(ctx, by.Person, "", no)
	})
}

// ReadAll marks all messages as read, up to the newest that was seen. When a newer one has come
// meanwhile it is a Conflict: what nobody has seen must not be marked.
func (c *Casework) ReadAll(ctx context.Context, by org.Officer, newest string) error {
	return c.db.Do(ctx, "read all messages", func(tx *store.Tx) error {
		list, err := tx.Reader(c.Scope(by)).Inbox(ctx, store.InboxQuery{Person: by.Person, Unread: true, Limit: 1})
		if err != nil || len(list) == 0 {
			return err
		}
		if list[0].ID > newest {
			return fault.New(fault.Conflict, "fault.message.newer")
		}
		return tx.ReadMessages(ctx, by.Person, "", "")
	})
}
