alter table stage.share_link add constraint of_customer
    foreign key (customer_id) references tenancy.customer not valid;
select tenancy.validate_foreign_key('stage.share_link', 'of_customer');
