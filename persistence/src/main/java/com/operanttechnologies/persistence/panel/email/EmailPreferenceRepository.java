package com.operanttechnologies.persistence.panel.email;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.ACCOUNT;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.EMAIL_PREFERENCE;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.internal.tables.panel.tables.records.EmailPreferenceRecord;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Record2;
import org.jooq.Record3;

/**
 * Which email the accounts of the session's Customer want. Essential topics can't be opted out of; the database refuses
 * that as well. As thread-bound as its session.
 */
public final class EmailPreferenceRepository {

    private final TenantSession session;

    public EmailPreferenceRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * What an account receives, one for each topic in the order of {@link EmailTopic}.
     *
     * @throws NotFoundException when the Customer has no such account
     */
    public List<EmailPreference> list(UUID accountId) {
        Map<EmailTopic, EmailPreference> chosen = new EnumMap<>(EmailTopic.class);
        var rows = session.dsl()
                .select(EMAIL_PREFERENCE.TOPIC, EMAIL_PREFERENCE.SUBSCRIBED, EMAIL_PREFERENCE.VERSION)
                .from(ACCOUNT)
                .leftJoin(EMAIL_PREFERENCE)
                .on(EMAIL_PREFERENCE.CUSTOMER_ID.eq(ACCOUNT.CUSTOMER_ID))
                .and(EMAIL_PREFERENCE.ACCOUNT_ID.eq(ACCOUNT.ACCOUNT_ID))
                .where(ACCOUNT.ACCOUNT_ID.eq(accountId))
                .fetch();
        if (rows.isEmpty()) {
            throw notFound(accountId);
        }
        for (Record3<String, Boolean, Long> row : rows) {
            if (row.value1() != null) {
                EmailTopic topic = EmailTopic.of(row.value1());
                chosen.put(topic, new EmailPreference(topic, row.value2(), row.value3()));
            }
        }
        return Stream.of(EmailTopic.values())
                .map(topic -> chosen.getOrDefault(
                        topic, new EmailPreference(topic, topic.byDefault(), EmailPreference.NEVER_CHOSEN)))
                .toList();
    }

    /** Whether an email about a topic may be sent to an account: false as well when there is no such account. */
    public boolean mayReceive(UUID accountId, EmailTopic topic) {
        Optional<Record2<UUID, Boolean>> row = session.dsl()
                .select(ACCOUNT.ACCOUNT_ID, EMAIL_PREFERENCE.SUBSCRIBED)
                .from(ACCOUNT)
                .leftJoin(EMAIL_PREFERENCE)
                .on(EMAIL_PREFERENCE.CUSTOMER_ID.eq(ACCOUNT.CUSTOMER_ID))
                .and(EMAIL_PREFERENCE.ACCOUNT_ID.eq(ACCOUNT.ACCOUNT_ID))
                .and(EMAIL_PREFERENCE.TOPIC.eq(topic.literal()))
                .where(ACCOUNT.ACCOUNT_ID.eq(accountId))
                .fetchOptional();
        return row.map(found -> Optional.ofNullable(found.value2()).orElse(topic.byDefault()))
                .orElse(false);
    }

    /**
     * Subscribes an account to a topic. Expects a version, so that an opt-out by one click that the person at the page
     * hasn't seen isn't taken back.
     *
     * @param expectedVersion {@link EmailPreference#version()} as it was read
     * @throws NotFoundException when the Customer has no such account
     * @throws ConflictException when it was changed meanwhile
     */
    public EmailPreference subscribe(UUID accountId, EmailTopic topic, long expectedVersion) {
        requireAccount(accountId);
        Optional<EmailPreferenceRecord> subscribed = expectedVersion == EmailPreference.NEVER_CHOSEN
                ? session.dsl()
                        .insertInto(EMAIL_PREFERENCE)
                        .set(chosen(accountId, topic, true))
                        .onConflictDoNothing()
                        .returning()
                        .fetchOptional()
                : session.dsl()
                        .update(EMAIL_PREFERENCE)
                        .set(EMAIL_PREFERENCE.SUBSCRIBED, true)
                        .set(EMAIL_PREFERENCE.UPDATED_AT, now())
                        .set(EMAIL_PREFERENCE.VERSION, EMAIL_PREFERENCE.VERSION.plus(1))
                        .where(
                                EMAIL_PREFERENCE.ACCOUNT_ID.eq(accountId),
                                EMAIL_PREFERENCE.TOPIC.eq(topic.literal()),
                                EMAIL_PREFERENCE.VERSION.eq(expectedVersion))
                        .returning()
                        .fetchOptional();
        return subscribed
                .map(EmailPreferenceRepository::preference)
                .orElseThrow(() -> new ConflictException(
                        "Email preference of account " + accountId, expectedVersion, version(accountId, topic)));
    }

