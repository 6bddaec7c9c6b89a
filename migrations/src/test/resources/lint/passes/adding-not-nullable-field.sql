alter table stage.dashboard add constraint has_title check (title is not null) not valid;
