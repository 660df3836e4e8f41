-- name: case_insert
insert into case_file (division, casefile, mechanism, procedure, declared, number, title, place, stage, opened_at, opened_unit, ended_at, clock, due_at, halted, falls_at, events, edition, version, seal, gauges, gauged)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1, $19, $20, $17)

-- name: case_update
update case_file set title = $3, place = $4, stage = $5, ended_at = $6, clock = $7, due_at = $8, halted = $9, falls_at = $10, events = $11, edition = $12, seal = $13, version = version + 1, gauges = $15, gauged = $11, declared = $16
where division = $1 and casefile = $2 and version = $14

-- name: case_by_id
select casefile, mechanism, procedure, declared, number, title, place, stage, opened_at, opened_unit, ended_at, clock, due_at, halted, falls_at, events, edition, version, seal
from case_file where division = $1 and casefile = $2

-- What a list is narrowed by is not to be looked for by index ("+ 0", "|| ''"), and each
-- bound stands for itself: PostgreSQL, which makes its plan for any values, takes
-- a span to leave hardly a row, and would sort the whole division for a page.

-- name: case_list
select casefile, mechanism, procedure, declared, number, title, place, stage, opened_at, opened_unit, ended_at, clock, due_at, halted, falls_at, events, edition, version, seal
from case_file where division = $1 and (opened_at, casefile) < ($2, $3)
  and (cast($4 as text) = '' or stage = $4) and ended_at + 0 >= $5
order by opened_at desc, casefile desc limit $6

-- name: case_list_procedure
select casefile, mechanism, procedure, declared, number, title, place, stage, opened_at, opened_unit, ended_at, clock, due_at, halted, falls_at, events, edition, version, seal
from case_file where division = $1 and procedure = $7 and (opened_at, casefile) < ($2, $3)
  and (cast($4 as text) = '' or stage = $4) and ended_at + 0 >= $5
order by opened_at desc, casefile desc limit $6

-- name: case_list_open
select casefile, mechanism, procedure, declared, number, title, place, stage, opened_at, opened_unit, ended_at, clock, due_at, halted, falls_at, events, edition, version, seal
from case_file where division = $1 and ended_at = 0 and (opened_at, casefile) < ($2, $3)
  and (cast($4 as text) = '' or stage = $4) and due_at + 0 >= $5 and 0 + due_at <= $6 and halted + 0 <= $7
order by opened_at desc, casefile desc limit $8

-- name: case_list_procedure_open
select casefile, mechanism, procedure, declared, number, title, place, stage, opened_at, opened_unit, ended_at, clock, due_at, halted, falls_at, events, edition, version, seal
from case_file where division = $1 and ended_at = 0 and procedure = $9 and (opened_at, casefile) < ($2, $3)
  and (cast($4 as text) = '' or stage = $4) and due_at + 0 >= $5 and 0 + due_at <= $6 and halted + 0 <= $7
order by opened_at desc, casefile desc limit $8

-- name: case_list_unit
select c.casefile, c.mechanism, c.procedure, c.declared, c.number, c.title, c.place, c.stage, c.opened_at, c.opened_unit, c.ended_at, c.clock, c.due_at, c.halted, c.falls_at, c.events, c.edition, c.version, c.seal
from case_unit u join case_file c on c.division = u.division and c.casefile = u.casefile
where u.division = $1 and u.unit = $7 and (u.opened_at, u.casefile) < ($2, $3)
  and (cast($4 as text) = '' or u.stage = $4) and u.ended_at + 0 >= $5
order by u.opened_at desc, u.casefile desc limit $6

-- name: case_list_unit_procedure
select c.casefile, c.mechanism, c.procedure, c.declared, c.number, c.title, c.place, c.stage, c.opened_at, c.opened_unit, c.ended_at, c.clock, c.due_at, c.halted, c.falls_at, c.events, c.edition, c.version, c.seal
from case_unit u join case_file c on c.division = u.division and c.casefile = u.casefile
where u.division = $1 and u.unit = $8 and u.procedure = $7 and (u.opened_at, u.casefile) < ($2, $3)
  and (cast($4 as text) = '' or u.stage = $4) and u.ended_at + 0 >= $5
order by u.opened_at desc, u.casefile desc limit $6

-- name: case_list_unit_open
select c.casefile, c.mechanism, c.procedure, c.declared, c.number, c.title, c.place, c.stage, c.opened_at, c.opened_unit, c.ended_at, c.clock, c.due_at, c.halted, c.falls_at, c.events, c.edition, c.version, c.seal
from case_unit u join case_file c on c.division = u.division and c.casefile = u.casefile
where u.division = $1 and u.unit = $9 and u.ended_at = 0 and (u.opened_at, u.casefile) < ($2, $3)
  and (cast($4 as text) = '' or u.stage = $4) and u.due_at + 0 >= $5 and 0 + u.due_at <= $6 and u.halted + 0 <= $7
order by u.opened_at desc, u.casefile desc limit $8

