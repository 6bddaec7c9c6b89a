alter table stage.dashboard add column is_new boolean not null default false,
    add column since timestamptz default now();
