-- name: case_place_set
insert into case_place (division, casefile, procedure, cell, east, north, until) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (division, casefile) do update set cell = excluded.cell, east = excluded.east, north = excluded.north, until = excluded.until

-- name: case_place_near
select casefile, east, north from case_place
where division = $1 and procedure = $2 and cell between $3 and $4 and until >= $5 order by cell, until, casefile limit $6

-- name: case_join_set
insert into case_join (division, casefile, target) values ($1, $2, $3)

-- name: case_join_drop
delete from case_join where division = $1 and casefile = $2

-- name: case_joined_to
select target from case_join where division = $1 and casefile = $2

-- name: case_joined_by
select casefile from case_join where division = $1 and target = $2 order by casefile
