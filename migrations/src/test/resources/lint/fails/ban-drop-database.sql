drop database operant;
