package com.operanttechnologies.persistence.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.operanttechnologies.persistence.error.InvalidInputException;
import java.security.GeneralSecurityException;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("SEC-2")
class WrappingKeyTest {

    private final UUID customer = UUID.randomUUID();
    private final KeysetHandle customerKey = TinkAead.newKeyset();

    @Test
    void survives_as_json() throws Exception {
        WrappingKey key = WrappingKey.generate();
        byte[] wrapped = key.wrap(customerKey, customer);
        KeysetHandle unwrapped = WrappingKey.fromJson(key.toJson()).unwrap(wrapped, customer);
        assertThat(unwrapped.equalsKeyset(customerKey)).isTrue();
    }

    @Test
    void unwraps_for_the_same_customer_and_key_only() {
        WrappingKey key = WrappingKey.generate();
        byte[] wrapped = key.wrap(customerKey, customer);
        assertThatThrownBy(() -> key.unwrap(wrapped, UUID.randomUUID())).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> WrappingKey.generate().unwrap(wrapped, customer))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void a_rotated_key_unwraps_what_the_former_one_wrapped_but_not_the_other_way_round() throws Exception {
        WrappingKey former = WrappingKey.generate();
        WrappingKey rotated = WrappingKey.fromJson(former.rotated().toJson());
        assertThat(rotated.unwrap(former.wrap(customerKey, customer), customer).equalsKeyset(customerKey))
                .isTrue();
        byte[] wrappedByNew = rotated.wrap(customerKey, customer);
        assertThat(rotated.unwrap(wrappedByNew, customer).equalsKeyset(customerKey))
                .isTrue();
        assertThatThrownBy(() -> former.unwrap(wrappedByNew, customer)).isInstanceOf(GeneralSecurityException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "{}",
                "s3cret",
                "\"s3cret\"",
                "{\"primaryKeyId\":\"s3cret\"}",
                "{\"primaryKeyId\":1,\"key\":[]}",
                "{\"primaryKeyId\":1,\"key\":[null]}",
                "{\"primaryKeyId\":1,\"key\":[{\"keyData\":{\"typeUrl\":\"s3cret\",\"value\":\"s3cret\","
                        + "\"keyMaterialType\":\"SYMMETRIC\"},\"status\":\"ENABLED\",\"keyId\":1,\"outputPrefixType\":\"TINK\"}]}",
                "{\"encryptedKeyset\":\"s3cret\"}"
            })
    void garbage_is_refused_without_repeating_it(String garbage) {
        assertThatThrownBy(() -> WrappingKey.fromJson(garbage))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("WrappingKey.generate().toJson()")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void a_weaker_cipher_is_refused() throws Exception {
        String json = TinkJsonProtoKeysetFormat.serializeKeyset(
                KeysetHandle.generateNew(PredefinedAeadParameters.AES128_GCM, TinkAead.configuration()),
                TinkAead.configuration(),
                InsecureSecretKeyAccess.get());
        assertThatThrownBy(() -> WrappingKey.fromJson(json))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("AES-256-GCM keys only");
    }

    @Test
    void a_truncated_key_is_refused() {
        String json = WrappingKey.generate().toJson();
        assertThatThrownBy(() -> WrappingKey.fromJson(json.substring(0, json.length() / 2)))
                .isInstanceOf(InvalidInputException.class)
                .hasNoCause();
    }

    @Test
    void tells_nothing_of_itself() {
        assertThat(WrappingKey.generate()).hasToString("WrappingKey[redacted]");
    }
}
