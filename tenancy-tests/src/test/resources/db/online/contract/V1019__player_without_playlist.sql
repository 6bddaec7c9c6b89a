-- Contract: no release reads or writes the former column any more. Its index goes with it.

alter table signage.player
    drop column playlist_id,
    drop constraint player_shows_something;