    /**
     * Unsubscribes an account from a topic, whatever was chosen before; once more changes nothing.
     *
     * @throws InvalidInputException when the topic is essential
     * @throws NotFoundException when the Customer has no such account
     */
    public EmailPreference unsubscribe(UUID accountId, EmailTopic topic) {
        if (topic.essential()) {
            throw new InvalidInputException(
                    "Nobody can opt out of " + topic.literal() + " email: it is what the service itself has to say");
        }
        requireAccount(accountId);
        return optOut(accountId, topic);
    }

    /** One statement, unless nothing is left to change; the account must be {@linkplain #lockAccount locked}. */
    EmailPreference optOut(UUID accountId, EmailTopic topic) {
        return session.dsl()
                .insertInto(EMAIL_PREFERENCE)
                .set(chosen(accountId, topic, false))
                .onConflict(EMAIL_PREFERENCE.CUSTOMER_ID, EMAIL_PREFERENCE.ACCOUNT_ID, EMAIL_PREFERENCE.TOPIC)
                .doUpdate()
                .set(EMAIL_PREFERENCE.SUBSCRIBED, false)
                .set(EMAIL_PREFERENCE.UPDATED_AT, now())
                .set(EMAIL_PREFERENCE.VERSION, EMAIL_PREFERENCE.VERSION.plus(1))
                .where(EMAIL_PREFERENCE.SUBSCRIBED)
                .returning()
                .fetchOptional()
                .map(EmailPreferenceRepository::preference)
                .orElseGet(() -> new EmailPreference(topic, false, version(accountId, topic)));
    }

    private void requireAccount(UUID accountId) {
        if (!lockAccount(accountId)) {
            throw notFound(accountId);
        }
    }

    /** Locks an account against deletion, so that what refers to it finds it; false when there is none. */
    boolean lockAccount(UUID accountId) {
        return session.dsl()
                .select(ACCOUNT.ACCOUNT_ID)
                .from(ACCOUNT)
                .where(ACCOUNT.ACCOUNT_ID.eq(accountId))
                .forKeyShare()
                .fetch()
                .isNotEmpty();
    }

    private long version(UUID accountId, EmailTopic topic) {
        return session.dsl()
                .select(EMAIL_PREFERENCE.VERSION)
                .from(EMAIL_PREFERENCE)
                .where(EMAIL_PREFERENCE.ACCOUNT_ID.eq(accountId), EMAIL_PREFERENCE.TOPIC.eq(topic.literal()))
                .fetchOptional(EMAIL_PREFERENCE.VERSION)
                .orElse(EmailPreference.NEVER_CHOSEN);
    }

    private EmailPreferenceRecord chosen(UUID accountId, EmailTopic topic, boolean subscribed) {
        EmailPreferenceRecord row = new EmailPreferenceRecord();
        row.setCustomerId(session.customerId());
        row.setAccountId(accountId);
        row.setTopic(topic.literal());
        row.setSubscribed(subscribed);
        row.setUpdatedAt(now());
        return row;
    }

    private OffsetDateTime now() {
        return session.clock().instant().atOffset(ZoneOffset.UTC);
    }

    private static EmailPreference preference(EmailPreferenceRecord row) {
        return new EmailPreference(EmailTopic.of(row.getTopic()), row.getSubscribed(), row.getVersion());
    }

    private static NotFoundException notFound(UUID accountId) {
        return new NotFoundException("The Customer has no account " + accountId + "; list its accounts to see which");
    }
}
