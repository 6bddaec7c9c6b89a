package com.operanttechnologies.tenancytests.documentation;

import static com.example.signage.Playlist.PLAYLIST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.signage.PlaylistRepository;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.crypto.ColumnAddress;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.panel.Customers;
import com.operanttechnologies.tenancytests.architecture.TenancyRules;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Java of the guide for product teams, from "Your own queries" to its end. */
@ExtendWith(PostgresExtension.class)
class GuideExamplesOfOwnTablesTest {

    private static ExampleDatabase example;
    private static TenantDatabase database;

    @BeforeAll
    static void open(PostgresUnderTest server) throws SQLException {
        example = new ExampleDatabase(server);
        database = example.layer();
    }

    @AfterAll
    static void close() {
        example.close();
    }

    @Test
    void a_query_on_a_table_of_ones_own_finds_the_rows_of_its_customer_alone() {
        TenantScope other = TenantScope.signUp(UUID.randomUUID(), "request-1");
        database.execute(other, session -> new Customers(session).signUp("Globex Signage"));
        database.execute(other, session -> new PlaylistRepository(session).add("Globex's lobby"));
        database.execute(example.scope(), session -> {
            new PlaylistRepository(session).add("Lobby");
            new PlaylistRepository(session).add("Canteen");
        });

        assertThat(titles(example.scope())).containsExactly("Canteen", "Lobby");
        assertThat(titles(other)).containsExactly("Globex's lobby");
    }

    private static List<String> titles(TenantScope scope) {
        List<String> titles = database.read(
                scope,
                session -> session.dsl()
                        .select(PLAYLIST.TITLE)
                        .from(PLAYLIST)
                        .orderBy(PLAYLIST.TITLE)
                        .fetch(PLAYLIST.TITLE));
        return titles;
    }

    @Test
    void a_secret_is_opened_where_it_was_sealed_and_nowhere_else() {
        byte[] secret = "battery staple".getBytes(StandardCharsets.UTF_8);

        database.execute(example.scope(), session -> {
            assertThat(sealAndOpen(session, UUID.randomUUID(), secret)).isEqualTo(secret);

            ColumnAddress here = new ColumnAddress("signage.playlist", "secret", UUID.randomUUID());
            ColumnAddress elsewhere = new ColumnAddress("signage.playlist", "secret", UUID.randomUUID());
            byte[] sealed = session.cipher().seal(here, secret);
            assertThatThrownBy(() -> session.cipher().open(elsewhere, sealed))
                    .isInstanceOf(InvalidInputException.class);
        });
    }

    private static byte[] sealAndOpen(TenantSession session, UUID playlistId, byte[] secret) {
        ColumnAddress address = new ColumnAddress("signage.playlist", "secret", playlistId);
        byte[] sealed = session.cipher().seal(address, secret);
        byte[] opened = session.cipher().open(address, sealed);
        assertThat(sealed).isNotEqualTo(secret);
        return opened;
    }

    @Test
    void the_rules_are_checked() {
        JavaClasses classes = new ClassFileImporter().importPackages("com.example.signage");

        TenancyRules.forPackage("com.example.signage").check(classes);

        assertThat(classes.contain(PlaylistRepository.class)).isTrue();
    }
}
