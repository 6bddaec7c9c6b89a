-- What the new column is.

comment on column signage.player.shows_id is 'The playlist that it shows.';
