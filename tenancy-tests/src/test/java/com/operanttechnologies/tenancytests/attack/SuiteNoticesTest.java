package com.operanttechnologies.tenancytests.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The suite can fail: each test breaks one thing in a copy of the database, and the suite must report it. */
@ExtendWith(IsolationExtension.class)
@Tag("isolation")
@Tag("SEC-3")
@Tag("thorough")
class SuiteNoticesTest {

    private static final String DASHBOARD = "stage.dashboard";
    private static final String OPEN_POLICY =
            "create policy careless on stage.dashboard for all to public using (true)";

    private final SharedArenas arenas;

    SuiteNoticesTest(SharedArenas arenas) {
        this.arenas = arenas;
    }

    @Test
    void a_database_that_denies_everything() throws Exception {
        List<Outcome> outcomes = outcomes(DASHBOARD, Set.of("L1", "W1"), "drop policy tenant on stage.dashboard");
        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome.verdict()).isEqualTo(Verdict.COULD_NOT_ATTACK);
            assertThat(outcome.observed()).contains("A does not see A's own row");
        });
    }

    @Test
    @Tag("thorough")
    void a_policy_that_lets_all_rows_through() throws Exception {
        assertBreached(
                DASHBOARD,
                Set.of("W1", "W2"),
                "drop policy tenant_fence on stage.dashboard",
                "alter policy tenant on stage.dashboard using (true) with check (true)");
    }

    @Test
    void row_level_security_that_is_not_forced() throws Exception {
        assertBreached(DASHBOARD, Set.of("R1"), "alter table stage.dashboard no force row level security");
    }

    @Test
    @Tag("thorough")
    void a_runtime_role_that_owns_the_table() throws Exception {
        assertBreached(
                DASHBOARD,
                Set.of("R1", "W1"),
                "alter table stage.dashboard no force row level security",
                "alter table stage.dashboard owner to operant_runtime");
    }

    @Test
    @Tag("thorough")
    void row_level_security_that_is_disabled() throws Exception {
        assertBreached(
                DASHBOARD,
                Set.of("R1", "W1", "W2", "C1", "C10"),
                "alter table stage.dashboard disable row level security");
    }

    @Test
    @Tag("thorough")
    void a_second_policy_where_the_fence_is_gone() throws Exception {
        assertBreached(DASHBOARD, Set.of("W1"), "drop policy tenant_fence on stage.dashboard", OPEN_POLICY);
    }

    @Test
    @Tag("thorough")
    @Tag("O6")
    void a_fence_that_is_gone() throws Exception {
        assertBreached(DASHBOARD, Set.of("O6"), "drop policy tenant_fence on stage.dashboard");
    }

    @Test
    @Tag("thorough")
    @Tag("O6")
    void a_fence_that_holds_only_one_role() throws Exception {
        assertBreached(DASHBOARD, Set.of("O6"), "alter policy tenant_fence on stage.dashboard to operant_runtime");
    }

    @Test
    @Tag("O6")
    void nothing_to_report_about_a_second_policy_behind_the_fence() throws Exception {
        assertThat(outcomes(DASHBOARD, Set.of("L1", "W1", "W2", "W3", "C1", "C10"), OPEN_POLICY))
                .filteredOn(outcome -> !outcome.passes())
                .isEmpty();
    }

    @Test
    void a_scope_function_that_trusts_the_bare_setting() throws Exception {
        assertBreached(
                DASHBOARD,
                Set.of("C9", "C10"),
                "create or replace function tenancy.current_customer() returns uuid language sql stable"
                        + " return (substring(current_setting('operant.context', true)"
                        + " from '[0-9a-f]{8}-[0-9a-f-]{27}'))::uuid");
    }

    @Test
    @Tag("thorough")
    @Tag("C12")
    void a_scope_function_that_is_volatile() throws Exception {
        assertBreached("database", Set.of("C12"), "alter function tenancy.current_customer() volatile");
    }

    @Test
    @Tag("K2")
    void a_foreign_key_without_the_customer() throws Exception {
        String[] broken = {
            "alter table stage.dashboard add unique (dashboard_id)",
            "alter table stage.dashboard_version drop constraint dashboard_version_customer_id_dashboard_id_fkey",
            "alter table stage.dashboard_version add foreign key (dashboard_id) references stage.dashboard (dashboard_id)"
        };
        assertBreached("stage.dashboard_version", Set.of("K2"), broken);
    }

    @Test
    @Tag("thorough")
    @Tag("K1")
    void a_key_without_the_customer() throws Exception {
        assertBreached(DASHBOARD, Set.of("K1", "W3"), "alter table stage.dashboard add unique (dashboard_id)");
    }

    @Test
    @Tag("thorough")
    @Tag("R6")
    void a_grant_that_was_not_meant() throws Exception {
        assertBreached(
                "stage.dashboard_version", Set.of("R6"), "grant update on stage.dashboard_version to operant_runtime");
    }

    @Test
    @Tag("thorough")
    @Tag("R5")
    void a_function_that_public_may_execute() throws Exception {
        assertBreached(
                "database",
                Set.of("R5"),
                "grant execute on function tenancy.protect(regclass, text, text, text[]) to public");
    }

    @Test
    @Tag("O1")
    void a_view_that_runs_with_its_owners_rights() throws Exception {
        assertBreached(
                "database",
                Set.of("O1"),
                "create view stage.everything as select * from stage.dashboard",
                "grant select on stage.everything to operant_runtime");
    }

    @Test
    @Tag("thorough")
    @Tag("O2")
    void a_materialized_view_with_every_customers_names_in_it() throws Exception {
        assertBreached(
                "database",
                Set.of("O1"),
                "create materialized view stage.ids as select dashboard_id from stage.dashboard",
                "grant select on stage.ids to operant_runtime");
    }

    @Test
    @Tag("thorough")
    @Tag("O3")
    void a_definer_function_that_returns_rows() throws Exception {
        assertBreached(
                "database",
                Set.of("O3"),
                "create function stage.names() returns setof uuid language sql security definer"
                        + " as 'select dashboard_id from stage.dashboard'",
                "grant execute on function stage.names() to operant_runtime");
    }

    @Test
    @Tag("thorough")
    @Tag("O3")
    void a_gateway_that_revokes_whosever_secret_it_is() throws Exception {
        assertBreached(
                "database",
                Set.of("O3"),
                "create or replace function gateway.revoke(kind text, secret_hash bytea) returns boolean language sql"
                        + " security definer as $$ with revoked as (delete from gateway.secret s where s.kind = $1"
                        + " and s.secret_hash = $2 returning 1) select exists (select from revoked) $$");
    }

    @Test
    @Tag("thorough")
    @Tag("G1")
    void a_gateway_that_answers_with_more_than_an_identifier() throws Exception {
        assertBreached(
                "database",
                Set.of("G1"),
                "create function gateway.kind_of(uuid) returns text language sql security definer"
                        + " as 'select kind from gateway.secret where subject_id = $1'",
                "grant execute on function gateway.kind_of(uuid) to operant_runtime");
    }

    @Test
    @Tag("G1")
    void a_gateway_that_forgets_the_expiry() throws Exception {
        assertBreached(
                "database",
                Set.of("G1"),
                "create or replace function gateway.resolve_secret(kind text, secret_hash bytea)"
                        + " returns table (customer_id uuid, subject_id uuid) language sql security definer as $$"
                        + " select s.customer_id, s.subject_id from gateway.secret s"
                        + " where s.kind = $1 and s.secret_hash = $2 $$");
    }

    @Test
    @Tag("thorough")
    @Tag("C11")
    void a_setting_that_is_preset_for_the_database() throws Exception {
        assertBreached(
                "database",
                Set.of("C11"),
                "do $$ begin execute format('alter database %I set operant.anything = ''x''', current_database()); end $$");
    }

    /** Of each id at least one attack must have been noticed: that one of them is blind would go unseen otherwise. */
    private void assertBreached(String target, Set<String> ids, String... broken) throws Exception {
        List<Outcome> outcomes = outcomes(target, ids, broken);
        assertThat(outcomes).extracting(Outcome::id).containsAll(ids);
        for (String id : ids) {
            assertThat(outcomes)
                    .filteredOn(outcome -> outcome.id().equals(id))
                    .as("outcomes of %s on %s", id, target)
                    .anyMatch(outcome -> outcome.verdict() == Verdict.BREACHED);
        }
    }

    private List<Outcome> outcomes(String target, Set<String> ids, String... broken) throws Exception {
        try (ThrowawayDatabase copy = arenas.hardened().copy();
                Arena arena = arenas.hardened().on(copy)) {
            SharedArenas.execute(copy, broken);
            return IsolationSuite.all(arena).stream()
                    .filter(attack -> ids.contains(attack.id()))
                    .flatMap(attack -> attack.aim(arena).stream())
                    .filter(aimed -> aimed.target().equals(target))
                    .map(AimedAttack::attempt)
                    .toList();
        }
    }
}
