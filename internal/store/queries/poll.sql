-- name: poll_insert
insert into poll (division, poll, year, snapshot, items, opens_on, closes_on, person, post, opened_at, votes, remarks, closed_at, closed_by, totals, version, seal)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, '', '[]', 1, $11)

-- name: poll_by_id
select poll, year, snapshot, items, opens_on, closes_on, person, post, opened_at, votes, remarks, closed_at, closed_by, totals, version, seal
from poll where division = $1 and poll = $2

-- name: poll_running
select poll, year, snapshot, items, opens_on, closes_on, person, post, opened_at, votes, remarks, closed_at, closed_by, totals, version, seal
from poll where division = $1 and year = $2 and closed_at = 0

-- name: poll_list
select poll, year, snapshot, items, opens_on, closes_on, person, post, opened_at, votes, remarks, closed_at, closed_by, totals, version, seal
from poll where division = $1 and (opened_at, poll) < ($2, $3) order by opened_at desc, poll desc limit $4

-- name: poll_of_year
select poll, year, snapshot, items, opens_on, closes_on, person, post, opened_at, votes, remarks, closed_at, closed_by, totals, version, seal
from poll where division = $1 and year = $2 order by opened_at, poll

-- name: poll_all
select poll, year, snapshot, items, opens_on, closes_on, person, post, opened_at, votes, remarks, closed_at, closed_by, totals, version, seal
from poll where division = $1 order by poll

-- name: poll_hold
update poll set votes = votes + $3, remarks = remarks + $4 where division = $1 and poll = $2 and closed_at = 0

-- name: poll_close
update poll set closed_at = $3, closed_by = $4, totals = $5, seal = $6, version = version + 1 where division = $1 and poll = $2 and version = $7

-- name: poll_count_add
insert into poll_count (division, poll, item, answer, votes) values ($1, $2, $3, $4, $5)
on conflict (division, poll, item, answer) do update set votes = poll_count.votes + excluded.votes

-- name: poll_counts
select item, answer, votes from poll_count where division = $1 and poll = $2 order by item, answer

-- name: ballot_key_of
select secret from ballot_key where division = $1 and day_on = $2

-- name: ballot_key_insert
insert into ballot_key (division, day_on, secret) values ($1, $2, $3)

-- name: ballot_key_forget
delete from ballot_key where division = $1 and day_on < $2

-- name: ballot_insert
insert into ballot (division, day_on, mark) values ($1, $2, $3) on conflict (division, day_on, mark) do nothing

-- name: ballot_cast
select count(*) from ballot where division = $1 and day_on = $2 and mark = $3

-- name: ballot_forget
delete from ballot where division = $1 and day_on < $2

-- name: remark_insert
insert into remark (division, poll, remark, item, words, given_on) values ($1, $2, $3, $4, $5, $6)

-- name: remark_list
select remark, item, words, given_on from remark where division = $1 and poll = $2 and remark > $3 order by remark limit $4

-- name: remark_sweep
delete from remark where division = $1 and (poll, remark) in (
  select r.poll, r.remark from remark r where r.division = $1 and r.given_on < $2 order by r.given_on, r.poll, r.remark limit $3)
