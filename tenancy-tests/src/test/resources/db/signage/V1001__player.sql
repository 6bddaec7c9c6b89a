-- Players: the devices behind the screens, and the playlist that each of them shows.

create table signage.player (
    customer_id uuid not null default tenancy.current_customer(),
    serial      text not null
        -- Ten digits that leave 1 when divided by 97, as ISO 7064 has it: typing errors are noticed at once.
        constraint player_serial_check check (case when serial ~ '^[0-9]{10}$' then serial::bigint % 97 = 1 else false end),
    playlist_id uuid not null,
    primary key (customer_id, serial),
    foreign key (customer_id, playlist_id) references signage.playlist on delete cascade
);
create index on signage.player (customer_id, playlist_id);
comment on table signage.player is 'Devices behind screens.';
comment on column signage.player.customer_id is 'Whose it is.';
comment on column signage.player.serial is 'The number on its back, with two check digits.';
comment on column signage.player.playlist_id is 'What it shows.';

select tenancy.protect('signage.player', 'customer_data',
    'as long as the Customer is active, or until deleted by it');
