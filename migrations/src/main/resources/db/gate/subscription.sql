-- There is no subscription
--
-- Severity: error
-- Closes: E1
-- Why: Rows that another server sends are written by the subscription's owner, and hold the Customers that the other
--      end says.
select format('subscription %I', s.subname) as object,
       format('belongs to %s', pg_get_userbyid(s.subowner)) as found,
       format(E'alter subscription %I disable;\nalter subscription %1$I set (slot_name = none);\ndrop subscription %1$I;',
           s.subname) as mend
  from pg_subscription s
 where s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
 order by 1;
