package civil

// Ahead is the moment from which so many of a clock's unit are left before it
// is due, by its reckoning. For limits in days that is when the office opens on
// the day that has so many days after it up to the last one.
func (c *Calendar) Ahead(k Clock, r Reckoning, n int) Instant {
	last := r.DueOn.Days()
	switch k.Limit.Unit {
	case Workdays:
		return c.opens(c.workdayAt(c.upTo(last) - int64(n)))
	case Days, Months:
		return c.opens(last - int64(n))
	}
	length, worked := timeOf(k.Limit.Unit, n)
	if worked {
		return c.atDeskTime(c.deskTime(r.Due) - length)
	}
	return r.Due - length
}

// Past is the moment at which so many of a clock's unit have gone since it was
// due: the moment it would be due with so much more.
func (c *Calendar) Past(k Clock, r Reckoning, n int) Instant {
	if n == 0 {
		return r.Due
	}
	last := r.DueOn.Days()
	switch k.Limit.Unit {
	case Workdays:
		return dayStart(c.workdayAt(c.upTo(last)+int64(n)) + 1)
	case Days, Months:
		return dayStart(last + int64(n) + 1)
	}
	length, worked := timeOf(k.Limit.Unit, n)
	if worked {
		return c.atDeskTime(c.deskTime(r.Due) + length)
	}
	return r.Due + length
}

// opens is when the office opens on a day.
func (c *Calendar) opens(day int64) Instant { return dayStart(day) + c.sessions[0].From }

func timeOf(u Unit, n int) (length Instant, worked bool) {
	length = Instant(n) * Minute
	if u == Hours || u == WorkHours {
		length = Instant(n) * Hour
	}
	return length, u == WorkHours || u == WorkMinutes
}
