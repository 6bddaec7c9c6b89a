-- Expand: what a player shows gets a name of its own, shows_id. playlist_id goes when no release knows it any more.

alter table signage.player add column shows_id uuid;
