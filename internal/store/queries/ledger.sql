-- name: act_by_id
select act_id, act, object, person, post, unit, happened_at, recorded_at, encoder, reason, reason_salt, changes, outcome, asked, position
from act where division = $1 and act_id = $2

-- name: act_outcome
select act, object, person, outcome, asked from act where division = $1 and act_id = $2

-- name: act_insert
insert into act (division, act_id, act, object, person, post, unit, happened_at, recorded_at, encoder, reason, reason_salt, changes, outcome, asked, position)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)

-- name: act_divisions_waiting across
select distinct division from act where position is null

-- name: act_waiting
select act_id, act, object, person, post, unit, happened_at, recorded_at, encoder, reason, reason_salt, changes, outcome, asked, position
from act where division = $1 and position is null order by recorded_at, act_id limit $2

-- name: act_place
update act set position = v.column2 from (values ($2, cast($3 as bigint))) as v where division = $1 and act_id = v.column1 and position is null

-- name: act_by_position
select act_id, act, object, person, post, unit, happened_at, recorded_at, encoder, reason, reason_salt, changes, '{}', '', position
from act where division = $1 and position >= $2 and position < $3 order by position

-- name: act_latest
select act_id, act, object, person, post, unit, happened_at, recorded_at, encoder, reason, reason_salt, '[]', '{}', '', position
from act where division = $1 and (recorded_at, act_id) < ($2, $3) order by recorded_at desc, act_id desc limit $4

-- name: act_by_object
select act_id, act, object, person, post, unit, happened_at, recorded_at, encoder, reason, reason_salt, '[]', '{}', '', position
from act where division = $1 and object = $2 and recorded_at < $3 order by recorded_at desc limit $4

-- name: act_lately
select count(*) from act where division = $1 and object = $2 and recorded_at > $3 and act = $4 and person = $5

-- name: act_count_waiting
select count(*) from act where division = $1 and position is null

-- name: act_placed
select coalesce(max(position), -1) + 1 from act where division = $1

-- name: ledger_reach across
select every.division, (select coalesce(max(a.position), -1) + 1 from act a where a.division = every.division), coalesce(h.size, 0), h.root, coalesce(h.note, ''), coalesce(h.noted_at, 0)
from (
  with recursive d (division) as (
    select min(division) from act
    union all
    select (select min(a.division) from act a where a.division > d.division) from d where d.division is not null
  )
  select division from d where division is not null union select division from division union select division from head
) every
left join head h on h.division = every.division order by every.division

-- name: tile_upsert
insert into tile (division, level, n, width, data) values ($1, $2, $3, $4, $5)
on conflict (division, level, n) do update set width = excluded.width, data = excluded.data

-- name: tile_by_place
select level, n, width, data from tile where division = $1 and level = $2 and n = $3

-- name: head_by_division
select size, root, chain, note, noted_at, version from head where division = $1

-- name: head_insert
insert into head (division, size, root, chain, note, noted_at, version) values ($1, $2, $3, $4, $5, $6, 1)

-- name: head_update
update head set size = $2, root = $3, chain = $4, note = $5, noted_at = $6, version = version + 1 where division = $1 and version = $7

-- name: head_all across
select division, size, root, note, noted_at from head order by division

-- name: lease_take
insert into lease (division, lease, holder, until_at) values ($1, $2, $3, $4)
on conflict (division, lease) do update set holder = excluded.holder, until_at = excluded.until_at
where lease.holder = excluded.holder or lease.until_at < $5 or lease.until_at > $4 + $4 - $5
