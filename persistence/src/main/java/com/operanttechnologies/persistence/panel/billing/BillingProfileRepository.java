package com.operanttechnologies.persistence.panel.billing;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.BILLING_PROFILE;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.audit.AuditCause;
import com.operanttechnologies.persistence.audit.AuditEvent;
import com.operanttechnologies.persistence.audit.AuditLog;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.internal.tables.panel.tables.records.BillingProfileRecord;
import java.time.ZoneOffset;
import java.util.Optional;

/** The billing profile of the session's Customer. As thread-bound as its session. */
public final class BillingProfileRepository {

    /** What {@link #save} expects when there is no profile yet. */
    public static final long NONE = 0;

    private final TenantSession session;

    public BillingProfileRepository(TenantSession session) {
        this.session = session;
    }

    /** The Customer's profile, as soon as there is one. */
    public Optional<BillingProfile> find() {
        return session.dsl()
                .selectFrom(BILLING_PROFILE)
                .fetchOptional(row ->
                        new BillingProfile(details(row), row.getUpdatedAt().toInstant(), row.getVersion()));
    }

    /**
     * Creates or replaces the profile; invoices that were issued stay as they are. Audited as {@code
     * billing_profile.saved}.
     *
     * @param expectedVersion {@link BillingProfile#version()} as it was read, or {@value #NONE} when there was none
     * @throws com.operanttechnologies.persistence.error.InvalidInputException when the reason holds a card number
     * @throws ConflictException when it was changed or created meanwhile
     */
    public BillingProfile save(long expectedVersion, BillingDetails details, AuditCause cause) {
        CardNumbers.refuse("Reason", cause.reason());
        BillingProfileRecord row = new BillingProfileRecord();
        row.setLegalName(details.legalName());
        row.setAddress(details.address());
        row.setCountry(details.country());
        row.setTaxId(details.taxId().orElse(null));
        row.setEmail(details.email().value());
        row.setUpdatedAt(session.clock().instant().atOffset(ZoneOffset.UTC));
        BillingProfile saved = (expectedVersion == NONE ? insert(row) : update(row, expectedVersion))
                .map(written ->
                        new BillingProfile(details, written.getUpdatedAt().toInstant(), written.getVersion()))
                .orElseThrow(() -> new ConflictException(
                        "Billing profile",
                        expectedVersion,
                        find().map(BillingProfile::version).orElse(NONE)));
        new AuditLog(session)
                .append(AuditEvent.of(
                        "billing_profile.saved",
                        "customer",
                        session.customerId().toString(),
                        cause));
        return saved;
    }

    private Optional<BillingProfileRecord> insert(BillingProfileRecord row) {
        return session.dsl()
                .insertInto(BILLING_PROFILE)
                .set(row)
                .set(BILLING_PROFILE.CUSTOMER_ID, session.customerId())
                .onConflict(BILLING_PROFILE.CUSTOMER_ID)
                .doNothing()
                .returning()
                .fetchOptional();
    }

    private Optional<BillingProfileRecord> update(BillingProfileRecord row, long expectedVersion) {
        return session.dsl()
                .update(BILLING_PROFILE)
                .set(row)
                .set(BILLING_PROFILE.VERSION, BILLING_PROFILE.VERSION.plus(1))
                .where(BILLING_PROFILE.VERSION.eq(expectedVersion))
                .returning()
                .fetchOptional();
    }

    private static BillingDetails details(BillingProfileRecord row) {
        return new BillingDetails(
                row.getLegalName(),
                row.getAddress(),
                row.getCountry(),
                Optional.ofNullable(row.getTaxId()),
                new EmailAddress(row.getEmail()));
    }
}
