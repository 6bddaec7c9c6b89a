create table shown (n bigint);
