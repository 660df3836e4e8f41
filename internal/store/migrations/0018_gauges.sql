-- runs_from: 5
-- What is counted of a case, for the rates and days of its procedure, as its
-- events left it; gauged is how many events that was, so that what a program
-- of a version before added is seen and counted from the events.

alter table case_file add column gauges text not null default '';
alter table case_file add column gauged bigint not null default 0;
create index case_by_end on case_file (division, procedure, ended_at, casefile) where ended_at > 0;
