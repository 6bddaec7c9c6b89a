package com.example.signage;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.panel.Customers;
import com.operanttechnologies.tenancytests.junit.TenancyExtension;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The repository on a database of its own, through the layer. */
class PlaylistRepositoryTest {

    @RegisterExtension
    static final TenancyExtension tenancy = TenancyExtension.migrations("classpath:db/signage")
            .code("com.example.signage")
            .build();

    @Test
    void each_customer_lists_its_own_playlists(TenantDatabase database) {
        TenantScope acme = signedUp(database, "Acme Displays");
        TenantScope globex = signedUp(database, "Globex Signage");
        database.execute(acme, session -> new PlaylistRepository(session).add("Lobby"));
        database.execute(globex, session -> new PlaylistRepository(session).add("Canteen"));

        List<String> titles = database.read(acme, session -> new PlaylistRepository(session).titles());

        assertThat(titles).containsExactly("Lobby");
    }

    private static TenantScope signedUp(TenantDatabase database, String name) {
        TenantScope scope = TenantScope.signUp(UUID.randomUUID(), "request-1");
        database.execute(scope, session -> new Customers(session).signUp(name));
        return scope;
    }
}
