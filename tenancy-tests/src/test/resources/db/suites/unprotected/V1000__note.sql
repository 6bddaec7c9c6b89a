-- A table that somebody forgot to protect.

create schema memo;
grant usage on schema memo to operant_runtime;
create table memo.note (
    customer_id uuid not null default tenancy.current_customer() references tenancy.customer,
    note_id     uuid not null,
    body        text not null,
    primary key (customer_id, note_id)
);
grant select, insert, update, delete on memo.note to operant_runtime;
