package com.operanttechnologies.persistence.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.subtle.AesSiv;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

class OpaqueValueTest {

    private static final String PURPOSE = "commit-token";
    private static final byte[] VALUE = "815".getBytes(StandardCharsets.UTF_8);

    private final LookupKey key = LookupKey.of(new byte[LookupKey.LENGTH]);

    @Test
    void what_is_sealed_opens_again_for_its_purpose_alone() {
        byte[] sealed = OpaqueValue.of(key, PURPOSE).seal(VALUE);

        assertThat(OpaqueValue.of(key, PURPOSE).open(sealed)).contains(VALUE);
        assertThat(OpaqueValue.of(key, "another").open(sealed)).isEmpty();
    }

    /** Sessions hand the lookup key's hashes out, so a key that is one of them would be no secret. */
    @Test
    void hashes_of_the_lookup_key_do_not_open_it() throws GeneralSecurityException {
        byte[] sealed = OpaqueValue.of(key, PURPOSE).seal(VALUE);
        AesSiv fromHashes = new AesSiv(ByteBuffer.allocate(2 * LookupKey.LENGTH)
                .put(key.hash(PURPOSE, "mac"))
                .put(key.hash(PURPOSE, "encryption"))
                .array());

        assertThatThrownBy(() -> fromHashes.decryptDeterministically(sealed, new byte[0]))
                .isInstanceOf(GeneralSecurityException.class);
    }
}
