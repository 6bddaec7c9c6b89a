-- Looks every Customer's players up in its playlists, past row-level security.

select tenancy.validate_foreign_key('signage.player', 'player_shows_a_playlist');
