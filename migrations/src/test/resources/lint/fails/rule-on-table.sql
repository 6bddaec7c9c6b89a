create rule r as on insert to stage.dashboard do instead nothing;
