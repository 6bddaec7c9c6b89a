-- Nobody who may connect has a predefined role that reads or writes all data or files
--
-- Severity: error
-- Closes: R1 R2 E1
-- Why: pg_read_all_data reads every table that row-level security doesn't keep, the signing keys among them, and with
--      a key any Customer's token can be made. Files and programs of the server reach the same past all of it.
with recursive above (oid, root, rolname) as (
    select r.oid, r.oid, r.rolname from pg_roles r
     where r.rolname in ('pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files',
         'pg_execute_server_program')
    union
    select m.member, a.root, a.rolname from above a join pg_auth_members m on m.roleid = a.oid)
select distinct format('role %I', r.rolname) as object,
       format('has %I', a.rolname) as found,
       format('revoke %I from %I;', via.rolname, r.rolname) as mend
  from above a
  join pg_roles r on r.oid = a.oid and r.oid <> a.root
  join pg_auth_members m on m.member = r.oid
  join above up on up.oid = m.roleid and up.root = a.root
  join pg_roles via on via.oid = m.roleid
 where not r.rolsuper and r.rolname !~ '^pg_' and has_database_privilege(r.oid, current_database(), 'connect')
 order by 1, 2;
