package com.example.signage;

import com.operanttechnologies.tenancytests.attack.Attack;
import com.operanttechnologies.tenancytests.attack.Expect;
import com.operanttechnologies.tenancytests.junit.TenancyExtension;
import com.operanttechnologies.tenancytests.junit.TenancySuite;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Customers are kept apart in this module's tables, by its migrations and by its code. */
class SignageTenancyTest implements TenancySuite {

    @RegisterExtension
    static final TenancyExtension tenancy = TenancyExtension.migrations("classpath:db/signage")
            .code("com.example.signage")
            // This module is an example, and lives in a folder of tests. Leave this out.
            .includingTestCode()
            // Check digits can't be made up.
            .values("signage.player", "serial", "'0000000098'", "'0000000195'", "'0000000292'", "'0000000389'")
            .build();

    @Override
    public List<Attack> attacks() {
        return List.of(
                Attack.onTable(
                        "SIG-1",
                        "report that forgets the Customer in its join",
                        "signage.shown",
                        target -> target.attackerCommits(
                                Expect.nothing(),
                                "select title, shown_at from signage.shown join signage.playlist using (playlist_id)"
                                        + " where playlist_id = "
                                        + target.prey().sql("playlist_id"))),
                Attack.onTable("SIG-2", "B's playlist renamed by its id", "signage.playlist", target -> {
                    String id = target.prey().values().get("playlist_id");
                    return target.attackersSession(Expect.refusedWith("02000"), "rename " + id, session -> {
                        new PlaylistRepository(session).rename(UUID.fromString(id), "Mine now");
                        return null;
                    });
                }));
    }
}
