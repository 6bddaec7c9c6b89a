select $$truncate stage.dashboard cascade$$;
