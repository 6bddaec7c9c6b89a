create policy all_rows on stage.dashboard using (true);
