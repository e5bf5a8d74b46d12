package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/vault"
)

// Robot is a group's robot to which a unit's messages go. Whoever knows its address can speak to the
// group, so address and secret are sealed.
type Robot struct {
	ID     string
	Unit   org.UnitID
	Kind   string // wecom, dingtalk, feishu
	Name   string // as the office calls the group
	URL    string `json:"-"`
	Secret string `json:"-"`
	Closed time.Time
}

// robotKey is the place of a robot's key among those of petitions, so that rotation finds it.
func robotKey(id string) string { return "robot|" + id }

// PutRobot enters a robot, or writes over the one with the same id. Without URL the address stays.
func (tx *Tx) PutRobot(ctx context.Context, r Robot) error {
	old, err := tx.db.robot(ctx, tx, r.ID)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return tx.newRobot(ctx, r)
	}
	if err != nil {
		return err
	}
	if r.URL == "" {
		r.URL = old.URL
	}
	if r.Secret == "" {
		r.Secret = old.Secret
	}
	key, err := tx.db.recordKey(ctx, tx, robotKey(r.ID))
	if err != nil {
		return err
	}
	sealed, err := sealRobot(key, r)
	if err != nil {
		return err
	}
	return tx.exec(ctx, `UPDATE robot SET unit = $3, kind = $4, name = $5, sealed = $6, closed = $7 WHERE county = $1 AND id = $2`,
		tx.db.county, r.ID, string(r.Unit), r.Kind, r.Name, sealed, milliOrNull(r.Closed))
}

func (tx *Tx) newRobot(ctx context.Context, r Robot) error {
	key, err := tx.newKey(ctx, robotKey(r.ID), nil)
	if err != nil {
		return err
	}
	sealed, err := sealRobot(key, r)
	if err != nil {
		return err
	}
	return tx.exec(ctx, `INSERT INTO robot (county, id, unit, kind, name, sealed, closed) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.db.county, r.ID, string(r.Unit), r.Kind, r.Name, sealed, milliOrNull(r.Closed))
}

func sealRobot(key vault.RecordKey, r Robot) ([]byte, error) {
	plain, err := json.Marshal([2]string{r.URL, r.Secret})
	if err != nil {
		return nil, err
	}
	return key.Seal(plain, robotKey(r.ID)), nil
}

// Robot opens one robot.
func (db *DB) Robot(ctx context.Context, id string) (Robot, error) {
	return db.robot(ctx, db.engine, id)
}

func (db *DB) robot(ctx context.Context, q querier, id string) (Robot, error) {
	r := Robot{ID: id}
	var sealed []byte
	var closed *int64
	found, err := one(ctx, q, into(&r.Unit, &r.Kind, &r.Name, &sealed, &closed),
		`SELECT unit, kind, name, sealed, closed FROM robot WHERE county = $1 AND id = $2`, db.county, id)
	switch {
	case err != nil:
		return r, err
	case !found:
		return r, fault.New(fault.NotFound, "fault.robot.not_found")
	}
	r.Closed = instantOrZero(closed)
	key, err := db.recordKey(ctx, q, robotKey(id))
	if err != nil {
		return r, err
	}
	plain, err := key.Open(sealed, robotKey(id))
	if err != nil {
		return r, fmt.Errorf("opening the robot %s: %w", id, err)
	}
	var parts [2]string
	if err := json.Unmarshal(plain, &parts); err != nil {
		return r, fmt.Errorf("opening the robot %s: %w", id, err)
	}
	r.URL, r.Secret = parts[0], parts[1]
	return r, nil
}

// Robots lists the open robots of a unit, or of all units; their addresses stay sealed.
func (db *DB) Robots(ctx context.Context, unit org.UnitID) ([]Robot, error) {
	return all(ctx, db.engine, func(r rows) (Robot, error) {
		var x Robot
		err := r.Scan(&x.ID, &x.Unit, &x.Kind, &x.Name)
		return x, err
	}, `SELECT id, unit, kind, name FROM robot WHERE county = $1 AND closed IS NULL AND ($2 = '' OR unit = $2) ORDER BY unit, kind, id`, db.county, string(unit))
}
