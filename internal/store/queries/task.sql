-- name: task_insert
insert into task (division, task, year, number, state, lead, parent, report, record, events, version, seal, standing)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12)

-- name: task_update
update task set year = $3, state = $4, lead = $5, events = $6, seal = $7, standing = $8, version = version + 1
where division = $1 and task = $2 and version = $9

-- name: task_units_drop
delete from task_unit where division = $1 and task = $2

-- name: task_unit_insert
insert into task_unit (division, unit, year, number, task, part) values ($1, $2, $3, $4, $5, $6)

-- name: task_by_id
select task, year, number, state, lead, parent, report, record, events, version, seal, standing from task where division = $1 and task = $2

-- name: task_some
select task, year, number, state, lead, parent, report, record, events, version, seal, standing
from task where division = $1 and task in ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)

-- name: task_list
select task, version from task where division = $1 and year = $2 and number > $3 order by number limit $4

-- name: task_list_unit
select t.task, t.version from task_unit u join task t on t.division = u.division and t.task = u.task
where u.division = $1 and u.unit = $5 and u.year = $2 and u.number > $3 and t.state <> 'drafted'
order by u.number limit $4

-- name: task_parts
select task, version from task where division = $1 and parent = $2 order by task limit $3

-- name: task_of_record
select task, version from task where division = $1 and report = $2 and record = $3 order by task limit $4

-- name: task_records
select record, task from task where division = $1 and report = $2 order by record, task

-- name: task_years
select distinct year from task where division = $1 order by year

-- name: task_stamp
select count(*), coalesce(sum(version), 0) from task where division = $1 and year = $2

-- name: task_all
select task, year, number, state, lead, parent, report, record, events, version, seal, standing from task where division = $1 order by task

-- name: task_event_insert
insert into task_event (division, task, seq, act, happened_at, recorded_at, person, post, unit, reason, seal, content)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

-- name: task_events
select seq, act, happened_at, recorded_at, person, post, unit, reason, seal, content
from task_event where division = $1 and task = $2 order by seq

-- name: task_event_all
select task, seq, act, happened_at, recorded_at, person, post, unit, reason, seal, content
from task_event where division = $1 order by task, seq

-- name: issuance_insert
insert into issuance (division, issuance, year, number, title, issued_on, version, seal, content) values ($1, $2, $3, $4, $5, $6, 1, $7, $8)

-- name: issuance_by_id
select issuance, year, number, title, issued_on, version, seal, content from issuance where division = $1 and issuance = $2

-- name: issuance_by_number
select issuance, year, number, title, issued_on, version, seal, content from issuance where division = $1 and number = $2

-- name: issuance_list
select issuance, year, number, title, issued_on, version, seal, content
from issuance where division = $1 and year = $2 and (issued_on, issuance) > ($3, $4) order by issued_on, issuance limit $5

-- name: issuance_all
select issuance, year, number, title, issued_on, version, seal, content from issuance where division = $1 order by issuance

-- name: practice_of
select version, seal, content from practice where division = $1

-- name: practice_insert
insert into practice (division, version, seal, content) values ($1, 1, $2, $3)

-- name: practice_update
update practice set seal = $2, content = $3, version = version + 1 where division = $1 and version = $4

-- name: task_event_year
select e.task, e.seq, e.act, e.happened_at, e.recorded_at, e.person, e.post, e.unit, e.reason, e.seal, e.content
from task t join task_event e on e.division = t.division and e.task = t.task
where t.division = $1 and t.year = $2 order by t.number, e.seq

-- name: task_changed_at
select recorded_at from task_event where division = $1 and task = $2 order by seq desc limit 1
