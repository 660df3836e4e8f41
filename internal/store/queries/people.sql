-- name: division_by_code
select division, name, parent, ready, created_at, version, seal from division where division = $1

-- name: division_all across
select division, name, parent, ready, created_at, version, seal from division order by division

-- name: division_insert
insert into division (division, name, parent, ready, created_at, version, seal) values ($1, $2, $3, $4, $5, 1, $6)

-- name: division_update
update division set name = $2, parent = $3, ready = $4, seal = $5, version = version + 1 where division = $1 and version = $6

-- name: division_hold
update division set version = version where division = $1

-- name: unit_all
select unit, coalesce(parent, ''), name, short, kind, rank, closed, proposed, version, seal from unit where division = $1 order by rank, unit

-- name: unit_by_code
select unit, coalesce(parent, ''), name, short, kind, rank, closed, proposed, version, seal from unit where division = $1 and unit = $2

-- name: unit_below
with recursive below (division, unit) as (
  select division, unit from unit where division = $1 and unit = $2
  union select u.division, u.unit from below b join unit u on u.division = b.division and u.parent = b.unit where b.division = $1 and u.division = $1
) select unit from below where division = $1

-- name: unit_insert
insert into unit (division, unit, parent, name, short, kind, rank, closed, version, seal) values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)

-- name: unit_update
update unit set parent = $3, name = $4, short = $5, kind = $6, rank = $7, closed = $8, proposed = $9, seal = $10, version = version + 1 where division = $1 and unit = $2 and version = $11

-- name: post_all
select post, unit, name, proposed, role, closed, version, seal from post where division = $1 order by unit, post

-- name: post_by_code
select post, unit, name, proposed, role, closed, version, seal from post where division = $1 and post = $2

-- name: post_insert
insert into post (division, post, unit, name, proposed, role, closed, version, seal) values ($1, $2, $3, $4, $5, $6, $7, 1, $8)

-- name: post_update
update post set unit = $3, name = $4, proposed = $5, role = $6, closed = $7, seal = $8, version = version + 1 where division = $1 and post = $2 and version = $9

-- name: person_by_id
select person, login, name, phone, mail, stopped, version, seal from person where division = $1 and person = $2

-- name: person_by_login
select person, login, name, phone, mail, stopped, version, seal from person where division = $1 and login = $2

-- name: person_all
select person, login, name, phone, mail, stopped, version, seal from person where division = $1 order by login

-- name: person_in_scope
select p.person, p.login, p.name, p.phone, p.mail, p.stopped, p.version, p.seal from person p
where p.division = $1 and p.person > $3 and ($2 = '*' or exists (
  select 1 from holding h join post o on o.division = h.division and o.post = h.post
  where h.division = p.division and h.division = $1 and h.person = p.person and h.state = 'confirmed' and $2 like '%,' || o.unit || ',%'))
order by p.person limit $4

-- name: person_insert
insert into person (division, person, login, name, phone, mail, stopped, version, seal) values ($1, $2, $3, $4, $5, $6, $7, 1, $8)

-- name: person_update
update person set login = $3, name = $4, phone = $5, mail = $6, stopped = $7, seal = $8, version = version + 1 where division = $1 and person = $2 and version = $9

-- name: holding_by_id
select holding, person, post, manner, from_on, until_on, state, version, seal from holding where division = $1 and holding = $2

-- name: holding_by_person
select holding, person, post, manner, from_on, until_on, state, version, seal from holding where division = $1 and person = $2 order by from_on, holding

-- name: holding_all
select holding, person, post, manner, from_on, until_on, state, version, seal from holding where division = $1 order by from_on, holding

-- name: holding_insert
insert into holding (division, holding, person, post, manner, from_on, until_on, state, version, seal) values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)

-- name: holding_update
update holding set manner = $3, from_on = $4, until_on = $5, state = $6, seal = $7, version = version + 1 where division = $1 and holding = $2 and version = $8

-- name: credential_by_person
select person, credential, kind, label, secret, state, step, failures, failed_at, created_at, used_at, version, seal from credential where division = $1 and person = $2 order by credential

-- name: credential_by_label
select person, credential, kind, label, secret, state, step, failures, failed_at, created_at, used_at, version, seal from credential where division = $1 and kind = $2 and label = $3 order by person, credential

-- name: credential_all
select person, credential, kind, label, secret, state, step, failures, failed_at, created_at, used_at, version, seal from credential where division = $1 order by person, credential

