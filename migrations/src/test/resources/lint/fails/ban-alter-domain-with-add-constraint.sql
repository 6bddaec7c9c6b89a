alter domain signage.colour add constraint short check (length(value) < 10);
