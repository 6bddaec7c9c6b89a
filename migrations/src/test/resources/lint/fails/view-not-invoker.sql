create view signage.all_shown as select * from signage.shown;
