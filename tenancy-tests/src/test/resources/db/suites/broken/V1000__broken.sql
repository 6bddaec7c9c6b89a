-- What the gate must refuse, and list at once: one table without protection, one that is everybody's, one that is open.

create schema memo;
grant usage on schema memo to operant_runtime;

create table memo.unprotected (
    customer_id uuid not null default tenancy.current_customer() references tenancy.customer,
    note_id     uuid not null,
    primary key (customer_id, note_id)
);
grant select, insert, update, delete on memo.unprotected to operant_runtime;

create table memo.everybodys (
    customer_id uuid not null default tenancy.current_customer() references tenancy.customer,
    note_id     uuid not null,
    primary key (customer_id, note_id)
);
select tenancy.protect('memo.everybodys', 'customer_data', 'as long as the Customer is active');
grant select on memo.everybodys to public;

create table memo.open (
    customer_id uuid not null default tenancy.current_customer() references tenancy.customer,
    note_id     uuid not null,
    primary key (customer_id, note_id)
);
select tenancy.protect('memo.open', 'customer_data', 'as long as the Customer is active');
create policy careless on memo.open using (true);
