alter table stage.dashboard add constraint short check (length(title) < 100);
