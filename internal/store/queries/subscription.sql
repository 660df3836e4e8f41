-- name: mailbox_key_of
select secret from mailbox_key where division = $1

-- name: mailbox_key_insert
insert into mailbox_key (division, secret) values ($1, $2)

-- name: subscription_insert
insert into subscription (division, subscription, state, address, mark, hash, topics, told, created_at)
values ($1, $2, 'waiting', $3, $4, $5, $6, 0, $7)

-- name: subscription_by_hash
select subscription, state, address, mark, hash, topics, told, created_at from subscription where division = $1 and hash = $2

-- name: subscription_by_mark
select subscription, state, address, mark, hash, topics, told, created_at from subscription where division = $1 and mark = $2 order by subscription

-- name: subscription_confirm
update subscription set state = 'confirmed', told = $3 where division = $1 and subscription = $2 and state = 'waiting'

-- name: subscription_due
select subscription, state, address, mark, hash, topics, told, created_at from subscription
where division = $1 and state = 'confirmed' and told < $2 order by told, subscription limit $3

-- name: subscription_told
update subscription set told = $3 where division = $1 and subscription = $2 and told = $4

-- name: subscription_count
select count(*) from subscription where division = $1 and state = 'confirmed'

-- name: subscription_delete
delete from subscription where division = $1 and subscription = $2

-- name: subscription_letters_delete
delete from subscription_letter where division = $1 and subscription = $2

-- name: subscription_old
select subscription from subscription where division = $1 and state = 'waiting' and created_at < $2 order by created_at, subscription limit $3

-- name: subscription_letter_insert
insert into subscription_letter (division, letter, subscription, shard, kind, subject, words, state, tries, next_at, trouble, created_at, version)
values ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, '', $8, 1)

-- name: subscription_letter_boxes_due across
select division, shard, min(next_at) from subscription_letter where state = 'waiting' and next_at <= $1 group by division, shard order by division, shard

-- name: subscription_letter_due_next
select m.letter, m.tries, m.version, m.subject, m.words, m.kind, m.created_at, m.subscription, s.address from subscription_letter m
  join subscription s on s.division = m.division and s.subscription = m.subscription
where m.division = $1 and m.shard = $2 and m.state = 'waiting' and m.next_at <= $3 order by m.next_at, m.letter limit $4

-- name: subscription_letter_update
update subscription_letter set state = $3, tries = $4, next_at = $5, trouble = $6, version = version + 1 where division = $1 and letter = $2 and version = $7

-- name: subscription_letter_tally
select state, count(*), min(created_at) from subscription_letter where division = $1 group by state order by state

-- name: subscription_letter_forget
delete from subscription_letter where division = $1 and state <> 'waiting' and created_at < $2

-- name: publication_insert
insert into publication (division, snapshot, done) values ($1, $2, 0)

-- name: publication_due across
select division, max(snapshot) from publication where done = 0 group by division order by division

-- name: publication_done
update publication set done = 1 where division = $1 and snapshot <= $2 and done = 0
