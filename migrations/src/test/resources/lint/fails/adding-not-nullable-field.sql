alter table stage.dashboard alter column title set not null;
