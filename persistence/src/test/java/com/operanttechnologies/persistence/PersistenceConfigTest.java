package com.operanttechnologies.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.crypto.WrappingKey;
import com.operanttechnologies.persistence.error.InvalidInputException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersistenceConfigTest {

    private static PersistenceConfig.Builder complete(String url) {
        return PersistenceConfig.builder()
                .url(url)
                .login("app", "hunter2")
                .signer("signer", "hunter3")
                .wrappingKey(WrappingKey.generate())
                .lookupKey(LookupKey.of(new byte[LookupKey.LENGTH]));
    }

    @Test
    void names_every_fault_at_once() {
        assertThatThrownBy(() -> PersistenceConfig.builder()
                        .url("jdbc:mysql://somewhere")
                        .poolSize(0)
                        .connectionTimeout(Duration.ZERO)
                        .tokenLife(Duration.ofDays(1))
                        .build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("8 fault(s)")
                .hasMessageContainingAll(
                        "url must be jdbc:postgresql:",
                        "login is missing",
                        "signer and signingKey are both missing",
                        "wrappingKey is missing",
                        "lookupKey is missing",
                        "poolSize must be 1 to 500, is 0",
                        "connectionTimeout must be",
                        "tokenLife must be PT30S to PT15M, is PT24H");
    }

    @Test
    void refuses_the_same_login_for_application_and_signer() {
        assertThatThrownBy(() -> complete("jdbc:postgresql://localhost/db")
                        .signer("app", "hunter2")
                        .build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("forge every Customer's scope");
    }

    @Tag("SEC-1")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example.com/operant",
                "jdbc:postgresql://db.example.com/operant?sslmode=require",
                "jdbc:postgresql://db.example.com/operant?sslmode=verify-ca",
                "jdbc:postgresql://db.example.com/operant?ssl=true",
                "jdbc:postgresql://localhost,db.example.com/operant",
                "jdbc:postgresql://10.0.0.1:5432/operant?sslmode=prefer",
                "jdbc:postgresql://127.0.0.1.example.com/operant",
            })
    void refuses_an_unverified_connection_to_another_machine(String url) {
        assertThatThrownBy(() -> complete(url).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("sslmode=verify-full");
    }

    @Tag("SEC-1")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example.com/operant?sslmode=verify-full",
                "jdbc:postgresql://db.example.com/operant?sslmode=verify-full&sslrootcert=/etc/ca.pem",
                "jdbc:postgresql://localhost/operant",
                "jdbc:postgresql://127.0.0.1:6432/operant?prepareThreshold=0",
                "jdbc:postgresql://[::1]/operant",
            })
    void allows_loopback_and_verified_connections(String url) {
        assertThatCode(() -> complete(url).build()).doesNotThrowAnyException();
    }

    @Tag("C11")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "options=-c%20operant.context=x",
                "preferQueryMode=simple",
                "currentSchema=evil",
                "logServerErrorDetail=true",
                "socketFactory=evil.Factory",
                "sslfactory=org.postgresql.ssl.NonValidatingFactory",
                "autosave=always",
                "readOnlyMode=always",
                "user=postgres",
                "password=hunter4",
                "loggerLevel=TRACE",
                "OPTIONS=-c%20x",
            })
    void refuses_parameters_that_change_what_a_session_means(String parameter) {
        assertThatThrownBy(() ->
                        complete("jdbc:postgresql://localhost/db?" + parameter).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("may not carry the parameter")
                .message()
                .doesNotContain("hunter");
    }

    @Test
    void tells_no_secret() {
        assertThat(complete("jdbc:postgresql://localhost/db").build().toString())
                .doesNotContain("hunter");
    }

    @Test
    void settings_that_were_checked_stay_as_they_are_when_the_builder_goes_on() {
        PersistenceConfig.Builder builder = TestDatabase.config().login("first", "secret");
        PersistenceConfig checked = builder.build();
        builder.login("second", "secret").poolSize(-1);
        assertThat(checked.username()).isEqualTo("first");
        assertThat(checked.poolSize()).isEqualTo(10);
    }
}
