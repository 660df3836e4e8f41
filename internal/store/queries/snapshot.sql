-- name: snapshot_insert
insert into snapshot (division, number, year, taken_at, person, post, digest, promises, projects, changes, seal, content)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

-- name: snapshot_list
select number, year, taken_at, person, post, digest, promises, projects, changes, seal
from snapshot where division = $1 and number < $2 order by number desc limit $3

-- name: snapshot_by_number
select number, year, taken_at, person, post, digest, promises, projects, changes, seal, content
from snapshot where division = $1 and number = $2

-- name: snapshot_all
select number, year, taken_at, person, post, digest, promises, projects, changes, seal, content
from snapshot where division = $1 order by number
