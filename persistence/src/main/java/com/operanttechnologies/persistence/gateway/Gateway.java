package com.operanttechnologies.persistence.gateway;

import static com.operanttechnologies.persistence.internal.tables.gateway.Tables.RESOLVE_SECRET;
import static com.operanttechnologies.persistence.internal.tables.gateway.Tables.RESOLVE_SIGN_IN;

import com.operanttechnologies.persistence.crypto.LookupKey;
import java.util.List;
import java.util.Optional;

/**
 * The only reads before a Customer is known (GATE). Answers with identifiers, from which a {@link
 * com.operanttechnologies.persistence.TenantScope} is made; all else is read under that scope.
 *
 * <p>Safe for use by several threads.
 */
public final class Gateway {

    private final UnscopedCalls calls;
    private final LookupKey lookupKey;

    /** For the layer itself; product teams are handed a gateway by their database. */
    public Gateway(UnscopedCalls calls, LookupKey lookupKey) {
        this.calls = calls;
        this.lookupKey = lookupKey;
    }

    /**
     * What a secret stands for. A secret that was issued for a number of uses loses one of them, so two callers at once
     * can't both have the last one.
     *
     * @return nothing when the secret is wrong, expired, revoked, used up, unknown or of another kind: all look alike
     */
    public Optional<GatewaySubject> resolve(SecretKind kind, String secret) {
        byte[] hash = lookupKey.hash(kind.literal(), secret);
        return calls.call(dsl -> dsl.selectFrom(RESOLVE_SECRET.call(kind.literal(), hash))
                .fetchOptional(row -> new GatewaySubject(row.getCustomerId(), row.getSubjectId())));
    }

    /**
     * The accounts that an email address may sign in to, at most one for each Customer. Finding one proves nothing about
     * who asks: verify the password under each candidate's scope, and where there is none, spend the same time with
     * {@code PasswordRepository.verifyNobody}.
     *
     * @return nothing when there is none, or when it is no email address
     */
    public List<SignInCandidate> signIn(String email) {
        return EmailAddress.parse(email)
                .map(address -> address.hash(lookupKey))
                .map(this::candidates)
                .orElse(List.of());
    }

    private List<SignInCandidate> candidates(byte[] emailHash) {
        return calls.call(dsl -> List.copyOf(dsl.selectFrom(RESOLVE_SIGN_IN.call(emailHash))
                .fetch(row -> new SignInCandidate(row.getCustomerId(), row.getAccountId()))));
    }
}
