create schema signage;
