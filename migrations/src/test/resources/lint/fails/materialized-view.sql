create materialized view signage.sums as select 1;
