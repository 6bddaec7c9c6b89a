comment on table stage.dashboard is 'alter table stage.dashboard disable row level security';
