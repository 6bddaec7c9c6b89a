alter table stage.dashboard add column since timestamptz, add column till timestamp with time zone;
