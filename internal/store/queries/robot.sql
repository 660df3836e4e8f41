-- name: robot_all
select robot, unit, label, format, address, hint, secret, networks, how, minute, stopped, paused_at, paused_for, failures, next_at, version, seal
from robot where division = $1 order by robot

-- name: robot_by_id
select robot, unit, label, format, address, hint, secret, networks, how, minute, stopped, paused_at, paused_for, failures, next_at, version, seal
from robot where division = $1 and robot = $2

-- name: robot_insert
insert into robot (division, robot, unit, label, format, address, hint, secret, networks, how, minute, stopped, paused_at, paused_for, failures, next_at, version, seal)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, '', 0, 0, 1, $13)

-- name: robot_update
update robot set unit = $3, label = $4, format = $5, address = $6, hint = $7, secret = $8, networks = $9, how = $10, minute = $11, stopped = $12,
  paused_at = $13, paused_for = $14, failures = $15, next_at = $16, seal = $17, version = version + 1
where division = $1 and robot = $2 and version = $18

-- name: robot_tried
update robot set failures = $3, next_at = $4 where division = $1 and robot = $2

-- name: robot_waiting_due across
select division, robot from robot r where stopped = 0 and paused_at = 0 and next_at <= $1
  and exists (select 1 from robot_message m where m.division = r.division and m.robot = r.robot and m.state = 'waiting' and m.next_at <= $1)
order by next_at, division, robot

-- name: robot_message_insert
insert into robot_message (division, message, robot, words, path, kind, due_on, state, tries, next_at, trouble, created_at, version)
values ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, '', $9, 1)
on conflict (division, message) do nothing

-- name: robot_message_due
select message, robot, words, path, kind, due_on, state, tries, next_at, trouble, created_at, version
from robot_message where division = $1 and robot = $2 and state = 'waiting' and next_at <= $3 order by next_at, message limit $4

-- name: robot_message_update
update robot_message set state = $3, tries = $4, next_at = $5, trouble = $6, version = version + 1 where division = $1 and message = $2 and version = $7

-- name: robot_message_retime
update robot_message set next_at = $3 where division = $1 and robot = $2 and state = 'waiting' and tries = 0

-- name: robot_message_tally
select robot, state, count(*), min(created_at) from robot_message where division = $1 group by robot, state order by robot, state

-- name: robot_message_forget
delete from robot_message where division = $1 and state <> 'waiting' and created_at < $2
