create trigger fixed before update on stage.dashboard for each row when (old.title <> new.title)
    execute function tenancy.refuse_change();
