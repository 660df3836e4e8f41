-- name: burden_budget_insert
insert into burden_budget (division, kind, from_month, minutes, refuses, document, version, seal) values ($1, $2, $3, $4, $5, $6, 1, $7)

-- name: burden_budget_update
update burden_budget set minutes = $4, refuses = $5, document = $6, seal = $7, version = version + 1 where division = $1 and kind = $2 and from_month = $3 and version = $8

-- name: burden_budget_all
select kind, from_month, minutes, refuses, document, version, seal from burden_budget where division = $1 order by kind, from_month

-- name: burden_projects
select p.project, p.unit, m.period, m.state, m.data from project_month m join project p on p.division = m.division and p.project = m.project
where m.division = $1 and m.period between $2 and $3 and m.state <> 'returned' and (cast($4 as text) = '' or p.unit = $4)

-- name: burden_acts
select e.unit, f.mechanism, f.procedure, f.declared, e.act, count(*)
from case_event e join case_file f on f.division = e.division and f.casefile = e.casefile
where e.division = $1 and e.recorded_at >= $2 and e.recorded_at < $3 and e.unit <> '' and (cast($4 as text) = '' or e.unit = $4)
group by e.unit, f.mechanism, f.procedure, f.declared, e.act

-- name: burden_open
select u.unit, u.part, f.mechanism, f.procedure, f.declared, u.stage, count(*)
from case_file f join case_unit u on u.division = f.division and u.casefile = f.casefile
where f.division = $1 and f.ended_at = 0
group by u.unit, u.part, f.mechanism, f.procedure, f.declared, u.stage

-- name: burden_open_unit
select u.unit, u.part, f.mechanism, f.procedure, f.declared, u.stage, count(*)
from case_unit u join case_file f on f.division = u.division and f.casefile = u.casefile
where u.division = $1 and u.unit = $2 and u.ended_at = 0
group by u.unit, u.part, f.mechanism, f.procedure, f.declared, u.stage

-- name: burden_requests
select unit, due_on, minutes, state from data_request_unit where division = $1 and due_on between $2 and $3 and (cast($4 as text) = '' or unit = $4)

-- name: data_request_insert
insert into data_request (division, request, number, state, office, asked_on, due_on, version, seal, content) values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9)

-- name: data_request_update
update data_request set state = $3, seal = $4, content = $5, version = version + 1 where division = $1 and request = $2 and version = $6

-- name: data_request_by_id
select request, number, state, office, asked_on, due_on, version, seal, content from data_request where division = $1 and request = $2

-- name: data_request_list
select request, number, state, office, asked_on, due_on, version, seal, content from data_request
where division = $1 and (asked_on, request) < ($2, $3) and (cast($4 as text) = '' or state = $4)
order by asked_on desc, request desc limit $5

-- name: data_request_list_office
select request, number, state, office, asked_on, due_on, version, seal, content from data_request
where division = $1 and office = $6 and (asked_on, request) < ($2, $3) and (cast($4 as text) = '' or state = $4)
order by asked_on desc, request desc limit $5

-- name: data_request_list_unit
select r.request, r.number, r.state, r.office, r.asked_on, r.due_on, r.version, r.seal, r.content
from data_request_unit u join data_request r on r.division = u.division and r.request = u.request
where u.division = $1 and u.unit = $6 and (u.asked_on, u.request) < ($2, $3) and (cast($4 as text) = '' or r.state = $4)
order by u.asked_on desc, u.request desc limit $5

-- name: data_request_all
select request, number, state, office, asked_on, due_on, version, seal, content from data_request where division = $1 order by request

-- name: data_request_unit_insert
insert into data_request_unit (division, request, unit, asked_on, due_on, minutes, state, version, seal, content) values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9)

-- name: data_request_unit_update
update data_request_unit set state = $4, seal = $5, content = $6, version = version + 1 where division = $1 and request = $2 and unit = $3 and version = $7

-- name: data_request_units
select request, unit, asked_on, due_on, minutes, state, version, seal, content from data_request_unit where division = $1 and request = $2 order by unit

-- name: data_request_unit_of
select request, unit, asked_on, due_on, minutes, state, version, seal, content from data_request_unit where division = $1 and request = $2 and unit = $3

-- name: data_request_owed
select r.request, r.number, r.state, r.office, r.asked_on, r.due_on, r.version, r.seal, r.content, u.unit
from data_request_unit u join data_request r on r.division = u.division and r.request = u.request
where u.division = $1 and u.due_on between $2 and $3 and u.state = 'owed' and r.state = 'open'
order by u.due_on, u.unit, u.request

-- name: data_request_unit_all
select request, unit, asked_on, due_on, minutes, state, version, seal, content from data_request_unit where division = $1 order by request, unit
