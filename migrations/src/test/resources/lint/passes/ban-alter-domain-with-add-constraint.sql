alter domain signage.colour set default 'red';
