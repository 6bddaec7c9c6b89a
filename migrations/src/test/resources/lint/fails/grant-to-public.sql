grant select on stage.dashboard to public;
