package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.Gateway;
import com.operanttechnologies.persistence.gateway.SignInCandidate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The whole way from a work email to an open session (PAN-1 to PAN-4), so that guessing gets nobody in: every attempt
 * is counted by the database before anything is compared, in a transaction of its own, and beyond the operator's limits
 * none is compared any more. What is wrong and what doesn't exist get the same answer.
 *
 * <pre>{@code
 * List<PasswordProof> proofs = signIn.password(email, password, clientAddress, requestId);
 * // none: not recognised. Several: the person chooses the Customer.
 * PasswordProof proof = proofs.get(0);
 * Optional<OpenedSession> opened = proof.secondFactorNeeded()
 *         ? signIn.secondFactor(proof, code, lifetime)
 *         : Optional.of(signIn.open(proof, lifetime));
 * }</pre>
 *
 * <p>Opens sessions of its own, so it is not for use inside one. Safe for use by several threads.
 */
public final class SignIn {

    /** How long after its password a person may take to choose the Customer and to find the second factor. */
    public static final Duration PROOF_LIFE = Duration.ofMinutes(5);

    /**
     * Accounts of one address that a password is compared with, those of the oldest Customers first: whoever makes
     * accounts for somebody else's address can make a sign-in only so slow.
     */
    public static final int MOST_ACCOUNTS = 50;

    /**
     * An account that can't exist, for an address that nobody has: the same statements, the same hash, the same answer.
     */
    private static final SignInCandidate NOBODY = new SignInCandidate(new UUID(0, 0), new UUID(0, 0));

    private final TenantDatabase database;

    public SignIn(TenantDatabase database) {
        this.database = database;
    }

    /**
     * The accounts whose email and password these are. Takes the time of one hash for an address that has one account,
     * and for one that has none; of one more for each further account.
     *
     * @param email as it was typed
     * @param client who tries, as the application knows it: the address it comes from
     * @param requestId the caller's own id of the request, for logs
     * @return one proof for each Customer; none when the address, the password or both are wrong: all look alike
     * @throws com.operanttechnologies.persistence.error.TooManyAttemptsException when address or client were tried too
     *     often, whether the address exists or not
     */
    public List<PasswordProof> password(String email, Password password, String client, String requestId) {
        List<SignInCandidate> candidates = database.gateway().signIn(email, client);
        List<PasswordProof> proofs = (candidates.isEmpty() ? List.of(NOBODY) : candidates)
                .stream()
                        .limit(MOST_ACCOUNTS)
                        .flatMap(candidate -> prove(candidate, password, requestId).stream())
                        .toList();
        if (!proofs.isEmpty() && proofs.size() == candidates.size()) {
            database.gateway().forgiveSignIn(new EmailAddress(email));
        }
        return proofs;
    }

    /**
     * The proof whose {@link PasswordProof#ticket} this is.
     *
     * @param requestId the caller's own id of this request, for logs
     * @return nothing when it has expired, was made by nobody of us, or its account is gone: begin with the password
     *     again
     */
    public Optional<PasswordProof> resume(String ticket, String requestId) {
        return SignInTicket.parse(ticket)
                .flatMap(claim -> database.transact(
                        scope(claim.ticket().customerId(), claim.ticket().accountId(), requestId),
                        session -> claim.isGood(
                                                session.lookupKey(),
                                                session.clock().instant())
                                        && new AccountRepository(session)
                                                .find(claim.ticket().accountId())
                                                .isPresent()
                                ? Optional.of(proof(session, claim.ticket()))
                                : Optional.empty()));
    }

    /**
     * Opens a session for an account that is protected by its password alone.
     *
     * @param lifetime from now on, up to {@link SessionRepository#LONGEST}
     * @throws RefusedException when the account has a second factor, or the proof is no longer good
     * @throws com.operanttechnologies.persistence.error.InvalidInputException when the lifetime is not positive, or
     *     longer
     * @throws com.operanttechnologies.persistence.error.NotFoundException when the account is gone
     */
    public OpenedSession open(PasswordProof proof, Duration lifetime) {
        requireGood(proof);
        return database.transact(proof.scope(), session -> {
            if (new TotpRepository(session).isRequired(proof.accountId())) {
                throw new RefusedException(
                        "Account " + proof.accountId() + " has a second factor; ask for it with secondFactor");
            }
            return new SessionRepository(session).open(proof.accountId(), lifetime);
        });
    }

