-- runs_from: 16
-- The versions of a year's tasks stand in the index of its list: a page asks
-- first what changed, and reads no more than that.

drop index task_in_list;
create index task_in_list on task (division, year, number, task, version);
