package com.operanttechnologies.tenancytests.tour.story;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.security.InvalidKeyException;
import java.time.Clock;
import java.time.Duration;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.encoders.Base32;

/** The app on a person's phone that shows six digits. */
final class Authenticator {

    /** How long a code is shown. */
    static final Duration STEP = Duration.ofSeconds(30);

    private final TimeBasedOneTimePasswordGenerator generator = new TimeBasedOneTimePasswordGenerator();
    private final SecretKeySpec secret;
    private final Clock clock;

    /** @param base32 what the person typed, or the QR code held */
    Authenticator(String base32, Clock clock) {
        this.clock = clock;
        this.secret = new SecretKeySpec(Base32.decode(base32), generator.getAlgorithm());
    }

    /** The code that is shown now, or some time from now. */
    String code(Duration ahead) {
        try {
            return generator.generateOneTimePasswordString(
                    secret, clock.instant().plus(ahead));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("The secret is a key", e);
        }
    }
}
