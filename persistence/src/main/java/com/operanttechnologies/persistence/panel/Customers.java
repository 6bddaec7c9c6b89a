package com.operanttechnologies.persistence.panel;

import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER;
import static org.jooq.impl.DSL.currentOffsetDateTime;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.internal.tables.tenancy.tables.records.CustomerRecord;

/** The session's own Customer; no other can be seen. As thread-bound as its session. */
public final class Customers {

    private static final String WHAT = "Customer";
    private static final String NAME = "Organisation name";

    private final TenantSession session;

    public Customers(TenantSession session) {
        this.session = session;
    }

    /**
     * Creates the Customer that the session's scope names; see {@link
     * com.operanttechnologies.persistence.TenantScope#signUp}.
     *
     * @param name organisation name, 1 to 200 characters
     * @throws com.operanttechnologies.persistence.error.InvalidInputException when the name is anything else
     * @throws com.operanttechnologies.persistence.error.DuplicateException when it exists already
     */
    public Customer signUp(String name) {
        return from(session.dsl()
                .insertInto(CUSTOMER)
                .set(CUSTOMER.CUSTOMER_ID, session.customerId())
                .set(CUSTOMER.NAME, Require.name(NAME, name))
                .returning()
                .fetchSingle());
    }

    /**
     * The session's Customer.
     *
     * @throws NotFoundException when it hasn't signed up, or was erased
     */
    public Customer own() {
        return session.dsl().selectFrom(CUSTOMER).fetchOptional(Customers::from).orElseThrow(this::notFound);
    }

    /**
     * Renames the session's Customer.
     *
     * @param expectedVersion the version that the caller has read
     * @param name organisation name, 1 to 200 characters
     * @throws com.operanttechnologies.persistence.error.InvalidInputException when the name is anything else
     * @throws ConflictException when somebody changed it meanwhile
     * @throws NotFoundException when it hasn't signed up, or was erased
     */
    public Customer rename(long expectedVersion, String name) {
        return session.dsl()
                .update(CUSTOMER)
                .set(CUSTOMER.NAME, Require.name(NAME, name))
                .set(CUSTOMER.VERSION, CUSTOMER.VERSION.plus(1))
                .set(CUSTOMER.UPDATED_AT, currentOffsetDateTime())
                .where(CUSTOMER.VERSION.eq(expectedVersion))
                .returning()
                .fetchOptional(Customers::from)
                .orElseThrow(() -> new ConflictException(WHAT, expectedVersion, own().version()));
    }

    private NotFoundException notFound() {
        return new NotFoundException("Customer " + session.customerId() + " doesn't exist; sign up first");
    }

    private static Customer from(CustomerRecord row) {
        return new Customer(
                row.getCustomerId(),
                row.getName(),
                row.getCreatedAt().toInstant(),
                row.getUpdatedAt().toInstant(),
                row.getVersion());
    }
}
