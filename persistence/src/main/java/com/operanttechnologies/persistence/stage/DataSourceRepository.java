package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DATA_SOURCE;
import static org.jooq.impl.DSL.noCondition;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.crypto.ColumnAddress;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.internal.jooq.OptimisticLock;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSON;

/**
 * A Customer's data sources. Secrets are encrypted under the Customer's key for exactly their row, and only {@link
 * #openSecret} reads them. Each method is one statement, besides what the cipher needs to get the Customer's key.
 */
public final class DataSourceRepository {

    private final TenantSession session;

    public DataSourceRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Creates a data source.
     *
     * @param name 1 to 200 characters
     * @param kind which connector: a lower-case letter, then up to 49 lower-case letters, digits, {@code _} and {@code
     *     -}
     * @param settings what is not secret: a JSON object of at most 64 KiB in UTF-8; kept to the character
     * @throws InvalidInputException when name, kind or settings are anything else
     * @throws DuplicateException when the Customer has one of that name
     */
    public DataSource create(String name, String kind, String settings, SourceSecret secret) {
        StageLimits.requireName("Name of a data source", name);
        StageLimits.requireSettings(settings);
        UUID id = UuidCreator.getTimeOrderedEpoch();
        OffsetDateTime now = now();
        return session.dsl()
                .insertInto(DATA_SOURCE)
                .set(DATA_SOURCE.CUSTOMER_ID, session.customerId())
                .set(DATA_SOURCE.DATA_SOURCE_ID, id)
                .set(DATA_SOURCE.NAME, name)
                .set(DATA_SOURCE.KIND, kind)
                .set(DATA_SOURCE.SETTINGS, JSON.json(settings))
                .set(DATA_SOURCE.SECRET, seal(id, secret))
                .set(DATA_SOURCE.CREATED_AT, now)
                .set(DATA_SOURCE.UPDATED_AT, now)
                .returningResult(SourceRow.DESCRIPTION)
                .fetchSingle(SourceRow::source);
    }

    /**
     * @throws NotFoundException when the Customer has no such data source
     */
    public DataSource get(UUID id) {
        return session.dsl()
                .select(SourceRow.DESCRIPTION)
                .from(DATA_SOURCE)
                .where(DATA_SOURCE.DATA_SOURCE_ID.eq(id))
                .fetchOptional(SourceRow::source)
                .orElseThrow(() -> notFound(id));
    }

    /** Lists data sources by name, ordered as the database's collation does. */
    public Page<DataSource, DataSourceCursor> list(PageRequest<DataSourceCursor> request) {
        Condition after = request.after()
                .map(cursor -> DATA_SOURCE.NAME.gt(cursor.name()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .select(SourceRow.DESCRIPTION)
                        .from(DATA_SOURCE)
                        .where(after)
                        .orderBy(DATA_SOURCE.NAME)
                        .limit(request.fetchSize())
                        .fetch(SourceRow::source),
                request,
                source -> new DataSourceCursor(source.name()));
    }

    /**
     * Changes name and settings; the secret stays. The kind can't change, as settings and secret are made for it.
     *
     * @param expectedVersion {@link DataSource#version()} as it was read
     * @param name 1 to 200 characters
     * @param settings a JSON object of at most 64 KiB in UTF-8
     * @throws InvalidInputException when name or settings are anything else
     * @throws DuplicateException when another of the Customer's has that name
     * @throws NotFoundException when the Customer has no such data source
     * @throws ConflictException when it was changed meanwhile
     */
    public DataSource update(UUID id, long expectedVersion, String name, String settings) {
        StageLimits.requireName("Name of a data source", name);
        StageLimits.requireSettings(settings);
        return change(id, expectedVersion, Map.of(DATA_SOURCE.NAME, name, DATA_SOURCE.SETTINGS, JSON.json(settings)));
    }

    /**
     * Replaces the secret. Expects a version as well, so that a secret meant for one address isn't sent to another that
     * somebody entered meanwhile.
     *
     * @param expectedVersion {@link DataSource#version()} as it was read
     * @throws NotFoundException when the Customer has no such data source
     * @throws ConflictException when it was changed meanwhile
     */
    public DataSource replaceSecret(UUID id, long expectedVersion, SourceSecret secret) {
        return change(id, expectedVersion, Map.of(DATA_SOURCE.SECRET, seal(id, secret)));
    }

    /**
     * Decrypts the secret, in order to connect.
     *
     * @throws NotFoundException when the Customer has no such data source
     * @throws InvalidInputException when what is stored was not sealed for this row of this Customer, or the Customer's
     *     key is gone
     */
    public SourceSecret openSecret(UUID id) {
        byte[] sealed = session.dsl()
                .select(DATA_SOURCE.SECRET)
                .from(DATA_SOURCE)
                .where(DATA_SOURCE.DATA_SOURCE_ID.eq(id))
                .fetchOptional(DATA_SOURCE.SECRET)
                .orElseThrow(() -> notFound(id));
        return SourceSecret.of(new String(session.cipher().open(address(id), sealed), StandardCharsets.UTF_8));
    }

    /**
     * Deletes it, with its secret.
     *
     * @throws NotFoundException when the Customer has no such data source
     */
    public void delete(UUID id) {
        int deleted = session.dsl()
                .deleteFrom(DATA_SOURCE)
                .where(DATA_SOURCE.DATA_SOURCE_ID.eq(id))
                .execute();
        if (deleted == 0) {
            throw notFound(id);
        }
    }

    private DataSource change(UUID id, long expectedVersion, Map<? extends Field<?>, ?> changes) {
        return session.dsl()
                .update(DATA_SOURCE)
                .set(changes)
                .set(DATA_SOURCE.UPDATED_AT, now())
                .set(DATA_SOURCE.VERSION, DATA_SOURCE.VERSION.plus(1))
                .where(DATA_SOURCE.DATA_SOURCE_ID.eq(id))
                .and(DATA_SOURCE.VERSION.eq(expectedVersion))
                .returningResult(SourceRow.DESCRIPTION)
                .fetchOptional(SourceRow::source)
                .orElseThrow(() -> missed(id, expectedVersion));
    }

    /** Why an update found no row: asked only then, so that the usual update is one round trip. */
    private RuntimeException missed(UUID id, long expectedVersion) {
        Long current = session.dsl()
                .select(DATA_SOURCE.VERSION)
                .from(DATA_SOURCE)
                .where(DATA_SOURCE.DATA_SOURCE_ID.eq(id))
                .fetchOne(DATA_SOURCE.VERSION);
        return OptimisticLock.missed("Data source " + id, expectedVersion, current, () -> notFound(id));
    }

    private byte[] seal(UUID id, SourceSecret secret) {
        return session.cipher().seal(address(id), secret.bytes());
    }

    private static ColumnAddress address(UUID id) {
        return new ColumnAddress("stage.data_source", "secret", id);
    }

    private OffsetDateTime now() {
        return session.clock().instant().atOffset(ZoneOffset.UTC);
    }

    private static NotFoundException notFound(UUID id) {
        return new NotFoundException(
                "The Customer has no data source " + id + "; list its data sources to see which it has");
    }
}
