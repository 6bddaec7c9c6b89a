package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.crypto.IssuedSecret;

/**
 * What a person needs to set up an authenticator app; shown once, then kept only sealed.
 *
 * @param secret 160 bits in base32, for typing
 * @param uri {@code otpauth://totp/…}, for a QR code; holds the secret
 */
public record TotpEnrolment(IssuedSecret secret, IssuedSecret uri) {}
