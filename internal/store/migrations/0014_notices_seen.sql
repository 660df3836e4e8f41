-- runs_from: 5
-- Those that were read are listed by when they were told.

create index notice_by_told on notice (division, person, told_at, notice);
