-- From here on no player is written that shows nothing; those that are there already are looked at next.

alter table signage.player add constraint player_shows_something check (shows_id is not null) not valid;
