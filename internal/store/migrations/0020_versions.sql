-- runs_from: 16
-- Which open cases are under which version of their procedure.

create index case_by_version on case_file (division, procedure, declared, opened_at, casefile) where ended_at = 0;
