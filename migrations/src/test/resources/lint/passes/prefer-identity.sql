create table signage.kind (kind_id bigint generated always as identity primary key);
insert into tenancy.unscoped_table values ('signage', 'kind', 'the same for all Customers');
