create table signage.shown (
    customer_id uuid not null default tenancy.current_customer(),
    shown_id uuid not null,
    primary key (customer_id, shown_id)
);
select tenancy.protect('signage.shown', 'telemetry', 'as long as the account is active');
create table signage.kind (kind_id bigint primary key);
insert into tenancy.unscoped_table values ('signage', 'kind', 'the same for all Customers');
create table signage.shown_2026 partition of signage.shown for values from (1) to (2);
