-- For the foreign key that comes next: without it, each playlist that is deleted reads all players.

create index concurrently player_shows on signage.player (customer_id, shows_id);
