-- Relay: what screens report (RLY-2), and when they fall silent (RLY-3).
--
-- Heartbeats and client-side errors come at a high rate and go by dropping partitions. They have no foreign keys: a check
-- for each of ten thousand rows would cost as much as the row, and its lock on the screen would set concurrent batches in
-- each other's way. What isn't a paired screen's is turned away before it is written; what a deleted screen reported goes
-- with its partition.
--
-- The newest heartbeat of each paired screen is in screen_status, from pairing on: a screen that never reports counts as
-- silent since then. That row is what ingest, the search for silent screens and unpairing meet at.
create table relay.heartbeat (
    customer_id        uuid        not null default tenancy.current_customer(),
    screen_id          uuid        not null,
    reported_at        timestamptz not null,
    received_at        timestamptz not null default now(),
    viewport_width     integer     not null check (viewport_width between 1 and 32768),
    viewport_height    integer     not null check (viewport_height between 1 and 32768),
    browser            text        not null check (length(browser) <= 200),
    shown_dashboard_id uuid,
    shown_number       integer     check (shown_number > 0),
    constraint heartbeat_shown check ((shown_dashboard_id is null) = (shown_number is null)),
    constraint heartbeat_in_time check (
        reported_at between received_at - interval '25 hours' and received_at + interval '1 day'),
    primary key (customer_id, screen_id, reported_at)
) partition by range (reported_at);
comment on table relay.heartbeat is 'Heartbeat of a screen (RLY-2), by day of the screen''s clock';
comment on column relay.heartbeat.reported_at is 'by the screen''s clock; the application takes it at most 5 minutes ahead and 24 hours back by its own';
comment on column relay.heartbeat.received_at is 'by the database''s clock, so that nobody can put a row where the job makes no partitions';
comment on column relay.heartbeat.viewport_width is 'CSS pixels';
comment on column relay.heartbeat.viewport_height is 'CSS pixels';
comment on column relay.heartbeat.browser is 'name and version of the browser; empty when it is unknown';
comment on column relay.heartbeat.shown_dashboard_id is 'dashboard that it rendered last, NULL when it has rendered none; no foreign key, as that may be deleted by now';
comment on column relay.heartbeat.shown_number is 'number of the version of that dashboard';
select tenancy.protect('relay.heartbeat', 'telemetry', '30 days after it was reported, by dropping the day''s partition',
    array['select', 'insert(customer_id, screen_id, reported_at, viewport_width, viewport_height, browser, '
                    'shown_dashboard_id, shown_number)']);
select tenancy.partition_by_time('relay.heartbeat', 'day', 7, interval '30 days');

create table relay.client_error (
    customer_id uuid        not null default tenancy.current_customer(),
    screen_id   uuid        not null,
    occurred_at timestamptz not null,
    reported_at timestamptz not null,
    ordinal     integer     not null check (ordinal between 1 and 20),
    message     text        not null check (length(message) between 1 and 1000),
    source      text        not null check (length(source) <= 500),
    line        integer     check (line >= 0),
    stack       text        not null check (length(stack) <= 8000),
    received_at timestamptz not null default now(),
    constraint client_error_in_time check (
        occurred_at between received_at - interval '25 hours' and received_at + interval '1 day'),
    primary key (customer_id, screen_id, occurred_at, reported_at, ordinal)
) partition by range (occurred_at);
create index client_error_newest on relay.client_error (customer_id, occurred_at, screen_id, reported_at, ordinal);
comment on table relay.client_error is 'Error in the browser of a screen (RLY-2), by day of the screen''s clock';
comment on column relay.client_error.reported_at is 'of the heartbeat that it came with';
comment on column relay.client_error.ordinal is 'its place among the errors of that heartbeat: a heartbeat that is delivered twice brings no error twice';
comment on column relay.client_error.received_at is 'by the database''s clock, as that of a heartbeat';
comment on column relay.client_error.source is 'address of the script; empty when it is unknown';
select tenancy.protect('relay.client_error', 'telemetry', '30 days after it occurred, by dropping the day''s partition',
    array['select', 'insert(customer_id, screen_id, occurred_at, reported_at, ordinal, message, source, line, stack)']);
select tenancy.partition_by_time('relay.client_error', 'day', 7, interval '30 days');

create table relay.screen_status (
    customer_id        uuid        not null default tenancy.current_customer(),
    screen_id          uuid        not null,
    last_seen_at       timestamptz not null,
    received_at        timestamptz,
    viewport_width     integer     check (viewport_width between 1 and 32768),
    viewport_height    integer     check (viewport_height between 1 and 32768),
    browser            text        check (length(browser) <= 200),
    shown_dashboard_id uuid,
    shown_number       integer     check (shown_number > 0),
    outage_started_at  timestamptz,
    constraint screen_status_shown check ((shown_dashboard_id is null) = (shown_number is null)),
    -- An outage begins where the screen was last seen, so whatever moves the one must end the other.
    constraint screen_status_outage check (outage_started_at = last_seen_at),
    primary key (customer_id, screen_id),
    foreign key (customer_id, screen_id) references relay.screen on delete cascade
);
create index screen_status_last_seen on relay.screen_status (customer_id, last_seen_at, screen_id);
create index screen_status_not_out on relay.screen_status (customer_id, last_seen_at, screen_id)
    where outage_started_at is null;
create trigger screen_status_moves_forward before update on relay.screen_status
    for each row when (new.last_seen_at < old.last_seen_at) execute function tenancy.refuse_change();
comment on table relay.screen_status is 'Newest heartbeat of each paired screen (RLY-2, RLY-3); an unpaired one has no row';
comment on column relay.screen_status.last_seen_at is 'reported_at of the newest heartbeat; before the first one, when the screen was paired';
comment on column relay.screen_status.received_at is 'of the newest heartbeat, by the database''s clock; NULL before the first one';
comment on column relay.screen_status.outage_started_at is 'start of the outage that the screen is in; NULL when it is in none, or in none that was detected';
select tenancy.protect('relay.screen_status', 'telemetry', 'as long as its screen is paired');

create table relay.outage (
    customer_id uuid        not null default tenancy.current_customer(),
    screen_id   uuid        not null,
    started_at  timestamptz not null,
    detected_at timestamptz not null,
    ended_at    timestamptz,
    constraint outage_order check (detected_at > started_at and ended_at > started_at),
    primary key (customer_id, screen_id, started_at),
    foreign key (customer_id, screen_id) references relay.screen on delete cascade
);
-- A screen is out once at a time, so that it is surfaced once.
create unique index outage_open on relay.outage (customer_id, screen_id) where ended_at is null;
create index outage_open_by_start on relay.outage (customer_id, started_at, screen_id) where ended_at is null;
create trigger outage_ends_once before update on relay.outage
    for each row when (old.ended_at is not null) execute function tenancy.refuse_change();
comment on table relay.outage is 'Time in which a screen was silent for longer than it may (RLY-3)';
comment on column relay.outage.started_at is 'when it was last seen';
comment on column relay.outage.detected_at is 'when that was found to be too long ago, and was surfaced';
comment on column relay.outage.ended_at is 'when it reported again, or was unpaired; NULL while it lasts';
select tenancy.protect('relay.outage', 'telemetry', 'as long as its screen exists',
    array['select', 'insert(customer_id, screen_id, started_at, detected_at)', 'update(ended_at)']);
