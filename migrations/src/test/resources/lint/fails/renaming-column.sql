alter table stage.dashboard rename column title to name;
