alter table stage.dashboard add column colour text not null;
