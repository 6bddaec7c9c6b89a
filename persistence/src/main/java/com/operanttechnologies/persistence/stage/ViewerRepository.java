package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.SHARE_LINK;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.VIEWER;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.internal.jooq.OptimisticLock;
import com.operanttechnologies.persistence.internal.tables.stage.tables.records.ViewerRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;

/** The end users of a Customer's dashboards (STG-3). Each method is one statement, except {@link #delete}. */
public final class ViewerRepository {

    private static final String NAME = "Name of a viewer";
    private static final String NOTE = "Note on a viewer";

    private final TenantSession session;

    public ViewerRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Creates a viewer.
     *
     * @param name 1 to 200 characters
     * @param note at most 2,000 characters
     * @throws InvalidInputException when name or note are anything else
     */
    public Viewer create(String name, Optional<EmailAddress> email, String note) {
        OffsetDateTime now = now();
        return session.dsl()
                .insertInto(VIEWER)
                .set(VIEWER.CUSTOMER_ID, session.customerId())
                .set(VIEWER.VIEWER_ID, UuidCreator.getTimeOrderedEpoch())
                .set(VIEWER.NAME, Require.name(NAME, name))
                .set(VIEWER.EMAIL, value(email))
                .set(VIEWER.NOTE, Require.text(NOTE, note, StageLimits.NOTE_CHARACTERS))
                .set(VIEWER.CREATED_AT, now)
                .set(VIEWER.UPDATED_AT, now)
                .returning()
                .fetchSingle(ViewerRepository::viewer);
    }

    /**
     * @throws NotFoundException when the Customer has no such viewer
     */
    public Viewer get(UUID id) {
        return session.dsl()
                .selectFrom(VIEWER)
                .where(VIEWER.VIEWER_ID.eq(id))
                .fetchOptional(ViewerRepository::viewer)
                .orElseThrow(() -> notFound(id));
    }

    /** Lists viewers by name, ordered as the database's collation does, and by id where names are the same. */
    public Page<Viewer, ViewerCursor> list(PageRequest<ViewerCursor> request) {
        // One row comparison, as the index viewer_by_name can start right there.
        Condition after = request.after()
                .map(cursor -> row(VIEWER.NAME, VIEWER.VIEWER_ID).gt(cursor.name(), cursor.id()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(VIEWER)
                        .where(after)
                        .orderBy(VIEWER.NAME, VIEWER.VIEWER_ID)
                        .limit(request.fetchSize())
                        .fetch(ViewerRepository::viewer),
                request,
                viewer -> new ViewerCursor(viewer.name(), viewer.id()));
    }

    /**
     * Changes a viewer.
     *
     * @param expectedVersion {@link Viewer#version()} as it was read
     * @param name 1 to 200 characters
     * @param note at most 2,000 characters
     * @throws InvalidInputException when name or note are anything else
     * @throws NotFoundException when the Customer has no such viewer
     * @throws ConflictException when it was changed meanwhile
     */
    public Viewer update(UUID id, long expectedVersion, String name, Optional<EmailAddress> email, String note) {
        return session.dsl()
                .update(VIEWER)
                .set(VIEWER.NAME, Require.name(NAME, name))
                .set(VIEWER.EMAIL, value(email))
                .set(VIEWER.NOTE, Require.text(NOTE, note, StageLimits.NOTE_CHARACTERS))
                .set(VIEWER.UPDATED_AT, now())
                .set(VIEWER.VERSION, VIEWER.VERSION.plus(1))
                .where(VIEWER.VIEWER_ID.eq(id), VIEWER.VERSION.eq(expectedVersion))
                .returning()
                .fetchOptional(ViewerRepository::viewer)
                .orElseThrow(() -> missed(id, expectedVersion));
    }

    /**
     * Deletes a viewer with all share links that were given to it: their tokens resolve no more. A link that is being
     * made at the same time is waited for, and goes as well.
     *
     * @throws NotFoundException when the Customer has no such viewer
     */
    public void delete(UUID id) {
        boolean locked = session.dsl()
                .select(VIEWER.VIEWER_ID)
                .from(VIEWER)
                .where(VIEWER.VIEWER_ID.eq(id))
                .forUpdate()
                .fetch()
                .isNotEmpty();
        if (!locked) {
            throw notFound(id);
        }
        new ShareLinkRepository(session).deleteAll(SHARE_LINK.VIEWER_ID.eq(id));
        session.dsl().deleteFrom(VIEWER).where(VIEWER.VIEWER_ID.eq(id)).execute();
    }

    private RuntimeException missed(UUID id, long expectedVersion) {
        Long current = session.dsl()
                .select(VIEWER.VERSION)
                .from(VIEWER)
                .where(VIEWER.VIEWER_ID.eq(id))
                .fetchOne(VIEWER.VERSION);
        return OptimisticLock.missed("Viewer " + id, expectedVersion, current, () -> notFound(id));
    }

    private OffsetDateTime now() {
        return session.clock().instant().atOffset(ZoneOffset.UTC);
    }

    private static @Nullable String value(Optional<EmailAddress> email) {
        return email.isPresent() ? email.get().value() : null;
    }

    static NotFoundException notFound(UUID id) {
        return new NotFoundException("The Customer has no viewer " + id + "; list its viewers to see which it has");
    }

    private static Viewer viewer(ViewerRecord row) {
        return new Viewer(
                row.getViewerId(),
                row.getName(),
                Optional.ofNullable(row.getEmail()).map(EmailAddress::new),
                row.getNote(),
                row.getCreatedAt().toInstant(),
                row.getUpdatedAt().toInstant(),
                row.getVersion());
    }
}
