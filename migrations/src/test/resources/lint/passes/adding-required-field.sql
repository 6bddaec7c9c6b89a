alter table stage.dashboard add column colour text;
alter table stage.dashboard add column shade text not null default 'none';
