create table signage.kind (kind_id bigint primary key, height integer);
insert into tenancy.unscoped_table values ('signage', 'kind', 'the same for all Customers');
