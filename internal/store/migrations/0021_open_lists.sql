-- runs_from: 16
-- Open cases, in the order of lists: of all, of a procedure, and of a unit.

create index case_open_in_list on case_file (division, opened_at, casefile) where ended_at = 0;
create index case_open_in_procedure on case_file (division, procedure, opened_at, casefile) where ended_at = 0;
create index case_unit_open_in_list on case_unit (division, unit, opened_at, casefile) where ended_at = 0;
