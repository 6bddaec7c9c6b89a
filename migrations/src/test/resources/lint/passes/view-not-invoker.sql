create view signage.all_shown with (security_invoker = true, security_barrier = true) as
    select * from signage.shown;
