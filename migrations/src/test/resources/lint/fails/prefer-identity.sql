create table signage.kind (kind_id bigserial primary key);
insert into tenancy.unscoped_table values ('signage', 'kind', 'the same for all Customers');
