package com.operanttechnologies.persistence.agent;

import static com.operanttechnologies.persistence.internal.tables.agent.Tables.CONTACT;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.GatewaySecrets;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.internal.tables.agent.tables.records.ContactRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;

/** The persons whom the session's Customer writes to. */
public final class ContactRepository {

    private final TenantSession session;

    public ContactRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Adds a contact. One that was deleted and is added again stays unsubscribed.
     *
     * @param displayName one line of 1 to 200 characters
     * @param company the same, or nothing
     * @throws InvalidInputException when one of them is anything else
     * @throws com.operanttechnologies.persistence.error.DuplicateException when the Customer has a contact with this
     *     address
     */
    public Contact create(EmailAddress email, String displayName, Optional<String> company) {
        OffsetDateTime now = Moments.now(session);
        return session.dsl()
                .insertInto(CONTACT)
                .set(CONTACT.CUSTOMER_ID, session.customerId())
                .set(CONTACT.CONTACT_ID, UuidCreator.getTimeOrderedEpoch())
                .set(CONTACT.EMAIL, email.value())
                .set(CONTACT.DISPLAY_NAME, name(displayName))
                .set(CONTACT.COMPANY, company.map(ContactRepository::company).orElse(null))
                .set(CONTACT.CREATED_AT, now)
                .set(CONTACT.UPDATED_AT, now)
                .returning()
                .fetchSingle(ContactRepository::contact);
    }

    /**
     * @throws NotFoundException when the Customer has no such contact
     */
    public Contact get(UUID contactId) {
        return session.dsl()
                .selectFrom(CONTACT)
                .where(CONTACT.CONTACT_ID.eq(contactId))
                .fetchOptional(ContactRepository::contact)
                .orElseThrow(() -> notFound(contactId));
    }

    /** The contact with an address. */
    public Optional<Contact> findByEmail(EmailAddress email) {
        return session.dsl()
                .selectFrom(CONTACT)
                .where(CONTACT.EMAIL.eq(email.value()))
                .fetchOptional(ContactRepository::contact);
    }

    /** Lists contacts by name, in the database's order of letters, and by id where names are the same. */
    public Page<Contact, ContactCursor> list(PageRequest<ContactCursor> request) {
        return page(noCondition(), request);
    }

    /**
     * Lists contacts whose name or address contains a text, whatever the case, in the order of {@link #list}.
     *
     * @param fragment at most 254 characters, taken literally
     * @throws InvalidInputException when the fragment is longer
     */
    public Page<Contact, ContactCursor> search(String fragment, PageRequest<ContactCursor> request) {
        AgentLimits.search(fragment);
        return page(
                CONTACT.DISPLAY_NAME.containsIgnoreCase(fragment).or(CONTACT.EMAIL.containsIgnoreCase(fragment)),
                request);
    }

    /** Lists contacts by address, in the database's order of letters. */
    public Page<Contact, EmailAddress> listByEmail(PageRequest<EmailAddress> request) {
        return Page.of(
                session.dsl()
                        .selectFrom(CONTACT)
                        .where(request.after()
                                .map(after -> CONTACT.EMAIL.gt(after.value()))
                                .orElse(noCondition()))
                        .orderBy(CONTACT.EMAIL)
                        .limit(request.fetchSize())
                        .fetch(ContactRepository::contact),
                request,
                Contact::email);
    }

    /**
     * Changes a contact. Messages that are to come go to the new address. A person who has unsubscribed, or complained,
     * has done so at the new address, too.
     *
     * @param expectedVersion {@link Contact#version()} as it was read
     * @throws InvalidInputException when name or company aren't one line of 1 to 200 characters
     * @throws NotFoundException when the Customer has no such contact
     * @throws ConflictException when somebody changed the contact meanwhile
     * @throws com.operanttechnologies.persistence.error.DuplicateException when another contact has this address
     */
    public Contact update(
            UUID contactId, long expectedVersion, EmailAddress email, String displayName, Optional<String> company) {
        // Locked, so that somebody who is following an unsubscribe link is either seen below or sees the new address.
        Contact before = session.dsl()
                .selectFrom(CONTACT)
                .where(CONTACT.CONTACT_ID.eq(contactId))
                .forUpdate()
                .fetchOptional(ContactRepository::contact)
                .orElseThrow(() -> notFound(contactId));
        if (before.version() != expectedVersion) {
            throw new ConflictException("Contact " + contactId, expectedVersion, before.version());
        }
        Contact after = session.dsl()
                .update(CONTACT)
                .set(CONTACT.EMAIL, email.value())
                .set(CONTACT.DISPLAY_NAME, name(displayName))
                .set(CONTACT.COMPANY, company.map(ContactRepository::company).orElse(null))
                .set(CONTACT.UPDATED_AT, Moments.now(session))
                .set(CONTACT.VERSION, CONTACT.VERSION.plus(1))
                .where(CONTACT.CONTACT_ID.eq(contactId))
                .returning()
                .fetchSingle(ContactRepository::contact);
        if (!after.email().equals(before.email())) {
            new SuppressionRepository(session).follow(before.email(), after.email());
        }
        return after;
    }

    /**
     * Deletes a contact with its enrolments and with all messages to it, sent ones as well, as a person may ask for.
     * The address stays unsubscribed if it was. A message that is on its way arrives all the same.
     *
     * @throws NotFoundException when the Customer has no such contact
     */
    public void delete(UUID contactId) {
        int deleted = session.dsl()
                .deleteFrom(CONTACT)
                .where(CONTACT.CONTACT_ID.eq(contactId))
                .execute();
        if (deleted == 0) {
            throw notFound(contactId);
        }
        new GatewaySecrets(session).revokeSubject(SecretKind.CONTACT_UNSUBSCRIBE, contactId);
    }

    private Page<Contact, ContactCursor> page(Condition filter, PageRequest<ContactCursor> request) {
        // One row comparison, as the index contact_by_name can start right there.
        Condition after = request.after()
                .map(cursor ->
                        row(CONTACT.DISPLAY_NAME, CONTACT.CONTACT_ID).gt(cursor.displayName(), cursor.contactId()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(CONTACT)
                        .where(filter)
                        .and(after)
                        .orderBy(CONTACT.DISPLAY_NAME, CONTACT.CONTACT_ID)
                        .limit(request.fetchSize())
                        .fetch(ContactRepository::contact),
                request,
                contact -> new ContactCursor(contact.displayName(), contact.contactId()));
    }

    static NotFoundException notFound(UUID contactId) {
        return new NotFoundException(
                "The Customer has no contact " + contactId + "; list its contacts to see which it has");
    }

    private static String name(String displayName) {
        return Require.name("Name of a contact", displayName);
    }

    private static String company(String company) {
        return Require.name("Company of a contact", company);
    }

    private static Contact contact(ContactRecord row) {
        return new Contact(
                row.getContactId(),
                new EmailAddress(row.getEmail()),
                row.getDisplayName(),
                Optional.ofNullable(row.getCompany()),
                row.getCreatedAt().toInstant(),
                row.getUpdatedAt().toInstant(),
                row.getVersion());
    }
}
