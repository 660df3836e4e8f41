-- runs_from: 5
-- A unit's cases of one procedure are found together: a list that a field
-- narrows goes through these alone.

create index case_unit_in_procedure on case_unit (division, unit, procedure, opened_at, casefile);
