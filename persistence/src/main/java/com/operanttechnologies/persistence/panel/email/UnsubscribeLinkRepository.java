package com.operanttechnologies.persistence.panel.email;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.UNSUBSCRIBE_LINK;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.gateway.GatewaySecrets;
import com.operanttechnologies.persistence.gateway.SecretKind;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/**
 * Links that unsubscribe an account from a topic with one click, signed out (PAN-9, RFC 8058). As thread-bound as its
 * session.
 *
 * <p>Whoever answers the link resolves its secret and unsubscribes under a job's scope. RFC 8058 has the mail program
 * send a POST; a GET, which a virus scanner may send, must only show a page with a button:
 *
 * <pre>{@code
 * gateway.resolve(SecretKind.UNSUBSCRIBE, secret).flatMap(link -> database.transact(
 *         TenantScope.job(link.customerId(), "unsubscribe", requestId),
 *         session -> new UnsubscribeLinkRepository(session).unsubscribe(link.subjectId())));
 * }</pre>
 */
public final class UnsubscribeLinkRepository {

    /** How long a link works: mail lies about, and laws ask for 30 to 60 days at least. */
    public static final Duration LIFETIME = Duration.ofDays(365);

    private final TenantSession session;

    public UnsubscribeLinkRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * A secret for the link in an email; each email gets its own.
     *
     * @return works any number of times for {@link #LIFETIME}
     * @throws InvalidInputException when the topic is essential, or the Customer has no such account
     */
    public IssuedSecret issue(UUID accountId, EmailTopic topic) {
        if (topic.essential()) {
            throw new InvalidInputException(
                    "Nobody can opt out of " + topic.literal() + " email; send it without an unsubscribe link");
        }
        // Locked, as deleting the account revokes the secrets that it sees.
        if (!new EmailPreferenceRepository(session).lockAccount(accountId)) {
            throw new InvalidInputException(
                    "The Customer has no account " + accountId + "; list its accounts to see which");
        }
        UUID linkId = find(accountId, topic).orElseGet(() -> create(accountId, topic));
        return new GatewaySecrets(session)
                .issue(SecretKind.UNSUBSCRIBE, linkId, session.clock().instant().plus(LIFETIME));
    }

    /**
     * Unsubscribes whom the link is for; a second click changes nothing more.
     *
     * @param linkId the subject of the resolved secret
     * @return nothing when the account is gone, which then receives nothing anyway
     */
    public Optional<Unsubscribed> unsubscribe(UUID linkId) {
        EmailPreferenceRepository preferences = new EmailPreferenceRepository(session);
        Optional<Unsubscribed> meant = session.dsl()
                .select(UNSUBSCRIBE_LINK.ACCOUNT_ID, UNSUBSCRIBE_LINK.TOPIC)
                .from(UNSUBSCRIBE_LINK)
                .where(UNSUBSCRIBE_LINK.LINK_ID.eq(linkId))
                .fetchOptional(row -> new Unsubscribed(row.value1(), EmailTopic.of(row.value2())))
                .filter(link -> preferences.lockAccount(link.accountId()));
        meant.ifPresent(link -> preferences.optOut(link.accountId(), link.topic()));
        return meant;
    }

    private Optional<UUID> find(UUID accountId, EmailTopic topic) {
        return session.dsl()
                .select(UNSUBSCRIBE_LINK.LINK_ID)
                .from(UNSUBSCRIBE_LINK)
                .where(UNSUBSCRIBE_LINK.ACCOUNT_ID.eq(accountId), UNSUBSCRIBE_LINK.TOPIC.eq(topic.literal()))
                .fetchOptional(UNSUBSCRIBE_LINK.LINK_ID);
    }

    private UUID create(UUID accountId, EmailTopic topic) {
        return session.dsl()
                .insertInto(UNSUBSCRIBE_LINK)
                .set(UNSUBSCRIBE_LINK.CUSTOMER_ID, session.customerId())
                .set(UNSUBSCRIBE_LINK.LINK_ID, UuidCreator.getTimeOrderedEpoch())
                .set(UNSUBSCRIBE_LINK.ACCOUNT_ID, accountId)
                .set(UNSUBSCRIBE_LINK.TOPIC, topic.literal())
                .set(UNSUBSCRIBE_LINK.CREATED_AT, session.clock().instant().atOffset(ZoneOffset.UTC))
                .onConflictDoNothing()
                .returningResult(UNSUBSCRIBE_LINK.LINK_ID)
                .fetchOptional(UNSUBSCRIBE_LINK.LINK_ID)
                // Somebody else has made it meanwhile.
                .orElseGet(() -> find(accountId, topic).orElseThrow());
    }
}
