alter table stage.share_link add constraint of_customer foreign key (customer_id) references tenancy.customer;
