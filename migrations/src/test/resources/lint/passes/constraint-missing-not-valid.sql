alter table stage.dashboard add constraint short check (length(title) < 100) not valid;
alter table stage.dashboard validate constraint short;
