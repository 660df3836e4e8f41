-- runs_from: 15
-- Where a case stands is kept beside each unit that has a part in it, so that
-- the open cases of one unit are counted without reading the cases. While a
-- program of the version before runs beside, its acts leave these counts as
-- they were until the next act on the case; lists read the case itself.

alter table case_unit add column stage text not null default '';
alter table case_unit add column ended_at bigint not null default 0;
alter table case_unit add column due_at bigint not null default 0;
alter table case_unit add column halted bigint not null default 0;
update case_unit set stage = c.stage, ended_at = c.ended_at, due_at = c.due_at, halted = c.halted
from case_file c where c.division = case_unit.division and c.casefile = case_unit.casefile;
create index case_unit_by_case on case_unit (division, casefile);
create index case_unit_tallied on case_unit (division, unit, ended_at, procedure, stage, halted, due_at);
