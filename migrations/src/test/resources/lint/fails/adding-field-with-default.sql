alter table stage.dashboard add column code uuid default gen_random_uuid();
