package com.operanttechnologies.tenancytests.tour.story;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.audit.AuditCause;
import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.GatewaySubject;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.panel.AccountRepository;
import com.operanttechnologies.persistence.panel.AccountRole;
import com.operanttechnologies.persistence.panel.BackupCodeRepository;
import com.operanttechnologies.persistence.panel.Customers;
import com.operanttechnologies.persistence.panel.InvitationRepository;
import com.operanttechnologies.persistence.panel.Password;
import com.operanttechnologies.persistence.panel.PasswordProof;
import com.operanttechnologies.persistence.panel.PasswordRepository;
import com.operanttechnologies.persistence.panel.SignIn;
import com.operanttechnologies.persistence.panel.TotpRepository;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Panel: a Customer comes to be, its owner signs in with two factors and invites a colleague. */
public final class PanelPart {

    private static final Duration SESSION = Duration.ofHours(8);
    private static final Duration INVITATION = Duration.ofDays(7);

    private final Layer layer;

    public PanelPart(Layer layer) {
        this.layer = layer;
    }

    /**
     * A Customer with its people.
     *
     * @param owner scope of the owner, as the cookie led to it
     * @param colleague scope of the invited colleague
     * @param backupCode one that was used
     */
    public record People(
            UUID customerId,
            UUID ownerId,
            UUID colleagueId,
            TenantScope owner,
            TenantScope colleague,
            String backupCode) {

        @Override
        public String toString() {
            return "People[" + customerId + "]";
        }
    }

    private record SignedUp(UUID customerId, UUID ownerId, Authenticator phone, List<IssuedSecret> codes) {}

    /** Signs up, signs in with password and authenticator app, invites, and signs in with a backup code as well. */
    public People tell(Organisation organisation) {
        SignedUp signedUp = signUp(organisation);
        TenantScope owner = signIn(organisation, signedUp);
        UUID colleague = invite(owner, organisation);
        return new People(
                signedUp.customerId(),
                signedUp.ownerId(),
                colleague,
                owner,
                TenantScope.account(signedUp.customerId(), colleague, Layer.REQUEST),
                useBackupCode(organisation, signedUp));
    }

    private SignedUp signUp(Organisation organisation) {
        UUID customerId = UuidCreator.getTimeOrderedEpoch();
        return layer.application().transact(TenantScope.signUp(customerId, Layer.REQUEST), session -> {
            new Customers(session).signUp(organisation.name());
            UUID owner = new AccountRepository(session)
                    .create(
                            new EmailAddress(organisation.ownerEmail()),
                            "Owner of " + organisation.name(),
                            AccountRole.OWNER)
                    .accountId();
            try (Password chosen = password(organisation)) {
                new PasswordRepository(session).set(owner, chosen);
            }
            TotpRepository totp = new TotpRepository(session);
            Authenticator phone =
                    new Authenticator(totp.enrol(owner, "Operant").secret().value(), layer.clock());
            if (!totp.confirm(owner, phone.code(Duration.ZERO))) {
                throw new IllegalStateException("The first code was not accepted");
            }
            return new SignedUp(customerId, owner, phone, new BackupCodeRepository(session).replace(owner));
        });
    }

    private TenantScope signIn(Organisation organisation, SignedUp signedUp) {
        // The code of the next step: this step's was used to confirm.
        String code = signedUp.phone().code(Authenticator.STEP);
        String cookie = new SignIn(layer.application())
                .secondFactor(prove(organisation), code, SESSION)
                .orElseThrow()
                .cookie()
                .value();
        GatewaySubject subject = layer.application()
                .gateway()
                .resolve(SecretKind.SESSION, cookie)
                .orElseThrow();
        return TenantScope.account(subject.customerId(), subject.subjectId(), Layer.REQUEST);
    }

    private UUID invite(TenantScope owner, Organisation organisation) {
        String token = layer.application()
                .transact(
                        owner,
                        session -> new InvitationRepository(session)
                                .invite(
                                        new EmailAddress(organisation.colleagueEmail()),
                                        AccountRole.MEMBER,
                                        INVITATION,
                                        AuditCause.of("A colleague joins")))
                .token()
                .value();
        GatewaySubject invited = layer.application()
                .gateway()
                .resolve(SecretKind.INVITATION, token)
                .orElseThrow();
        return layer.application()
                .transact(TenantScope.job(invited.customerId(), "invitation", Layer.REQUEST), session -> {
                    try (Password chosen = password(organisation)) {
                        return new InvitationRepository(session)
                                .accept(
                                        invited.subjectId(),
                                        "Colleague at " + organisation.name(),
                                        chosen,
                                        AuditCause.of("Accepted by who was invited"));
                    }
                })
                .accountId();
    }

    private String useBackupCode(Organisation organisation, SignedUp signedUp) {
        String code = signedUp.codes().get(0).value();
        if (new SignIn(layer.application())
                .backupCode(prove(organisation), code, SESSION)
                .isEmpty()) {
            throw new IllegalStateException("The backup code was not accepted");
        }
        return code;
    }

    private PasswordProof prove(Organisation organisation) {
        try (Password typed = password(organisation)) {
            return new SignIn(layer.application())
                    .password(organisation.ownerEmail(), typed, organisation.address(), Layer.REQUEST).stream()
                            .filter(proof -> proof.customer().name().equals(organisation.name()))
                            .findAny()
                            .orElseThrow();
        }
    }

    private static Password password(Organisation organisation) {
        return Password.of(organisation.ownerPassword().toCharArray());
    }
}
