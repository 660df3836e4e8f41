-- name: case_reference_insert
insert into case_reference (division, noun, object, opened_at, casefile) values ($1, $2, $3, $4, $5)
on conflict (division, noun, object, opened_at, casefile) do nothing

-- name: case_references_drop
delete from case_reference where division = $1 and casefile = $2

-- name: case_reference_of
select casefile from case_reference where division = $1 and noun = $2 and object = $3

-- name: case_referring
select c.casefile, c.mechanism, c.procedure, c.declared, c.number, c.title, c.place, c.stage, c.opened_at, c.opened_unit, c.ended_at, c.clock, c.due_at, c.halted, c.falls_at, c.events, c.edition, c.version, c.seal
from case_reference r join case_file c on c.division = r.division and c.casefile = r.casefile
where r.division = $1 and r.noun = $2 and r.object = $3 and (r.opened_at, r.casefile) < ($4, $5)
order by r.opened_at desc, r.casefile desc limit $6

-- name: case_referring_unit
select c.casefile, c.mechanism, c.procedure, c.declared, c.number, c.title, c.place, c.stage, c.opened_at, c.opened_unit, c.ended_at, c.clock, c.due_at, c.halted, c.falls_at, c.events, c.edition, c.version, c.seal
from case_reference r join case_file c on c.division = r.division and c.casefile = r.casefile
where r.division = $1 and r.noun = $2 and r.object = $3 and (r.opened_at, r.casefile) < ($4, $5)
  and exists (select 1 from case_unit u where u.division = r.division and u.casefile = r.casefile and u.unit = $7)
order by r.opened_at desc, r.casefile desc limit $6

-- name: case_sole_insert
insert into case_sole (division, procedure, field, value, casefile) values ($1, $2, $3, $4, $5)
on conflict (division, procedure, field, value) do nothing

-- name: case_sole_find
select casefile from case_sole where division = $1 and procedure = $2 and field = $3 and value = $4

-- name: case_soles
select field, value from case_sole where division = $1 and casefile = $2 order by field

-- name: case_soles_drop
delete from case_sole where division = $1 and casefile = $2
