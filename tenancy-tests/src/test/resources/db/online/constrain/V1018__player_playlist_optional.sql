-- The next release leaves the former column out.

alter table signage.player
    drop constraint player_customer_id_playlist_id_fkey,
    alter column playlist_id drop not null;
