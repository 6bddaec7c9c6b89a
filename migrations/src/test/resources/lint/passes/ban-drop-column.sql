alter table stage.dashboard drop constraint short;
-- alter table stage.dashboard drop column title;
