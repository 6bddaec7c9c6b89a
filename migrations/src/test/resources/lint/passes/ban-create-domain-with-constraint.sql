create domain signage.colour as text;
