-- An extension has a schema of its own
--
-- Severity: advice
-- Why: In a schema of the layer or in public its functions and operators are found by bare name, next to ours, and are
--      PUBLIC's to call.
select format('extension %I', x.extname) as object,
       format('is in the schema %I', n.nspname) as found,
       case when x.extrelocatable then format(E'create schema if not exists extension authorization operant_owner;\nalter extension %I set schema extension;', x.extname)
            else format('-- drop it, and create it again with: create extension %I schema extension', x.extname) end as mend
  from pg_extension x
  join pg_namespace n on n.oid = x.extnamespace
 where n.nspname = 'public' or exists (select from pg_class c
     where c.relnamespace = n.oid and c.relname = 'flyway_schema_history')
    or n.nspname in ('tenancy', 'gateway', 'panel', 'stage', 'relay', 'quoting', 'agent', 'usage', 'analytics', 'audit',
        'privacy', 'support')
 order by 1;
