comment on schema stage is 'drop database operant';
