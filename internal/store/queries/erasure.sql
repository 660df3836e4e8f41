-- name: erasure_by_report
select report, erasure, reason, state, proposed_by, proposed_at, decided_by, decided_at, answer, version, seal
from erasure where division = $1 and report = $2 order by proposed_at desc, erasure

-- name: erasure_by_id
select report, erasure, reason, state, proposed_by, proposed_at, decided_by, decided_at, answer, version, seal
from erasure where division = $1 and report = $2 and erasure = $3

-- name: erasure_open
select report, erasure, reason, state, proposed_by, proposed_at, decided_by, decided_at, answer, version, seal
from erasure where division = $1 and state = 'proposed' order by proposed_at

-- name: erasure_all
select report, erasure, reason, state, proposed_by, proposed_at, decided_by, decided_at, answer, version, seal
from erasure where division = $1 order by report, erasure

-- name: erasure_insert
insert into erasure (division, report, erasure, reason, state, proposed_by, proposed_at, decided_by, answer, version, seal) values ($1, $2, $3, $4, $5, $6, $7, '', '', 1, $8)

-- name: erasure_update
update erasure set state = $4, decided_by = $5, decided_at = $6, answer = $7, seal = $8, version = version + 1 where division = $1 and report = $2 and erasure = $3 and version = $9

-- name: report_blank
update report set name = '', sha256 = $3, state = 'erased', trouble = '', title = '', place = '', place_code = '', occasion = '', dated_on = null, year = 0, reader = '', content = '{}', read_at = null, seal = $4, version = version + 1
where division = $1 and report = $2 and version = $5

-- name: rereading_delete
delete from rereading where division = $1 and report = $2

-- name: delivery_delete_about
delete from delivery where division = $1 and body like $2

-- name: act_about_report
select act_id, act, object, person, post, unit, happened_at, recorded_at, encoder, reason, reason_salt, changes, outcome, asked, position
from act where division = $1 and (object = $2 or (object >= $3 and object < $4) or (object >= $5 and object < $6) or (object >= $7 and object < $8))
order by coalesce(position, 9007199254740991), recorded_at

-- name: act_strip
update act set reason = $3, reason_salt = $4, changes = $5, outcome = '', asked = '' where division = $1 and act_id = $2

-- name: file_unused
select sha256 from file where division = $1 and uses = 0 and sha256 > $2 order by sha256 limit 500

-- name: file_drop
delete from file where division = $1 and sha256 = $2 and uses = 0

-- name: retention_all
select kind, from_on, days, basis, version, seal from retention where division = $1 order by kind, from_on

-- name: retention_insert
insert into retention (division, kind, from_on, days, basis, version, seal) values ($1, $2, $3, $4, $5, 1, $6)

-- name: sweep_reached
select reached from sweep where division = $1 and kind = $2

-- name: sweep_set
insert into sweep (division, kind, reached) values ($1, $2, $3)
on conflict (division, kind) do update set reached = excluded.reached

-- name: session_sweep
delete from session where division = $1 and session in (
  select s.session from session s where s.division = $1 and s.expires_at < $2 order by s.expires_at limit $3)

-- name: delivery_sweep
delete from delivery where division = $1 and delivery in (
  select d.delivery from delivery d where d.division = $1 and d.created_at < $2 and d.state <> 'waiting' order by d.created_at limit $3)

-- name: act_old
select position from act where division = $1 and position >= $2 and recorded_at < $3 order by position limit $4

-- name: act_forget
update act set outcome = '' where division = $1 and position >= $2 and position < $3 and recorded_at < $4
