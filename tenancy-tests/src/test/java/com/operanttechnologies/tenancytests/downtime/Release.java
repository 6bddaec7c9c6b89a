package com.operanttechnologies.tenancytests.downtime;

import java.util.List;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** A release of the application, by the columns for what a player shows: each gets on with those beside it. */
enum Release {
    BEFORE(List.of(Names.FORMER), Names.FORMER),
    WRITES_BOTH(List.of(Names.FORMER, Names.NEW), Names.FORMER),
    READS_NEW(List.of(Names.FORMER, Names.NEW), Names.NEW),
    AFTER(List.of(Names.NEW), Names.NEW);

    /** Apart from the constants, which are made before anything else of their class. */
    private static final class Names {
        static final Field<UUID> FORMER = DSL.field(DSL.name("playlist_id"), UUID.class);
        static final Field<UUID> NEW = DSL.field(DSL.name("shows_id"), UUID.class);
    }

    private final List<Field<UUID>> written;
    private final Field<UUID> read;

    Release(List<Field<UUID>> written, Field<UUID> read) {
        this.written = written;
        this.read = read;
    }

    List<Field<UUID>> written() {
        return written;
    }

    Field<UUID> read() {
        return read;
    }
}