-- name: credential_of_kind
select person, credential, kind, label, secret, state, step, failures, failed_at, created_at, used_at, version, seal from credential where division = $1 and kind = $2 order by person, credential

-- name: credential_insert
insert into credential (division, person, credential, kind, label, secret, state, step, failures, failed_at, created_at, used_at, version, seal)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13)

-- name: credential_update
update credential set label = $4, secret = $5, state = $6, step = $7, failures = $8, failed_at = $9, used_at = $10, seal = $11, version = version + 1
where division = $1 and person = $2 and credential = $3 and version = $12

-- name: credential_delete
delete from credential where division = $1 and person = $2 and credential = $3

-- name: session_by_id
select session, person, holding, opened_at, seen_at, expires_at, ended_at, ended_for, agent, address, proof, proved_at from session where division = $1 and session = $2

-- name: session_by_person
select session, person, holding, opened_at, seen_at, expires_at, ended_at, ended_for, agent, address, proof, proved_at from session
where division = $1 and person = $2 and ended_at is null and expires_at > $3 and opened_at > $4 order by opened_at desc limit $5

-- name: session_in_scope
select s.session, s.person, s.holding, s.opened_at, s.seen_at, s.expires_at, s.ended_at, s.ended_for, s.agent, s.address, s.proof, s.proved_at from session s
where s.division = $1 and s.ended_at is null and s.expires_at > $3 and (s.opened_at, s.session) < ($4, $5) and ($2 = '*' or exists (
  select 1 from holding h join post o on o.division = h.division and o.post = h.post
  where h.division = s.division and h.division = $1 and h.holding = s.holding and $2 like '%,' || o.unit || ',%'))
order by s.opened_at desc, s.session desc limit $6

-- name: session_prove
update session set proof = $3, proved_at = $4 where division = $1 and session = $2 and ended_at is null

-- name: session_insert
insert into session (division, session, person, holding, opened_at, seen_at, expires_at, ended_for, agent, address, proof, proved_at) values ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10, $11)

-- name: session_touch
update session set seen_at = $3, expires_at = $4 where division = $1 and session = $2 and ended_at is null

-- name: session_switch
update session set holding = $3 where division = $1 and session = $2 and ended_at is null

-- name: session_end
update session set ended_at = $3, ended_for = $4 where division = $1 and session = $2 and ended_at is null

-- name: session_end_of_person
update session set ended_at = $3, ended_for = $4 where division = $1 and person = $2 and ended_at is null

-- name: token_by_hash
select token, person, holding, role, label, hash, scopes, created_at, expires_at, used_at, ended_at, version, seal from token where division = $1 and hash = $2

-- name: token_by_id
select token, person, holding, role, label, hash, scopes, created_at, expires_at, used_at, ended_at, version, seal from token where division = $1 and token = $2

-- name: token_by_person
select token, person, holding, role, label, hash, scopes, created_at, expires_at, used_at, ended_at, version, seal from token where division = $1 and person = $2 order by created_at desc, token

-- name: token_all
select token, person, holding, role, label, hash, scopes, created_at, expires_at, used_at, ended_at, version, seal from token where division = $1 order by token

-- name: token_insert
insert into token (division, token, person, holding, role, label, hash, scopes, created_at, expires_at, used_at, version, seal) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 1, $11)

-- name: token_used
update token set used_at = $3 where division = $1 and token = $2

-- name: token_end
update token set ended_at = $3, seal = $4, version = version + 1 where division = $1 and token = $2 and version = $5

-- name: requirement_all
select role, since_at, version, seal from requirement where division = $1 order by role

-- name: requirement_insert
insert into requirement (division, role, since_at, version, seal) values ($1, $2, $3, 1, $4)

-- name: requirement_delete
delete from requirement where division = $1 and role = $2

-- name: identity_service_by_division
select issuer, client, secret, login_claim, name_claim, scopes, stopped, version, seal from identity_service where division = $1

-- name: identity_service_insert
insert into identity_service (division, issuer, client, secret, login_claim, name_claim, scopes, stopped, version, seal) values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)

-- name: identity_service_update
update identity_service set issuer = $2, client = $3, secret = $4, login_claim = $5, name_claim = $6, scopes = $7, stopped = $8, seal = $9, version = version + 1 where division = $1 and version = $10

-- name: spent_insert
insert into spent (division, spent, until_at) values ($1, $2, $3) on conflict (division, spent) do nothing

-- name: spent_delete
delete from spent where division = $1 and until_at < $2
