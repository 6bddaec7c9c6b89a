create view signage.sums with (security_invoker) as select 1;
