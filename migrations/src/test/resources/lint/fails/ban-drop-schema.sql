drop schema stage cascade;
