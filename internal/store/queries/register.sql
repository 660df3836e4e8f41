-- name: entry_insert
insert into register_entry (division, entry, register, entry_key, name, unit, events, version, seal)
values ($1, $2, $3, $4, $5, $6, $7, 1, $8)

-- name: entry_update
update register_entry set name = $3, unit = $4, events = $5, seal = $6, version = version + 1
where division = $1 and entry = $2 and version = $7

-- name: entry_by_id
select entry, register, entry_key, name, unit, events, version, seal from register_entry where division = $1 and entry = $2

-- name: entry_by_key
select entry, register, entry_key, name, unit, events, version, seal from register_entry where division = $1 and register = $2 and entry_key = $3

-- name: entry_all
select entry, register, entry_key, name, unit, events, version, seal from register_entry where division = $1 order by entry

-- name: entry_event_insert
insert into register_event (division, entry, seq, kind, on_day, begins_day, person, post, unit, recorded_at, reason, seal, data)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)

-- name: entry_events
select seq, kind, on_day, begins_day, person, post, unit, recorded_at, reason, seal, data
from register_event where division = $1 and entry = $2 order by seq

-- name: entry_event_all
select entry, seq, kind, on_day, begins_day, person, post, unit, recorded_at, reason, seal, data
from register_event where division = $1 order by entry, seq

-- name: entry_spans_drop
delete from register_span where division = $1 and entry = $2

-- name: entry_span_insert
insert into register_span (division, register, entry_key, from_day, entry, until_day, newest, name, unit, place, event, data)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

-- name: entry_spans
select register, entry_key, from_day, entry, until_day, newest, name, unit, place, event, data
from register_span where division = $1 and entry = $2 order by from_day

-- name: entry_span_all
select register, entry_key, from_day, entry, until_day, newest, name, unit, place, event, data
from register_span where division = $1 order by entry, from_day

-- name: entry_fields_drop
delete from register_field where division = $1 and entry = $2

-- name: entry_field_insert
insert into register_field (division, register, field, value, entry_key, from_day, entry) values ($1, $2, $3, $4, $5, $6, $7)

-- name: entry_list
select register, entry_key, from_day, entry, until_day, newest, name, unit, place, event, data
from register_span where division = $1 and register = $2 and (entry_key, from_day) > ($3, $4) and entry_key < $5
  and from_day <= $6 and until_day between $7 and $8 and newest >= $9
order by entry_key, from_day limit $10

-- name: entry_list_unit
select register, entry_key, from_day, entry, until_day, newest, name, unit, place, event, data
from register_span where division = $1 and register = $2 and unit = $11 and (entry_key, from_day) > ($3, $4) and entry_key < $5
  and from_day <= $6 and until_day between $7 and $8 and newest >= $9
order by entry_key, from_day limit $10

-- name: entry_list_field
select s.register, s.entry_key, s.from_day, s.entry, s.until_day, s.newest, s.name, s.unit, s.place, s.event, s.data
from register_field f join register_span s on s.division = f.division and s.register = f.register and s.entry_key = f.entry_key and s.from_day = f.from_day
where f.division = $1 and f.register = $2 and f.field = $12 and f.value = $13 and (f.entry_key, f.from_day) > ($3, $4) and f.entry_key < $5
  and s.from_day <= $6 and s.until_day between $7 and $8 and s.newest >= $9
  and (cast($11 as text) = '' or s.unit = $11)
order by f.entry_key, f.from_day limit $10

-- name: entry_count
select count(*) from (select 1 from register_span where division = $1 and register = $2 and from_day <= $3 and until_day > $3 limit $4) b

-- name: entry_count_unit
select count(*) from (select 1 from register_span where division = $1 and register = $2 and unit = $5 and from_day <= $3 and until_day > $3 limit $4) b

-- name: entry_values
select distinct value from register_field where division = $1 and register = $2 and field = $3 order by value limit $4

-- name: entry_link_insert
insert into register_link (division, entry, opened_at, casefile, field) values ($1, $2, $3, $4, $5)
on conflict (division, entry, opened_at, casefile, field) do nothing

-- name: entry_links_drop
delete from register_link where division = $1 and casefile = $2

-- name: entry_cases
select casefile, field from register_link where division = $1 and entry = $2 and (opened_at, casefile) < ($3, $4)
order by opened_at desc, casefile desc limit $5

-- name: case_entries
select l.field, e.entry, e.register, e.entry_key, e.name from register_link l join register_entry e on e.division = l.division and e.entry = l.entry
where l.division = $1 and l.casefile = $2 order by l.field
