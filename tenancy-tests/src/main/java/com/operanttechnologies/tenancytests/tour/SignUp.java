package com.operanttechnologies.tenancytests.tour;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.GatewaySubject;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.panel.AccountRepository;
import com.operanttechnologies.persistence.panel.AccountRole;
import com.operanttechnologies.persistence.panel.BackupCodeRepository;
import com.operanttechnologies.persistence.panel.Customers;
import com.operanttechnologies.persistence.panel.Password;
import com.operanttechnologies.persistence.panel.PasswordProof;
import com.operanttechnologies.persistence.panel.PasswordRepository;
import com.operanttechnologies.persistence.panel.SignIn;
import com.operanttechnologies.persistence.panel.TotpRepository;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** How a Customer comes to be, and how its owner signs in afterwards. */
final class SignUp {

    /** A code of the next step: the one of this step was used to confirm. */
    private static final Duration NEXT_STEP = Duration.ofSeconds(30);

    private static final Duration SESSION = Duration.ofHours(8);

    private final TenantDatabase database;
    private final Narration narration;

    SignUp(TenantDatabase database, Narration narration) {
        this.database = database;
        this.narration = narration;
    }

    /**
     * A new Customer with its owner.
     *
     * @param codes one-time codes for when the phone is lost
     */
    record Owner(UUID customerId, UUID accountId, Authenticator phone, List<IssuedSecret> codes) {}

    Owner signUp(String organisation, String email, String password) {
        UUID customerId = UuidCreator.getTimeOrderedEpoch();
        Owner owner = database.transact(TenantScope.signUp(customerId, "tour"), session -> {
            new Customers(session).signUp(organisation);
            UUID accountId = new AccountRepository(session)
                    .create(new EmailAddress(email), "Owner of " + organisation, AccountRole.OWNER)
                    .accountId();
            try (Password chosen = Password.of(password.toCharArray())) {
                new PasswordRepository(session).set(accountId, chosen);
            }
            TotpRepository totp = new TotpRepository(session);
            Authenticator phone =
                    new Authenticator(totp.enrol(accountId, "Operant").secret().value());
            if (!totp.confirm(accountId, phone.code(Duration.ZERO))) {
                throw new IllegalStateException("The first code was not accepted");
            }
            return new Owner(customerId, accountId, phone, new BackupCodeRepository(session).replace(accountId));
        });
        narration.step(organisation + " signs up: owner, Argon2id password, sealed TOTP secret, "
                + owner.codes().size() + " backup codes");
        return owner;
    }

    /** From an email address to a scope, and through the cookie once more. */
    TenantScope signIn(String organisation, String email, String password, Owner owner) {
        SignIn signIn = new SignIn(database);
        PasswordProof proof;
        try (Password typed = Password.of(password.toCharArray())) {
            proof = signIn.password(email, typed, "192.0.2.1", "tour").get(0);
        }
        String cookie = signIn.secondFactor(proof, owner.phone().code(NEXT_STEP), SESSION)
                .orElseThrow(() -> new IllegalStateException("The code was not accepted"))
                .cookie()
                .value();
        GatewaySubject subject =
                database.gateway().resolve(SecretKind.SESSION, cookie).orElseThrow();
        narration.step(organisation + "'s owner signs in: gateway, password, six digits, cookie");
        return TenantScope.account(subject.customerId(), subject.subjectId(), "tour");
    }
}
