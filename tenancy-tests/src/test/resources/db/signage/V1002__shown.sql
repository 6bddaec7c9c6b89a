-- What was shown when: it grows with time, so it is partitioned by months, and old months are dropped.

create table signage.shown (
    customer_id uuid        not null default tenancy.current_customer(),
    playlist_id uuid        not null,
    shown_at    timestamptz not null,
    primary key (customer_id, playlist_id, shown_at),
    foreign key (customer_id, playlist_id) references signage.playlist on delete cascade
) partition by range (shown_at);
comment on table signage.shown is 'Which playlist began when.';
comment on column signage.shown.customer_id is 'Whose it is.';
comment on column signage.shown.playlist_id is 'What was shown.';
comment on column signage.shown.shown_at is 'When it began.';

select tenancy.protect('signage.shown', 'telemetry', '90 days after it was shown', '{select,insert}');
select tenancy.partition_by_time('signage.shown', 'month', 2, interval '90 days');