    /**
     * Opens a session for an account whose second factor this is. Counts the attempt first.
     *
     * @param code six digits of the authenticator app
     * @param lifetime from now on, up to {@link SessionRepository#LONGEST}
     * @return nothing when the code is wrong or was used, or the account has no second factor
     * @throws com.operanttechnologies.persistence.error.TooManyAttemptsException when it was tried too often
     * @throws RefusedException when the proof is no longer good
     * @throws com.operanttechnologies.persistence.error.InvalidInputException when the lifetime is not positive, or
     *     longer
     * @throws com.operanttechnologies.persistence.error.NotFoundException when the account is gone
     */
    public Optional<OpenedSession> secondFactor(PasswordProof proof, String code, Duration lifetime) {
        return counted(proof, lifetime, session -> new TotpRepository(session).verify(proof.accountId(), code));
    }

    /**
     * Opens a session for an account one of whose backup codes this is, and uses it up. Counts the attempt first,
     * together with those at the second factor.
     *
     * @param code as it was typed
     * @param lifetime from now on, up to {@link SessionRepository#LONGEST}
     * @return nothing when the code is wrong or was used
     * @throws com.operanttechnologies.persistence.error.TooManyAttemptsException when it was tried too often
     * @throws RefusedException when the proof is no longer good
     * @throws com.operanttechnologies.persistence.error.InvalidInputException when the lifetime is not positive, or
     *     longer
     * @throws com.operanttechnologies.persistence.error.NotFoundException when the account is gone
     */
    public Optional<OpenedSession> backupCode(PasswordProof proof, String code, Duration lifetime) {
        return counted(proof, lifetime, session -> new BackupCodeRepository(session).use(proof.accountId(), code));
    }

    private Optional<OpenedSession> counted(PasswordProof proof, Duration lifetime, Predicate<TenantSession> isRight) {
        requireGood(proof);
        Gateway gateway = database.gateway();
        UUID customerId = proof.scope().customerId();
        gateway.countSecondFactor(customerId, proof.accountId());
        // The code is used up in the transaction that opens the session, or not at all.
        Optional<OpenedSession> opened = database.transact(
                proof.scope(),
                session -> isRight.test(session)
                        ? Optional.of(new SessionRepository(session).open(proof.accountId(), lifetime))
                        : Optional.empty());
        if (opened.isPresent()) {
            gateway.forgiveSecondFactor(customerId, proof.accountId());
        }
        return opened;
    }

    private Optional<PasswordProof> prove(SignInCandidate candidate, Password password, String requestId) {
        return database.transact(
                scope(candidate.customerId(), candidate.accountId(), requestId),
                session -> new PasswordRepository(session).verify(candidate.accountId(), password)
                        ? Optional.of(proof(
                                session,
                                new SignInTicket(
                                        candidate.customerId(),
                                        candidate.accountId(),
                                        session.clock()
                                                .instant()
                                                .truncatedTo(ChronoUnit.SECONDS)
                                                .plus(PROOF_LIFE))))
                        : Optional.empty());
    }

    private static PasswordProof proof(TenantSession session, SignInTicket ticket) {
        return new PasswordProof(
                session.scope(),
                ticket.accountId(),
                new Customers(session).own(),
                new TotpRepository(session).isRequired(ticket.accountId()),
                ticket.expiresAt(),
                ticket.seal(session.lookupKey()));
    }

    private void requireGood(PasswordProof proof) {
        Instant now = database.read(proof.scope(), session -> session.clock().instant());
        if (!now.isBefore(proof.expiresAt())) {
            throw new RefusedException("The password was typed too long ago: more than " + PROOF_LIFE.toMinutes()
                    + " minutes; begin with the password again");
        }
    }

    private static TenantScope scope(UUID customerId, UUID accountId, String requestId) {
        return TenantScope.account(customerId, accountId, requestId);
    }
}
