package com.example.signage;

import static com.example.signage.Playlist.PLAYLIST;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.NotFoundException;
import java.util.List;
import java.util.UUID;

/** A Customer's playlists. */
public final class PlaylistRepository {

    private final TenantSession session;

    public PlaylistRepository(TenantSession session) {
        this.session = session;
    }

    /** Adds one; the layer fills in the Customer. */
    public UUID add(String title) {
        UUID id = UUID.randomUUID();
        session.dsl()
                .insertInto(PLAYLIST)
                .set(PLAYLIST.PLAYLIST_ID, id)
                .set(PLAYLIST.TITLE, title)
                .execute();
        return id;
    }

    /** All titles, in their order. */
    public List<String> titles() {
        return session.dsl()
                .select(PLAYLIST.TITLE)
                .from(PLAYLIST)
                .orderBy(PLAYLIST.TITLE)
                .fetch(PLAYLIST.TITLE);
    }

    /**
     * Gives one another title.
     *
     * @throws NotFoundException when the Customer has no such playlist
     */
    public void rename(UUID playlistId, String title) {
        int renamed = session.dsl()
                .update(PLAYLIST)
                .set(PLAYLIST.TITLE, title)
                .where(PLAYLIST.PLAYLIST_ID.eq(playlistId))
                .execute();
        if (renamed == 0) {
            throw new NotFoundException("There is no playlist " + playlistId + "; list the playlists there are");
        }
    }
}
