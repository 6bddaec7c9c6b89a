alter table stage.dashboard force row level security;
