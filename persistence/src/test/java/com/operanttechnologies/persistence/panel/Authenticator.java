package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.bouncycastle.util.encoders.Base32;

/** A person's authenticator app, on the layer's clock. */
final class Authenticator {

    private final TestSessions sessions;
    private final TenantScope scope;
    private final byte[] secret;

    private Authenticator(TestSessions sessions, TenantScope scope, byte[] secret) {
        this.sessions = sessions;
        this.scope = scope;
        this.secret = secret;
    }

    /** Enrols an account, and confirms with the code of the step before, so that two codes are good still. */
    static Authenticator enrolled(TestSessions sessions, TenantScope scope, UUID account) {
        return sessions.transact(scope, session -> {
            TotpRepository totp = new TotpRepository(session);
            byte[] secret =
                    Base32.decode(totp.enrol(account, "Operant").secret().value());
            long step = Totp.stepAt(session.clock().instant());
            if (!totp.confirm(account, Totp.codeAt(secret, step - 1))) {
                throw new IllegalStateException("The first code was not accepted");
            }
            return new Authenticator(sessions, scope, secret);
        });
    }

    /** A code that is good for a minute to come. */
    String nextCode() {
        return Totp.codeAt(secret, step() + 1);
    }

    /** Six digits that are none of the codes that are good now or soon. */
    String wrongCode() {
        long step = step();
        for (int guess = 0; ; guess++) {
            String code = String.format(Locale.ROOT, "%06d", guess);
            boolean isRight = false;
            for (long near = step - 3; near <= step + 3; near++) {
                isRight |= Totp.codeAt(secret, near).equals(code);
            }
            if (!isRight) {
                return code;
            }
        }
    }

    private long step() {
        Instant now = sessions.read(scope, session -> session.clock().instant());
        return Totp.stepAt(now);
    }
}
