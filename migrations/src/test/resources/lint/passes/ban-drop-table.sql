create temporary table sums (n bigint);
drop table sums;
