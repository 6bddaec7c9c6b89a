alter table stage.dashboard alter column title drop not null;
