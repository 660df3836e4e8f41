-- name: photo_hand
insert into photo_waiting (division, person, photo, handed_at) values ($1, $2, $3, $4)
on conflict (division, person, photo) do nothing

-- name: photo_handed
select handed_at from photo_waiting where division = $1 and person = $2 and photo = $3

-- name: photo_take
delete from photo_waiting where division = $1 and person = $2 and photo = $3

-- name: photo_old
select person, photo from photo_waiting where division = $1 and handed_at < $2 order by handed_at limit $3
