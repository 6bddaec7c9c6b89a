package com.operanttechnologies.persistence.internal.bind;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.RefusedException;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementGuardTest {

    private static final Set<String> TABLES = Set.of("stage.dashboard", "stage.publication", "panel.account");

    private final StatementGuard guard = new StatementGuard((schema, table) -> TABLES.contains(schema + "." + table));

    @Tag("P1")
    @Tag("P2")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1; select 2",
                "select 1;select 2;",
                "select 1 /* ; */; delete from stage.dashboard where customer_id = ?",
                "select 1 -- ;\n; select 2",
                "select ';' ; select 2",
                "select $a$;$a$ ; select 2",
                "select 'it''s' ; select 2",
                "select \"a;b\" from t ; select 2",
                "values (1); DEALLOCATE \"S_1\"; PREPARE \"S_1\" AS select 1",
            })
    void refuses_stacked_statements(String sql) {
        assertThatThrownBy(() -> guard.require(sql, false))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("One statement at a time");
    }

    @Tag("P1")
    @Tag("P3")
    @Tag("C4")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET operant.context = 'x'",
                "set session operant.context = 'x'",
                "set local operant.context = 'x'",
                "set local role operant_owner",
                "set local search_path = stage",
                "set role operant_owner",
                "set session authorization postgres",
                "reset all",
                "PREPARE p AS select 1",
                "deallocate all",
                "execute p",
                "declare c cursor with hold for select 1",
                "fetch all from c",
                "LISTEN x",
                "notify x, 'y'",
                "begin",
                "commit",
                "commit and chain",
                "rollback",
                "savepoint s",
                "do $$ begin commit; end $$",
                "call p()",
                "copy stage.dashboard to stdout",
                "create temporary table t (x int)",
                "lock table stage.dashboard",
                "truncate stage.dashboard",
                "discard all",
                "alter role current_user set operant.context = 'x'",
                "grant all on stage.dashboard to public",
                "/* select */ set role none",
                "-- select\nset role none",
                "vacuum",
                "explain analyze select 1",
            })
    void refuses_what_would_stay_on_the_connection_or_end_the_transaction(String sql) {
        assertThatThrownBy(() -> guard.require(sql, false))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("next Customer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "select ';'",
                "select 1;",
                "/* hello; */ select 1 -- ;",
                "(select 1) union all (select 2)",
                "set local statement_timeout = '5s'",
                "select * from stage.dashboard where customer_id = ?",
                "select * from stage.dashboard d where d.customer_id = ?",
                "select * from \"stage\".\"dashboard\" where ? = \"stage\".\"dashboard\".\"customer_id\"",
                "select d.title from stage.dashboard d join stage.publication p"
                        + " on p.customer_id = d.customer_id where d.customer_id = ?",
                "select 1 from stage.dashboard join stage.publication using (customer_id, dashboard_id)"
                        + " where customer_id = ?",
                "insert into stage.dashboard (customer_id, dashboard_id, title) values (?, ?, ?)",
                "insert into stage.dashboard as d (customer_id, dashboard_id) values (?, ?) on conflict do nothing",
                "update stage.dashboard set title = ? where customer_id = ? and dashboard_id = ?",
                "delete from stage.dashboard where customer_id in (?)",
                "select 'stage.dashboard'",
                "select 1 from stage.unprotected",
                "select gateway.revoke(?, ?)",
            })
    void lets_ordinary_statements_pass(String sql) {
        assertThatCode(() -> guard.require(sql, false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from stage.dashboard",
                "select * from \"stage\".\"dashboard\"",
                "SELECT * FROM Stage . Dashboard",
                "select * from stage./* x */dashboard",
                "select customer_id from stage.dashboard",
                "select * from stage.dashboard where title = 'customer_id = 1'",
                "select * from stage.dashboard -- where customer_id = ?",
                "select 1 from stage.dashboard d, panel.account a where d.customer_id = ?",
                "insert into stage.dashboard (dashboard_id, title) values (?, ?)",
                "insert into stage.dashboard values (?, ?)",
                "update stage.dashboard set title = ? where dashboard_id = ?",
                "delete from stage.dashboard",
                "with gone as (delete from stage.dashboard returning 1) select 1 from gone",
                "select (select count(*) from panel.account) from stage.dashboard where customer_id = ?",
            })
    void refuses_a_tenant_table_without_its_customer_and_names_the_remedy(String sql) {
        assertThatThrownBy(() -> guard.require(sql, false))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("without customer_id = ?")
                .hasMessageMatching("(?s).*(stage.dashboard|panel.account).*session.dsl\\(\\).*");
    }

    @Test
    void refuses_writes_in_a_read_session() {
        assertThatThrownBy(() -> guard.require("delete from stage.dashboard where customer_id = ?", true))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("TenantDatabase.transact");
    }

    @Test
    void refuses_an_empty_text() {
        assertThatThrownBy(() -> guard.require(" -- nothing\n", false)).isInstanceOf(RefusedException.class);
    }

    @Test
    void refuses_parameters_in_a_plain_statement() {
        assertThatThrownBy(() -> guard.requirePlain("select ?", false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("prepareStatement");
    }

    @Test
    void never_repeats_the_statement_in_a_refusal() {
        assertThatThrownBy(() -> guard.require("select 'hunter2'; select 'hunter3'", false))
                .message()
                .doesNotContain("hunter");
    }
}
