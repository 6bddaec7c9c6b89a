create domain signage.colour as text check (length(value) < 10);
