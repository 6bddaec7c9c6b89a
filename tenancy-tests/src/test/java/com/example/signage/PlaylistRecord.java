package com.example.signage;

import org.jooq.impl.CustomRecord;

/** A row of {@link Playlist}. */
public final class PlaylistRecord extends CustomRecord<PlaylistRecord> {

    private static final long serialVersionUID = 1L;

    public PlaylistRecord() {
        super(Playlist.PLAYLIST);
    }
}
