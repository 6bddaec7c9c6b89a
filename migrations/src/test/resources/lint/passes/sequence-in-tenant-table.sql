create table signage.shown (
    customer_id uuid not null default tenancy.current_customer(),
    shown_id uuid not null,
    number bigint not null,
    primary key (customer_id, shown_id)
);
select tenancy.protect('signage.shown', 'telemetry', 'as long as the account is active');
