package com.operanttechnologies.persistence.gateway;

import static com.operanttechnologies.persistence.internal.tables.gateway.Tables.CLAIM_PAIRING;
import static com.operanttechnologies.persistence.internal.tables.gateway.Tables.DUE_CUSTOMERS;
import static com.operanttechnologies.persistence.internal.tables.gateway.Tables.RESOLVE_SECRET;
import static com.operanttechnologies.persistence.internal.tables.gateway.Tables.RESOLVE_SIGN_IN;

import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.internal.tables.gateway.routines.ForgiveAttempts;
import com.operanttechnologies.persistence.internal.tables.gateway.routines.TakeAttempt;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The only reads before a Customer is known (GATE). Answers with identifiers, from which a {@link
 * com.operanttechnologies.persistence.TenantScope} is made; all else is read under that scope.
 *
 * <p>Safe for use by several threads.
 */
public final class Gateway {

    /** Customers of the longest answer to {@link #dueCustomers}. */
    public static final int MOST_CUSTOMERS = 1_000;

    private static final String SECOND_FACTOR = "second_factor";

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
     * Claims a pairing code, which works once, also under concurrent claims. Counts the attempt first, by client, and a
     * wrong second half against the code itself, which dies of the fifth.
     *
     * @param code as it was typed: hyphens, spaces and lower case don't matter, nor O for 0, or I and L for 1
     * @param client who claims, as the application knows it: the address it comes from, or a device's own id
     * @return Customer and pairing; nothing when the code is wrong, expired, used, dead or unknown: all look alike
     * @throws com.operanttechnologies.persistence.error.TooManyAttemptsException when the client has tried too often
     */
    public Optional<GatewaySubject> claimPairing(String code, String client) {
        byte[] clientHash = lookupKey.hash("pairing_client", client);
        // What can't be a code is counted as well, as the one that nobody has.
        PairingCode halves =
                PairingCode.parse(code, lookupKey).orElseGet(() -> new PairingCode(new byte[32], new byte[32]));
        return calls.call(dsl -> dsl.selectFrom(CLAIM_PAIRING.call(halves.first(), halves.second(), clientHash))
                .fetchOptional(row -> new GatewaySubject(row.getCustomerId(), row.getSubjectId())));
    }

    /**
     * The accounts that an email address may sign in to, at most one for each Customer. Finding one proves nothing
     * about who asks: verify the password under each candidate's scope, and where there is none, spend the same time
     * with {@code PasswordRepository.verifyNobody}; {@code SignIn} does both. Counts the attempt first, by address and
     * by client, whether the address exists or not.
     *
     * @param client who tries, as the application knows it: the address it comes from
     * @return nothing when there is none, or when it is no email address
     * @throws com.operanttechnologies.persistence.error.TooManyAttemptsException when address or client were tried too
     *     often
     */
    public List<SignInCandidate> signIn(String email, String client) {
        return candidates(EmailAddress.hashTyped(email, lookupKey), lookupKey.hash("sign_in_client", client));
    }

    /**
     * Forgets the attempts at an address once the password was right for every account that it may sign in to. For one
     * of several it must not: who makes an account for somebody else's address would start the count anew at will.
     */
    public void forgiveSignIn(EmailAddress email) {
        forgive("sign_in_email", email.hash(lookupKey));
    }

    /**
     * Counts an attempt at the second factor of an account: call it before the code is compared, in no transaction that
     * could take the count back.
     *
     * @throws com.operanttechnologies.persistence.error.TooManyAttemptsException when it was tried too often
     */
    public void countSecondFactor(UUID customerId, UUID accountId) {
        TakeAttempt call = new TakeAttempt();
        call.setPurpose(SECOND_FACTOR);
        call.setSubjectHash(secondFactor(customerId, accountId));
        calls.call(dsl -> call.execute(dsl.configuration()));
    }

    /** Forgets the attempts at the second factor of an account once it was right. */
    public void forgiveSecondFactor(UUID customerId, UUID accountId) {
        forgive(SECOND_FACTOR, secondFactor(customerId, accountId));
    }

    /**
     * Customers with work that is due, the longest due first: their identifiers alone, from which a worker makes a
     * scope for each. The database's login must be a member of {@code operant_worker}.
     *
     * @param until what is due by then
     * @param most 1 to 1,000
     * @throws com.operanttechnologies.persistence.error.RefusedException when the login is no worker's
     * @throws InvalidInputException when {@code most} is anything else
     */
    public List<UUID> dueCustomers(WorkKind kind, Instant until, int most) {
        if (most < 1 || most > MOST_CUSTOMERS) {
            throw new InvalidInputException(
                    "Customers to ask for must be 1 to " + MOST_CUSTOMERS + ", got " + most + "; ask again for more");
        }
        return calls.call(dsl ->
                List.copyOf(dsl.selectFrom(DUE_CUSTOMERS.call(kind.literal(), until.atOffset(ZoneOffset.UTC), most))
                        .fetch(row -> row.get(0, UUID.class))));
    }

    private void forgive(String purpose, byte[] subjectHash) {
        ForgiveAttempts call = new ForgiveAttempts();
        call.setPurpose(purpose);
        call.setSubjectHash(subjectHash);
        calls.call(dsl -> call.execute(dsl.configuration()));
    }

    private byte[] secondFactor(UUID customerId, UUID accountId) {
        return lookupKey.hash(SECOND_FACTOR, customerId + ":" + accountId);
    }

    private List<SignInCandidate> candidates(byte[] emailHash, byte[] clientHash) {
        return calls.call(dsl -> List.copyOf(dsl.selectFrom(RESOLVE_SIGN_IN.call(emailHash, clientHash))
                .fetch(row -> new SignInCandidate(row.getCustomerId(), row.getAccountId()))));
    }
}
