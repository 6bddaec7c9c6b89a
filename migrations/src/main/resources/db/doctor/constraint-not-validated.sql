-- Every constraint holds for the rows that were there before it
--
-- Severity: error
-- Why: It was added NOT VALID and never validated: nobody knows whether the rows keep it, and the planner can't rely on it.
select k.conrelid::regclass::text as object,
       format('has %I not validated: %s', k.conname, pg_get_constraintdef(k.oid)) as found,
       case when k.contype = 'f' and to_regprocedure('tenancy.validate_foreign_key(regclass, name)') is not null
            then format('select tenancy.validate_foreign_key(%L, %L);', k.conrelid::regclass, k.conname)
            else format('alter table %s validate constraint %I;', k.conrelid::regclass, k.conname) end as mend
  from pg_constraint k
 where not k.convalidated and k.conrelid <> 0 and k.conparentid = 0
 order by 1, 2;
