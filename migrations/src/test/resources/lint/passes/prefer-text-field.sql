alter table stage.dashboard add column colour text check (length(colour) < 20);
