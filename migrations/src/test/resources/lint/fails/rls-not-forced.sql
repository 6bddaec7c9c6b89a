alter table stage.dashboard no force row level security;
