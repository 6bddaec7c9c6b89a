alter table stage.dashboard add column title_2 text;
