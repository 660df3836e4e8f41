-- name: project_insert
insert into project (division, project, code, name, category, lists, industry, nature, unit, town, stage, since_on, due_on, investment, agreed, paid, problem, events, version, seal, data)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1, $19, $20)

-- name: project_update
update project set code = $3, name = $4, category = $5, lists = $6, industry = $7, nature = $8, unit = $9, town = $10, stage = $11, since_on = $12, due_on = $13,
  investment = $14, agreed = $15, paid = $16, problem = $17, events = $18, seal = $19, data = $20, version = version + 1
where division = $1 and project = $2 and version = $21

-- name: project_by_id
select project, code, name, category, lists, industry, nature, unit, town, stage, since_on, due_on, investment, agreed, paid, problem, events, version, seal, data
from project where division = $1 and project = $2

-- name: project_by_code
select project, code, name, category, lists, industry, nature, unit, town, stage, since_on, due_on, investment, agreed, paid, problem, events, version, seal, data
from project where division = $1 and code = $2 and code <> ''

-- name: project_by_name
select project, code, name, category, lists, industry, nature, unit, town, stage, since_on, due_on, investment, agreed, paid, problem, events, version, seal, data
from project where division = $1 and name = $2

-- name: project_all
select project, code, name, category, lists, industry, nature, unit, town, stage, since_on, due_on, investment, agreed, paid, problem, events, version, seal, data
from project where division = $1 order by project

-- name: project_list
select p.project, p.code, p.name, p.category, p.lists, p.industry, p.nature, p.unit, p.town, p.stage, p.since_on, p.due_on, p.investment, p.agreed, p.paid, p.problem, p.events, p.version, p.seal, '{}',
  coalesce(y.plan, -1), coalesce(y.done, 0), coalesce(y.through, 0)
from project p left join project_year y on y.division = p.division and y.project = p.project and y.year = $5
where p.division = $1 and (p.investment, p.project) < ($2, $3)
order by p.investment desc, p.project desc limit $4

-- name: project_list_unit
select p.project, p.code, p.name, p.category, p.lists, p.industry, p.nature, p.unit, p.town, p.stage, p.since_on, p.due_on, p.investment, p.agreed, p.paid, p.problem, p.events, p.version, p.seal, '{}',
  coalesce(y.plan, -1), coalesce(y.done, 0), coalesce(y.through, 0)
from project p left join project_year y on y.division = p.division and y.project = p.project and y.year = $5
where p.division = $1 and p.unit = $6 and (p.investment, p.project) < ($2, $3)
order by p.investment desc, p.project desc limit $4

-- name: project_list_town
select p.project, p.code, p.name, p.category, p.lists, p.industry, p.nature, p.unit, p.town, p.stage, p.since_on, p.due_on, p.investment, p.agreed, p.paid, p.problem, p.events, p.version, p.seal, '{}',
  coalesce(y.plan, -1), coalesce(y.done, 0), coalesce(y.through, 0)
from project p left join project_year y on y.division = p.division and y.project = p.project and y.year = $5
where p.division = $1 and p.town = $6 and (p.investment, p.project) < ($2, $3)
order by p.investment desc, p.project desc limit $4

-- name: project_event_insert
insert into project_event (division, project, seq, kind, on_day, person, post, unit, recorded_at, reason, seal, data)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

-- name: project_events
select project, seq, kind, on_day, person, post, unit, recorded_at, reason, seal, data from project_event where division = $1 and project = $2 order by seq

-- name: project_event_all
select project, seq, kind, on_day, person, post, unit, recorded_at, reason, seal, data from project_event where division = $1 order by project, seq

-- name: project_month_insert
insert into project_month (division, project, period, state, invested, year_total, total, version, seal, data) values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9)

-- name: project_month_update
update project_month set state = $4, invested = $5, year_total = $6, total = $7, seal = $8, data = $9, version = version + 1
where division = $1 and project = $2 and period = $3 and version = $10

-- name: project_months
select project, period, state, invested, year_total, total, version, seal, data from project_month where division = $1 and project = $2 order by period

-- name: project_month_all
select project, period, state, invested, year_total, total, version, seal, data from project_month where division = $1 order by project, period

-- name: project_year_set
insert into project_year (division, project, year, plan, done, through) values ($1, $2, $3, $4, $5, $6)
on conflict (division, project, year) do update set plan = excluded.plan, done = excluded.done, through = excluded.through

-- name: project_years_drop
delete from project_year where division = $1 and project = $2

-- name: project_years
select project, year, plan, done, through from project_year where division = $1 and project = $2 order by year

-- name: project_year_all
select project, year, plan, done, through from project_year where division = $1 order by project, year

-- name: project_choice_insert
insert into project_choice (division, kind, names, version, seal) values ($1, $2, $3, 1, $4)

-- name: project_choice_update
update project_choice set names = $3, seal = $4, version = version + 1 where division = $1 and kind = $2 and version = $5

-- name: project_choice_all
select kind, names, version, seal from project_choice where division = $1 order by kind

-- name: column_mapping_insert
insert into column_mapping (division, kind, signature, mapping, version, seal) values ($1, $2, $3, $4, 1, $5)

-- name: column_mapping_update
update column_mapping set mapping = $4, seal = $5, version = version + 1 where division = $1 and kind = $2 and signature = $3 and version = $6

-- name: column_mapping_by_signature
select kind, signature, mapping, version, seal from column_mapping where division = $1 and kind = $2 and signature = $3

-- name: column_mapping_all
select kind, signature, mapping, version, seal from column_mapping where division = $1 order by kind, signature

-- Whose so many projects are; a place that is not used is ''.

-- name: project_sites
select project, unit, town from project where division = $1 and project in ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)

-- What a unit's projects tell of a month; a project that tells nothing of it comes without.

-- name: project_told_unit
select p.project, p.code, p.name, p.category, p.lists, p.industry, p.nature, p.unit, p.town, p.stage, p.since_on, p.due_on, p.investment, p.agreed, p.paid, p.problem, p.events, p.version, p.seal, p.data,
  coalesce(m.state, ''), coalesce(m.invested, 0), coalesce(m.year_total, 0), coalesce(m.total, 0), coalesce(m.data, '{}')
from project p left join project_month m on m.division = p.division and m.project = p.project and m.period = $3
where p.division = $1 and p.unit = $2 order by p.investment desc, p.project desc limit $4

-- name: project_told_town
select p.project, p.code, p.name, p.category, p.lists, p.industry, p.nature, p.unit, p.town, p.stage, p.since_on, p.due_on, p.investment, p.agreed, p.paid, p.problem, p.events, p.version, p.seal, p.data,
  coalesce(m.state, ''), coalesce(m.invested, 0), coalesce(m.year_total, 0), coalesce(m.total, 0), coalesce(m.data, '{}')
from project p left join project_month m on m.division = p.division and m.project = p.project and m.period = $3
where p.division = $1 and p.town = $2 order by p.investment desc, p.project desc limit $4
