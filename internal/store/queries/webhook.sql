-- name: webhook_all
select webhook, label, address, kinds, networks, stopped, secret, older, older_until, paused_at, paused_for, failures, next_at, version, seal
from webhook where division = $1 order by webhook

-- name: webhook_listens
select count(*) from webhook where division = $1 and stopped = 0

-- name: webhook_by_id
select webhook, label, address, kinds, networks, stopped, secret, older, older_until, paused_at, paused_for, failures, next_at, version, seal
from webhook where division = $1 and webhook = $2

-- name: webhook_insert
insert into webhook (division, webhook, label, address, kinds, networks, stopped, secret, older, older_until, paused_at, paused_for, failures, next_at, version, seal)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, '', 0, 0, 1, $11)

-- name: webhook_update
update webhook set label = $3, address = $4, kinds = $5, networks = $6, stopped = $7, secret = $8, older = $9, older_until = $10,
  paused_at = $11, paused_for = $12, failures = $13, next_at = $14, seal = $15, version = version + 1
where division = $1 and webhook = $2 and version = $16

-- name: webhook_tried
update webhook set failures = $3, next_at = $4 where division = $1 and webhook = $2

-- name: delivery_announce
insert into delivery (division, delivery, webhook, event, kind, object, body, state, tries, next_at, trouble, created_at, version)
select cast($1 as text), cast($2 as text) || '-' || webhook, webhook, cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as text), 'waiting', 0, cast($6 as bigint), '', cast($6 as bigint), 1
from webhook where division = $1 and stopped = 0 and (kinds = '*' or kinds like '%,' || cast($3 as text) || ',%')
on conflict (division, delivery) do nothing

-- name: delivery_insert
insert into delivery (division, delivery, webhook, event, kind, object, body, state, tries, next_at, trouble, created_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, 1)

-- name: delivery_webhooks_due across
select division, webhook from webhook w where stopped = 0 and paused_at = 0 and next_at <= $1
  and exists (select 1 from delivery d where d.division = w.division and d.webhook = w.webhook and d.state = 'waiting' and d.next_at <= $1)
order by next_at, division, webhook

-- name: delivery_due
select delivery, webhook, event, kind, object, body, state, tries, next_at, trouble, created_at, version
from delivery where division = $1 and webhook = $2 and state = 'waiting' and next_at <= $3 order by next_at, delivery limit 1

-- name: delivery_by_id
select delivery, webhook, event, kind, object, body, state, tries, next_at, trouble, created_at, version
from delivery where division = $1 and delivery = $2

-- name: delivery_by_state
select delivery, webhook, event, kind, object, '', state, tries, next_at, trouble, created_at, version
from delivery where division = $1 and state = $2 and (created_at, delivery) < ($3, $4) order by created_at desc, delivery desc limit $5

-- name: delivery_update
update delivery set state = $3, tries = $4, next_at = $5, trouble = $6, version = version + 1 where division = $1 and delivery = $2 and version = $7

-- name: delivery_tally
select webhook, state, count(*), min(created_at) from delivery where division = $1 group by webhook, state order by webhook, state

-- name: delivery_forget
delete from delivery where division = $1 and state = 'delivered' and created_at < $2
