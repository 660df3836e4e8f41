-- name: tour_insert
insert into tour (division, tour, state, from_on, until_on, name, planned_at, opened_at, closed_at, person, version, seal, content, result)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $13)

-- name: tour_update
update tour set state = $3, from_on = $4, until_on = $5, name = $6, planned_at = $7, opened_at = $8, closed_at = $9, person = $10, seal = $11, content = $12, result = $13, version = version + 1
where division = $1 and tour = $2 and version = $14

-- name: tour_by_id
select tour, state, from_on, until_on, name, planned_at, opened_at, closed_at, person, version, seal, content, result
from tour where division = $1 and tour = $2

-- name: tour_list
select tour, state, from_on, until_on, name, planned_at, opened_at, closed_at, person, version, seal, content, ''
from tour where division = $1 and (from_on, tour) < ($2, $3)
order by from_on desc, tour desc limit $4

-- name: tour_all
select tour, state, from_on, until_on, name, planned_at, opened_at, closed_at, person, version, seal, content, result
from tour where division = $1 order by tour

-- name: tour_score_insert
insert into tour_score (division, tour, person, project, marks, recorded_at, version, seal)
values ($1, $2, $3, $4, $5, $6, 1, $7)

-- name: tour_score_update
update tour_score set marks = $5, recorded_at = $6, seal = $7, version = version + 1
where division = $1 and tour = $2 and person = $3 and project = $4 and version = $8

-- name: tour_score_by_key
select tour, person, project, marks, recorded_at, version, seal
from tour_score where division = $1 and tour = $2 and person = $3 and project = $4

-- name: tour_score_list
select tour, person, project, marks, recorded_at, version, seal
from tour_score where division = $1 and tour = $2 order by person, project

-- name: tour_score_own
select tour, person, project, marks, recorded_at, version, seal
from tour_score where division = $1 and tour = $2 and person = $3 order by project

-- name: tour_score_all
select tour, person, project, marks, recorded_at, version, seal
from tour_score where division = $1 order by tour, person, project

-- name: tour_handed_insert
insert into tour_handed (division, tour, person, handed_at, sheets, seal) values ($1, $2, $3, $4, $5, $6)

-- name: tour_handed_list
select tour, person, handed_at, sheets, seal
from tour_handed where division = $1 and tour = $2 order by person

-- name: tour_handed_all
select tour, person, handed_at, sheets, seal
from tour_handed where division = $1 order by tour, person

-- name: tour_stop_insert
insert into tour_stop (division, project, until_on, tour, score, sheets, seal) values ($1, $2, $3, $4, $5, $6, $7)

-- name: tour_stop_list
select s.tour, s.project, t.name, s.until_on, s.score, s.sheets, s.seal
from tour_stop s join tour t on t.division = s.division and t.tour = s.tour
where s.division = $1 and s.project = $2 order by s.until_on desc, s.tour desc limit $3

-- name: tour_stop_all
select tour, project, '', until_on, score, sheets, seal
from tour_stop where division = $1 order by project, until_on, tour
