alter table stage.dashboard alter column title type varchar;
