package store

// Health is how the database as a whole stands, over all divisions.
type Health struct {
	Schema            int   // the newest migration that was applied
	RunsFrom          int   // the oldest program that may run on it
	Unsequenced       int64 // acts that wait for their place in the log
	UnsequencedSince  int64 // when the oldest of them was recorded
	DeliveriesWaiting int64
	DeliveriesFailed  int64
	WaitingSince      int64 // when the oldest of those waiting was announced
}

// Health reads it.
func (t *Tx) Health() (h Health, err error) {
	_, err = one(t, "health_schema", func(r row) (struct{}, error) { return struct{}{}, r.Scan(&h.Schema, &h.RunsFrom) })
	if err != nil {
		return h, err
	}
	_, err = one(t, "health_unsequenced", func(r row) (struct{}, error) {
		return struct{}{}, r.Scan(&h.Unsequenced, &h.UnsequencedSince)
	})
	if err != nil {
		return h, err
	}
	_, err = one(t, "health_deliveries", func(r row) (struct{}, error) {
		return struct{}{}, r.Scan(&h.DeliveriesWaiting, &h.DeliveriesFailed, &h.WaitingSince)
	})
	return h, err
}
