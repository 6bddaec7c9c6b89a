-- What is kept beyond its Customer, but not all of it (PRV-2): rules by which an erasure replaces values of kept rows that
-- the law doesn't want, such as whom to write to. A rule is a column and the one value that stands there afterwards; the
-- policy that comes with it lets the operator write that value and no other, once the Customer may be erased.

create table tenancy.pseudonym_rule (
    schema_name text not null,
    table_name  text not null,
    column_name text not null,
    replacement text not null check (length(replacement) between 1 and 200),
    reason      text not null check (length(reason) between 10 and 500),
    primary key (schema_name, table_name, column_name),
    foreign key (schema_name, table_name) references tenancy.retention_rule on delete cascade
);
comment on table tenancy.pseudonym_rule is 'Part of the register of retention: values that an erasure replaces in rows that outlive their Customer';
comment on column tenancy.pseudonym_rule.replacement is 'the same for every Customer, so that it leads to nobody';
comment on column tenancy.pseudonym_rule.reason is 'why the row is kept without it; stands in certificates';

-- The gate asks the same of each rule.
-- Kept as text: PostgreSQL 15 writes this body in another way once it was dumped and restored, and the gate compares.
create function tenancy.pseudonym_faults(target regclass, name name) returns setof text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    with c as (
        select c.oid, t.data_class, k.data_class is not null as is_kept, a.attnum, a.atttypid, a.attgenerated
          from pg_class c
          left join tenancy.tenant_table t on (t.schema_name, t.table_name) = (c.relnamespace::regnamespace::name, c.relname)
          left join tenancy.kept_class k on k.data_class = t.data_class
          left join pg_attribute a on a.attrelid = c.oid and a.attname = pseudonym_faults.name and a.attnum > 0 and not a.attisdropped
         where c.oid = target)
    select 'is deleted with its Customer, so there is nothing to replace' from c where not is_kept
    union all
    select 'is an audit log, whose chain would break' from c where data_class = 'audit'
    union all
    select format('has no column %I', name) from c where attnum is null
    union all
    select format('has %I, which is no text', name) from c where atttypid <> 'text'::regtype or attgenerated <> ''
    union all
    select format('has %I in the index %s', name, i.indexrelid::regclass) from c
      join pg_index i on i.indrelid = c.oid and i.indisunique and c.attnum = any (i.indkey)
    union all
    select format('has %I in the foreign key %s', name, f.conname) from c
      join pg_constraint f on f.contype = 'f' and (f.conrelid = c.oid and c.attnum = any (f.conkey)
                                                   or f.confrelid = c.oid and c.attnum = any (f.confkey))
    union all
    select format('has the trigger %s, which refuses changes', g.tgname) from c
      join pg_trigger g on g.tgrelid = c.oid and not g.tgisinternal
     where g.tgfoid = 'tenancy.refuse_change()'::regprocedure
    union all
    select format('has the check %s, which calls %s, and operant_operator may not', k.conname, d.refobjid::regprocedure) from c
      join pg_constraint k on k.conrelid = c.oid and k.contype = 'c'
      join pg_depend d on d.classid = 'pg_constraint'::regclass and d.objid = k.oid and d.refclassid = 'pg_proc'::regclass
     where not has_function_privilege('operant_operator', d.refobjid, 'EXECUTE')
$$;
comment on function tenancy.pseudonym_faults(regclass, name) is 'Why a column can''t be replaced when its Customer is erased; no row when it can';

create function tenancy.pseudonymise(target regclass, name name, replacement text, reason text) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp set standard_conforming_strings = on
as $$
declare
    faults   text;
    rule     record;
    is_valid boolean;
    values   text;
begin
    select string_agg(format(E'\n  - %s %s', target, fault), '') into faults from tenancy.pseudonym_faults(target, name) fault;
    if faults is not null then
        raise exception 'operant: a value can''t be replaced when its Customer is erased:%', faults using errcode = '42P17';
    end if;
    -- Found now and not by the first erasure.
    for rule in select f.conname, pg_get_expr(f.conbin, f.conrelid) as condition, a.attname from pg_constraint f
                  join pg_attribute a on a.attrelid = f.conrelid and a.attname = pseudonymise.name
                 where f.conrelid = target and f.contype = 'c' and f.conkey = array[a.attnum] loop
        execute format('select %s from (select %L::text as %I) t', rule.condition, replacement, rule.attname) into is_valid;
        if not is_valid then
            raise exception 'operant: %.% can''t be replaced by %, which breaks %', target, name, quote_literal(replacement), rule.conname
                using errcode = '23514';
        end if;
    end loop;
    insert into tenancy.pseudonym_rule as p (schema_name, table_name, column_name, replacement, reason)
    select c.relnamespace::regnamespace::name, c.relname, pseudonymise.name, pseudonymise.replacement, pseudonymise.reason
      from pg_class c where c.oid = target
        on conflict on constraint pseudonym_rule_pkey
        do update set replacement = excluded.replacement, reason = excluded.reason;
    select string_agg(format('%I = %L', p.column_name, p.replacement), ' and ' order by p.column_name) into values
      from tenancy.pseudonym_rule p join pg_class c on (p.schema_name, p.table_name) = (c.relnamespace::regnamespace::name, c.relname)
     where c.oid = target;
    execute format('drop policy if exists operator_pseudonymise on %s', target);
    execute format('create policy operator_pseudonymise on %s as permissive for update to operant_operator, operant_owner '
                   'using (customer_id = (select tenancy.deletable_customer(%L))) '
                   'with check (customer_id = (select tenancy.deletable_customer(%2$L)) and %3$s)', target, 'customer_data', values);
    execute format('grant update (%I) on %s to operant_operator', name, target);
end $$;
comment on function tenancy.pseudonymise(regclass, name, text, text) is
    'In a migration, after protect() with a class that outlives its Customer: an erasure replaces this column by one value; 42P17 where that can''t be';
grant select on tenancy.pseudonym_rule to operant_operator;
