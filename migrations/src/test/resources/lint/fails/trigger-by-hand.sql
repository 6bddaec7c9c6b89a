create trigger t before insert on stage.dashboard for each row execute function signage.t();
