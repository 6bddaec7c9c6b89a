-- Extensions have the version that the server brings
--
-- Severity: advice
-- Why: The files were updated with the server and the SQL wasn't: fixes of an extension's functions and grants come
--      only with ALTER EXTENSION … UPDATE.
select format('extension %I', x.extname) as object,
       format('has version %s, and the server brings %s', x.extversion, a.default_version) as found,
       format('alter extension %I update;', x.extname) as mend
  from pg_extension x
  join pg_available_extensions a on a.name = x.extname
 where a.default_version <> x.extversion
 order by 1;
