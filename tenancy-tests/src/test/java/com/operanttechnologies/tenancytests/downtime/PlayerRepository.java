package com.operanttechnologies.tenancytests.downtime;

import com.operanttechnologies.persistence.TenantSession;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** A Customer's players, as a release of the application knows them. */
final class PlayerRepository {

    private static final Table<Record> PLAYER = DSL.table(DSL.name("signage", "player"));
    private static final Field<String> SERIAL = DSL.field(DSL.name("serial"), String.class);

    private final TenantSession session;
    private final Release release;

    PlayerRepository(TenantSession session, Release release) {
        this.session = session;
        this.release = release;
    }

    void add(String serial, UUID playlist) {
        Map<Field<?>, Object> values = new LinkedHashMap<>();
        values.put(SERIAL, serial);
        values.putAll(shown(playlist));
        session.dsl().insertInto(PLAYER).set(values).execute();
    }

    void show(String serial, UUID playlist) {
        session.dsl()
                .update(PLAYER)
                .set(shown(playlist))
                .where(SERIAL.eq(serial))
                .execute();
    }

    /** Nothing when there is no such player, or it shows nothing. */
    Optional<UUID> shown(String serial) {
        return session.dsl()
                .select(release.read())
                .from(PLAYER)
                .where(SERIAL.eq(serial))
                .fetchOptional(release.read());
    }

    private Map<Field<?>, Object> shown(UUID playlist) {
        Map<Field<?>, Object> values = new LinkedHashMap<>();
        release.written().forEach(column -> values.put(column, playlist));
        return values;
    }
}