-- name: case_list_unit_procedure_open
select c.casefile, c.mechanism, c.procedure, c.declared, c.number, c.title, c.place, c.stage, c.opened_at, c.opened_unit, c.ended_at, c.clock, c.due_at, c.halted, c.falls_at, c.events, c.edition, c.version, c.seal
from case_unit u join case_file c on c.division = u.division and c.casefile = u.casefile
where u.division = $1 and u.unit = $10 and u.ended_at = 0 and u.procedure || '' = $9 and (u.opened_at, u.casefile) < ($2, $3)
  and (cast($4 as text) = '' or u.stage = $4) and u.due_at + 0 >= $5 and 0 + u.due_at <= $6 and u.halted + 0 <= $7
order by u.opened_at desc, u.casefile desc limit $8

-- name: case_list_field
select c.casefile, c.mechanism, c.procedure, c.declared, c.number, c.title, c.place, c.stage, c.opened_at, c.opened_unit, c.ended_at, c.clock, c.due_at, c.halted, c.falls_at, c.events, c.edition, c.version, c.seal
from case_field f join case_file c on c.division = f.division and c.casefile = f.casefile
where f.division = $1 and f.procedure = $11 and f.field = $12 and f.value = $13 and (f.opened_at, f.casefile) < ($2, $3)
  and (cast($4 as text) = '' or c.stage = $4)
  and c.ended_at + 0 >= $5 and 0 + c.ended_at <= $6 and c.due_at + 0 >= $7 and 0 + c.due_at <= $8 and c.halted + 0 <= $9
  and (cast($14 as text) = '' or exists (select 1 from case_field g where g.division = f.division and g.procedure = f.procedure and g.field = $14 and g.value = $15 and g.opened_at = f.opened_at and g.casefile = f.casefile))
  and (cast($16 as text) = '' or exists (select 1 from case_field g where g.division = f.division and g.procedure = f.procedure and g.field = $16 and g.value = $17 and g.opened_at = f.opened_at and g.casefile = f.casefile))
order by f.opened_at desc, f.casefile desc limit $10

-- name: case_list_unit_field
select c.casefile, c.mechanism, c.procedure, c.declared, c.number, c.title, c.place, c.stage, c.opened_at, c.opened_unit, c.ended_at, c.clock, c.due_at, c.halted, c.falls_at, c.events, c.edition, c.version, c.seal
from case_unit u join case_file c on c.division = u.division and c.casefile = u.casefile
where u.division = $1 and u.unit = $18 and (u.opened_at, u.casefile) < ($2, $3) and u.procedure = $11
  and exists (select 1 from case_field g where g.division = u.division and g.procedure = $11 and g.field = $12 and g.value = $13 and g.opened_at = u.opened_at and g.casefile = u.casefile)
  and (cast($4 as text) = '' or u.stage = $4)
  and u.ended_at + 0 >= $5 and 0 + u.ended_at <= $6 and u.due_at + 0 >= $7 and 0 + u.due_at <= $8 and u.halted + 0 <= $9
  and (cast($14 as text) = '' or exists (select 1 from case_field g where g.division = u.division and g.procedure = u.procedure and g.field = $14 and g.value = $15 and g.opened_at = u.opened_at and g.casefile = u.casefile))
  and (cast($16 as text) = '' or exists (select 1 from case_field g where g.division = u.division and g.procedure = u.procedure and g.field = $16 and g.value = $17 and g.opened_at = u.opened_at and g.casefile = u.casefile))
order by u.opened_at desc, u.casefile desc limit $10

-- name: case_all
select casefile, mechanism, procedure, declared, number, title, place, stage, opened_at, opened_unit, ended_at, clock, due_at, halted, falls_at, events, edition, version, seal
from case_file where division = $1 order by casefile

-- name: case_version_tally
select declared, stage, count(*) from case_file where division = $1 and procedure = $2 and ended_at = 0 and declared < $3 group by declared, stage order by declared, stage

-- name: case_version_list
select casefile, mechanism, procedure, declared, number, title, place, stage, opened_at, opened_unit, ended_at, clock, due_at, halted, falls_at, events, edition, version, seal
from case_file where division = $1 and procedure = $2 and declared = $3 and ended_at = 0 and (opened_at, casefile) > ($4, $5) order by opened_at, casefile limit $6

-- name: case_list_version
select casefile, mechanism, procedure, declared, number, title, place, stage, opened_at, opened_unit, ended_at, clock, due_at, halted, falls_at, events, edition, version, seal
from case_file where division = $1 and procedure = $2 and declared = $3 and ended_at = 0 and (opened_at, casefile) < ($4, $5) and (cast($6 as text) = '' or stage = $6)
order by opened_at desc, casefile desc limit $7

-- name: case_list_unit_version
select c.casefile, c.mechanism, c.procedure, c.declared, c.number, c.title, c.place, c.stage, c.opened_at, c.opened_unit, c.ended_at, c.clock, c.due_at, c.halted, c.falls_at, c.events, c.edition, c.version, c.seal
from case_unit u join case_file c on c.division = u.division and c.casefile = u.casefile
where u.division = $1 and u.unit = $8 and u.procedure = $2 and (u.opened_at, u.casefile) < ($4, $5) and c.declared = $3 and c.ended_at = 0 and (cast($6 as text) = '' or c.stage = $6)
order by u.opened_at desc, u.casefile desc limit $7

