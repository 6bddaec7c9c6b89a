-- The server's search_path is PostgreSQL's own
--
-- Severity: advice
-- Closes: O3
-- Why: Every name of the layer is written with its schema. A longer path only adds places where an object of the same
--      name could be found first.
select s.name as object,
       format('is %s', s.reset_val) as found,
       format(E'alter system reset %s;\nselect pg_reload_conf();', s.name) as mend
  from pg_settings s
 where s.name = 'search_path' and s.reset_val not in ('"$user", public', '"$user",public', 'pg_catalog', 'pg_catalog, pg_temp',
     '');
