package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("SEC-1")
class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql://localhost/operant | jdbc:postgresql://localhost/operant?ApplicationName=operant-db",
                "postgres://127.0.0.1:5433/operant | jdbc:postgresql://127.0.0.1:5433/operant?ApplicationName=operant-db",
                "jdbc:postgresql://[::1]:5432/operant | jdbc:postgresql://[::1]:5432/operant?ApplicationName=operant-db",
                "postgresql://localhost/operant?connect_timeout=5&application_name=me"
                        + " | jdbc:postgresql://localhost/operant?connectTimeout=5&ApplicationName=me",
                "jdbc:postgresql://localhost/operant?socketTimeout=5"
                        + " | jdbc:postgresql://localhost/operant?socketTimeout=5&ApplicationName=operant-db",
            })
    void both_ways_to_write_it_are_understood(String text, String jdbc) {
        assertThat(DatabaseUrl.parse(text.strip()).jdbc()).isEqualTo(jdbc.strip());
    }

    @Test
    void a_server_on_another_machine_must_show_a_certificate_unless_one_says_otherwise() {
        assertThat(DatabaseUrl.parse("postgresql://db.example/operant").jdbc()).contains("sslmode=verify-full");
        assertThat(DatabaseUrl.parse("postgresql://db.example/operant?sslmode=require")
                        .jdbc())
                .contains("sslmode=require")
                .doesNotContain("verify-full");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://me:s3cr%40t@localhost/operant",
                "jdbc:postgresql://localhost/operant?user=me&password=s3cr%40t",
            })
    void user_and_password_are_taken_out_of_it(String text) {
        DatabaseUrl url = DatabaseUrl.parse(text);
        assertThat(url.username()).isEqualTo("me");
        assertThat(url.password()).isEqualTo("s3cr@t");
        assertThat(url.jdbc()).doesNotContain("s3cr");
        assertThat(url.toString()).doesNotContain("s3cr");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost/operant:hunter2",
                "mysql://me:hunter2@localhost/operant",
                "postgresql://me:hunter2@localhost",
                "postgresql://me:hunter2 @localhost/operant",
                "postgresql://me:hunter2@one,two/operant",
                "postgresql://me:hunter2@localhost/operant?service=x",
            })
    void what_is_wrong_with_it_is_told_without_repeating_it(String text) {
        assertThatThrownBy(() -> DatabaseUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("URL")
                .hasMessageNotContaining("hunter2");
    }
}
