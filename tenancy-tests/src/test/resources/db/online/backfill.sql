update signage.player p
   set shows_id = p.playlist_id
 where p.serial in (
           select q.serial from signage.player q
            where q.shows_id is null
            limit $1);
