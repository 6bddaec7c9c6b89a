-- Quoting: the numbers of a Customer's quotes, 1, 2, 3… without a gap or a double. A quote gets one when it is first sent
-- and keeps it in all revisions; a draft that is deleted before that leaves none behind.
--
-- Nobody counts: each row says which number comes before it, that number must be there, and nobody can choose, change or
-- delete one. Who takes a number waits for whoever is taking the same one, and takes it after all when that is rolled back.
create table quoting.quote_number (
    customer_id     uuid    not null default tenancy.current_customer(),
    number          integer not null,
    previous_number integer not null generated always as (greatest(number - 1, 1)) stored,
    quote_id        uuid    not null,
    primary key (customer_id, number),
    unique (customer_id, quote_id),
    -- What a sent quote refers to.
    unique (customer_id, quote_id, number),
    constraint quote_number_follows_the_one_before
        foreign key (customer_id, previous_number) references quoting.quote_number (customer_id, number),
    constraint quote_number_is_of_a_quote
        foreign key (customer_id, quote_id) references quoting.quote
);
comment on table quoting.quote_number is 'Numbers of a Customer''s quotes: 1, 2, 3… without a gap; a quote that has one can''t be deleted any more';
comment on column quoting.quote_number.number is 'given by quoting.next_quote_number(), nobody can choose it';
comment on column quoting.quote_number.previous_number is 'the number before, which has to be there; the first refers to itself';

create function quoting.next_quote_number() returns integer
    language sql stable
begin atomic
    select coalesce(max(n.number), 0) + 1 from quoting.quote_number n where n.customer_id = tenancy.current_customer();
end;
comment on function quoting.next_quote_number() is
    'One more than the last number of the scope''s Customer. Insert ON CONFLICT DO NOTHING, and repeat while no row comes back';
grant execute on function quoting.next_quote_number() to operant_runtime;
alter table quoting.quote_number alter column number set default quoting.next_quote_number();

select tenancy.protect('quoting.quote_number', 'customer_data', 'as long as the Customer is active',
    array['select', 'insert(customer_id, quote_id)']);
