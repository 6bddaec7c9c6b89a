-- A version that is the layer's.

create schema memo;
grant usage on schema memo to operant_runtime;
create table memo.note (
    customer_id uuid not null default tenancy.current_customer() references tenancy.customer,
    note_id     uuid not null,
    body        text not null,
    primary key (customer_id, note_id)
);
select tenancy.protect('memo.note', 'customer_data', 'as long as the Customer is active');
