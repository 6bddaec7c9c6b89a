alter table stage.dashboard add column since timestamp;
