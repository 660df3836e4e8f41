-- runs_from: 4
-- A unit moves under another when the security administrator agrees; until then
-- the row keeps where it is asked to go. An older program beside this one moves
-- it at once, and takes one that waits for altered: verify with the newer one.

alter table unit add column proposed text not null default '';