-- name: case_falling across
select division, casefile, falls_at from case_file where falls_at > 0 and falls_at <= $1 and (falls_at, division, casefile) > ($3, $4, $5) order by falls_at, division, casefile limit $2

-- name: case_event_insert
insert into case_event (division, casefile, seq, act, kind, answers, branch, person, post, unit, happened_at, recorded_at, reason, alien, seal, data)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)

-- name: case_events
select seq, act, kind, answers, branch, person, post, unit, happened_at, recorded_at, reason, alien, seal, data
from case_event where division = $1 and casefile = $2 order by seq

-- name: case_event_all
select casefile, seq, act, kind, answers, branch, person, post, unit, happened_at, recorded_at, reason, alien, seal, data
from case_event where division = $1 order by casefile, seq

-- name: case_unit_insert
insert into case_unit (division, unit, casefile, procedure, part, opened_at, stage, ended_at, due_at, halted) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (division, unit, casefile) do nothing

-- name: case_unit_stand
update case_unit set stage = $3, ended_at = $4, due_at = $5, halted = $6 where division = $1 and casefile = $2

-- name: case_units
select unit from case_unit where division = $1 and casefile = $2 order by unit

-- name: case_units_of
select casefile, unit from case_unit where division = $1 and casefile in ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)

-- name: case_unit_drop
delete from case_unit where division = $1 and casefile = $2 and unit = $3

-- name: case_field_insert
insert into case_field (division, procedure, field, value, opened_at, casefile) values ($1, $2, $3, $4, $5, $6)
on conflict (division, procedure, field, value, opened_at, casefile) do nothing

-- name: case_fields_drop
delete from case_field where division = $1 and casefile = $2

-- name: case_number_next
insert into case_number (division, series, last) values ($1, $2, 1)
on conflict (division, series) do update set last = case_number.last + 1 returning last

-- name: case_number_last
select last from case_number where division = $1 and series = $2

-- name: case_number_back
update case_number set last = last - $3 where division = $1 and series = $2 and last >= $3

-- name: case_tally
select procedure, stage, count(*), sum(case when halted = 0 and due_at <> 0 and due_at <= $2 then 1 else 0 end)
from case_file where division = $1 and ended_at = 0 group by procedure, stage order by procedure, stage

-- name: case_tally_unit
select procedure, stage, count(*), sum(case when halted = 0 and due_at <> 0 and due_at <= $2 then 1 else 0 end)
from case_unit where division = $1 and unit = $3 and ended_at = 0 group by procedure, stage order by procedure, stage

-- name: case_key_insert
insert into case_key (division, procedure, kind, value, casefile) values ($1, $2, $3, $4, $5)
on conflict (division, procedure, kind, value) do nothing

-- name: case_key_find
select casefile from case_key where division = $1 and procedure = $2 and kind = $3 and value = $4

-- name: case_key_of
select value from case_key where division = $1 and casefile = $2 and kind = $3

-- name: case_by_number
select casefile from case_file where division = $1 and number = $2 and procedure = $3

-- name: case_link_insert
insert into case_link (division, procedure, above, casefile) values ($1, $2, $3, $4)
on conflict (division, procedure, above, casefile) do nothing

-- name: case_links
select casefile from case_link where division = $1 and procedure = $2 and above = $3 order by casefile

-- name: case_outward
select casefile, mechanism, procedure, declared, number, title, place, stage, opened_at, opened_unit, ended_at, clock, due_at, halted, falls_at, events, edition, version, seal
from case_file where division = $1 and procedure = $2 and opened_at between $3 and $4 and ended_at + 0 >= $5 and 0 + ended_at <= $6
order by opened_at desc, casefile desc limit $7

-- name: case_outward_field
select c.casefile, c.mechanism, c.procedure, c.declared, c.number, c.title, c.place, c.stage, c.opened_at, c.opened_unit, c.ended_at, c.clock, c.due_at, c.halted, c.falls_at, c.events, c.edition, c.version, c.seal
from case_field f join case_file c on c.division = f.division and c.casefile = f.casefile
where f.division = $1 and f.procedure = $2 and f.field = $8 and f.value = $9 and f.opened_at between $3 and $4 and c.ended_at + 0 >= $5 and 0 + c.ended_at <= $6
order by f.opened_at desc, f.casefile desc limit $7

-- name: case_ended_unit
select c.casefile, c.mechanism, c.procedure, c.declared, c.number, c.title, c.place, c.stage, c.opened_at, c.opened_unit, c.ended_at, c.clock, c.due_at, c.halted, c.falls_at, c.events, c.edition, c.version, c.seal
from case_unit u join case_file c on c.division = u.division and c.casefile = u.casefile
where u.division = $1 and u.unit = $2 and u.ended_at between $3 and $4
order by u.ended_at desc limit $5
