-- name: attempt_by_name
select failures, failed_at from attempt where division = $1 and kind = $2 and name = $3

-- name: attempt_upsert
insert into attempt (division, kind, name, failures, failed_at) values ($1, $2, $3, $4, $5)
on conflict (division, kind, name) do update set failures = excluded.failures, failed_at = excluded.failed_at

-- name: attempt_forget
delete from attempt where division = $1 and failed_at < $2
