-- Panel: a Customer keeps an owner (PAN-6). One of its owners answers for it, and this table names which. The foreign key
-- includes the role, so the account that is named here can be neither deleted nor given another role; it has to be
-- another owner first. No count is taken, so two owners who remove each other at the same time can't both have counted
-- two: who is named here stays, and naming another one locks that one.
create table panel.answerable_owner (
    customer_id uuid not null default tenancy.current_customer(),
    account_id  uuid not null,
    role        text not null default 'owner' check (role = 'owner'),
    primary key (customer_id),
    constraint last_owner_stays foreign key (customer_id, role, account_id)
        references panel.account (customer_id, role, account_id)
);
comment on table panel.answerable_owner is
    'The owner who answers for the Customer (PAN-6), from its first owner on; the runtime role can name another one, and can''t remove it';
comment on column panel.answerable_owner.role is 'owner, always: it makes the foreign key demand that the account is one';
select tenancy.protect('panel.answerable_owner', 'account',
    'as long as the Customer is active; goes before its accounts when it is erased',
    array['select', 'insert(customer_id, account_id)', 'update(account_id)']);
