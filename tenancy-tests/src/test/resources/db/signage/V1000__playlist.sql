-- Playlists: what a Customer shows on its screens, one after the other.

create schema signage;
comment on schema signage is 'Playlists, the players that show them, and what they have shown.';
grant usage on schema signage to operant_runtime;

create table signage.playlist (
    customer_id uuid not null default tenancy.current_customer() references tenancy.customer,
    playlist_id uuid not null,
    title       text not null check (length(title) between 1 and 200),
    primary key (customer_id, playlist_id)
);
comment on table signage.playlist is 'What is shown one after the other.';
comment on column signage.playlist.customer_id is 'Whose it is.';
comment on column signage.playlist.playlist_id is 'Its id, made by the application.';
comment on column signage.playlist.title is 'What people call it.';

select tenancy.protect('signage.playlist', 'customer_data',
    'as long as the Customer is active, or until deleted by it');
