create table signage.shown (
    customer_id uuid not null default tenancy.current_customer(),
    shown_id uuid not null,
    screen_id uuid,
    primary key (customer_id, shown_id),
    foreign key (customer_id, screen_id) references relay.screen on delete set null
);
select tenancy.protect('signage.shown', 'telemetry', 'as long as the account is active');
