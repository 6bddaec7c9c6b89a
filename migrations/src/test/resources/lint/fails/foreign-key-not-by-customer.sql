create table signage.shown (
    customer_id uuid not null default tenancy.current_customer(),
    shown_id uuid not null,
    screen_id uuid not null references relay.screen,
    primary key (customer_id, shown_id)
);
select tenancy.protect('signage.shown', 'telemetry', 'as long as the account is active');
