-- name: calendar_edition_newest
select edition from calendar_edition where division = $1 order by edition desc limit 1

-- name: calendar_edition_list
select edition, law, kind, title, person, post, recorded_at, open_cases, settled_at, seal from calendar_edition where division = $1 order by edition

-- name: calendar_edition_insert
insert into calendar_edition (division, edition, law, kind, title, person, post, recorded_at, open_cases, settled_at, seal)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: calendar_edition_settle
update calendar_edition set settled_at = $3 where division = $1 and edition <= $2 and settled_at = 0

-- name: calendar_unsettled across
select division, edition, recorded_at from calendar_edition where settled_at = 0 order by division, edition

-- name: calendar_law_insert
insert into calendar_law (division, digest, days) values ($1, $2, $3) on conflict (division, digest) do nothing

-- name: calendar_law_by_digest
select days from calendar_law where division = $1 and digest = $2

-- name: calendar_law_list
select digest, days from calendar_law where division = $1 order by digest

-- name: calendar_entry_insert
insert into calendar_entry (division, entry, first_day, last_day, works, title, basis, year, since, until, version, seal)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11)

-- name: calendar_entry_lift
update calendar_entry set until = $3, seal = $4, version = version + 1 where division = $1 and entry = $2 and version = $5

-- name: calendar_entry_list
select entry, first_day, last_day, works, title, basis, year, since, until, version, seal from calendar_entry where division = $1 order by first_day, entry

-- name: calendar_open_cases
select count(*) from case_file where division = $1 and ended_at = 0

-- name: case_undated
select casefile, edition from case_file where division = $1 and ended_at = 0 and edition < $2 and (edition, casefile) > ($3, $4) order by edition, casefile limit $5

-- name: case_date
update case_file set edition = $3 where division = $1 and casefile = $2 and version = $4

-- name: case_move_insert
insert into case_move (division, edition, casefile, recorded_at, dated, firm, seal, clocks) values ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: case_move_sum
select edition, sum(case when dated > 0 then 1 else 0 end), sum(dated), sum(firm) from case_move where division = $1 group by edition order by edition

-- name: case_move_list
select edition, casefile, recorded_at, dated, firm, seal, clocks from case_move where division = $1 and edition = $2 and casefile > $3 order by casefile limit $4

-- name: case_move_of
select edition, casefile, recorded_at, dated, firm, seal, clocks from case_move where division = $1 and casefile = $2 order by edition

-- name: case_move_all
select edition, casefile, recorded_at, dated, firm, seal, clocks from case_move where division = $1 order by edition, casefile

-- name: health_calendar across
select count(*) from division where ready = 1 and not exists (select 1 from calendar_entry e where e.division = division.code and e.year = $1 and e.until = 0)
