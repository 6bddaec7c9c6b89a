alter table stage.dashboard add column colour varchar(20);
