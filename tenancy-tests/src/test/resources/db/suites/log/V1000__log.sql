-- A table whose rows never change.

create schema memo;
grant usage on schema memo to operant_runtime;
create table memo.log (
    customer_id uuid not null default tenancy.current_customer() references tenancy.customer,
    entry_id    uuid not null,
    body        text not null,
    primary key (customer_id, entry_id)
);
select tenancy.protect('memo.log', 'audit', 'for one year', '{select,insert}');
