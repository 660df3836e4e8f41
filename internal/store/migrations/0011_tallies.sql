-- runs_from: 5
-- The open cases are counted by stage without reading the cases themselves.

create index case_tallied on case_file (division, ended_at, procedure, stage, halted, due_at);
