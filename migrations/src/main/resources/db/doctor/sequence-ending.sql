-- No sequence is about to end
--
-- Severity: error
-- Why: When it ends, each insert fails.
select format('%I.%I', s.schemaname, s.sequencename) as object,
       format('is at %s of %s', s.last_value, s.max_value) as found,
       format('alter sequence %I.%I as bigint no maxvalue;', s.schemaname, s.sequencename) as mend
  from pg_sequences s
 where not s.cycle and s.increment_by > 0 and s.last_value > 0.8 * s.max_value
 order by 1;
