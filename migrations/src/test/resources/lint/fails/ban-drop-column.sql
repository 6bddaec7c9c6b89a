alter table stage.dashboard drop column title;
