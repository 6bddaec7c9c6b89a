package com.example.signage;

import java.util.UUID;
import org.jooq.TableField;
import org.jooq.impl.CustomTable;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The guide's table as jOOQ would generate it; by hand, because generating it would take a build of its own. */
public final class Playlist extends CustomTable<PlaylistRecord> {

    public static final Playlist PLAYLIST = new Playlist();

    private static final long serialVersionUID = 1L;

    public final transient TableField<PlaylistRecord, UUID> PLAYLIST_ID =
            createField(DSL.name("playlist_id"), SQLDataType.UUID.notNull());
    public final transient TableField<PlaylistRecord, String> TITLE =
            createField(DSL.name("title"), SQLDataType.CLOB.notNull());

    private Playlist() {
        super(DSL.name("playlist"), DSL.schema(DSL.name("signage")));
    }

    @Override
    public Class<PlaylistRecord> getRecordType() {
        return PlaylistRecord.class;
    }
}
