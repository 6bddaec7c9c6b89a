-- Reads every Customer's players while they are read and written.

alter table signage.player validate constraint player_shows_something;
