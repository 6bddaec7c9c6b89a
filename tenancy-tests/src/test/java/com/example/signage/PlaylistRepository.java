package com.example.signage;

import static com.example.signage.Playlist.PLAYLIST;

import com.operanttechnologies.persistence.TenantSession;
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
}
