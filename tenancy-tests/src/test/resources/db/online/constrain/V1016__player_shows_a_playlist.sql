-- A foreign key over a column that may be null isn't checked where it is null, so the gate wants that settled before.

alter table signage.player
    add constraint player_shows_a_playlist
    foreign key (customer_id, shows_id) references signage.playlist on delete cascade not valid;
