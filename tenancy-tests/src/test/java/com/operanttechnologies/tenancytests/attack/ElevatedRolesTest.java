package com.operanttechnologies.tenancytests.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.attack.Purposes.Right;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Elevated roles have the rights of their purpose, no more and no fewer, and the attacks notice one that has more. */
@ExtendWith(IsolationExtension.class)
@Tag("isolation")
@Tag("SEC-5")
@Tag("G2")
class ElevatedRolesTest {

    private final SharedArenas arenas;

    ElevatedRolesTest(SharedArenas arenas) {
        this.arenas = arenas;
    }

    @Test
    void every_right_that_is_declared_is_held() throws Exception {
        List<Right> held = new ArrayList<>();
        List<String> roles =
                Purposes.declared().stream().map(Right::role).distinct().toList();
        try (Statement statement = arenas.hardened().administrator().createStatement()) {
            for (String role : roles) {
                try (ResultSet rows = statement.executeQuery(Purposes.held(role))) {
                    while (rows.next()) {
                        held.add(new Right(rows.getString(1), rows.getString(2), rows.getString(3)));
                    }
                }
            }
        }
        assertThat(roles).hasSize(6);
        assertThat(held).containsExactlyInAnyOrderElementsOf(Purposes.declared());
    }

    /** All in one copy, as each opens something else. */
    @Test
    void rights_that_were_not_meant_are_noticed() throws Exception {
        Map<String, String> changes = Map.of(
                "grant select on panel.invoice to operant_auditor", "rights of elevated roles on the table",
                "grant select on gateway.sign_in to operant_analytics",
                        "rights of operant_analytics beyond its purpose",
                "grant usage on schema gateway to operant_support", "rights of operant_support beyond its purpose",
                "grant execute on function set_config(text, text, boolean) to operant_signer",
                        "rights of operant_signer beyond its purpose",
                "grant execute on function tenancy.current_signing_key() to operant_operator",
                        "reading the key that it rotates, as operant_operator",
                "grant select on gateway.due_work to operant_worker",
                        "reading whose work is due beside the function, as operant_worker");
        try (ThrowawayDatabase copy = arenas.hardened().copy();
                Arena arena = arenas.hardened().on(copy)) {
            SharedArenas.execute(copy, changes.keySet().toArray(String[]::new));
            SharedArenas.execute(
                    copy,
                    "grant usage on schema panel to operant_auditor",
                    "drop policy tenant_fence on panel.invoice",
                    "create policy everybody on panel.invoice for select to operant_auditor using (true)");
            List<String> expected = new ArrayList<>(changes.values());
            expected.add("every tenant table as operant_auditor, without a scope");
            List<String> noticed = ElevatedAttacks.all().stream()
                    .filter(attack -> expected.contains(attack.title()))
                    .flatMap(attack -> attack.aim(arena).stream())
                    .map(AimedAttack::attempt)
                    .filter(outcome -> outcome.verdict() == Verdict.BREACHED)
                    .map(Outcome::title)
                    .distinct()
                    .toList();
            assertThat(noticed).containsExactlyInAnyOrderElementsOf(expected);
        }
    }
}
