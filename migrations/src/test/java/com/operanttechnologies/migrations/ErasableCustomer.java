package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** A Customer with an owner and rows in several products, and what the operator does with it, as SQL by hand. */
public record ErasableCustomer(ThrowawayDatabase database, UUID id, UUID owner) {

    static final String EMAIL = "jo.owner@example.com";

    /** Where its identifier is once it was erased. */
    public static final String KEPT =
            "audit.entry audit.head panel.billing_profile privacy.erasure privacy.erasure_table privacy.move"
                    + " tenancy.elevated_use tenancy.inactive tenancy.lifecycle";

    /** Signs a Customer up, with so many dashboards and usage events. */
    public static ErasableCustomer signUp(ThrowawayDatabase database, int rows) throws SQLException {
        ErasableCustomer customer = new ErasableCustomer(database, UUID.randomUUID(), UUID.randomUUID());
        try (Connection runtime = customer.scope("signup").begin();
                Statement statement = runtime.createStatement()) {
            for (String sql : ("insert into tenancy.customer (customer_id, name) values (C, 'Example')"
                            + ";insert into tenancy.customer_key (customer_id, wrapped_key) values (C, decode(repeat('ab', 64), 'hex'))"
                            + ";insert into panel.account (customer_id, account_id, email, display_name, role)"
                            + " values (C, A, '" + EMAIL + "', 'Jo', 'owner')"
                            + ";insert into panel.answerable_owner (customer_id, account_id) values (C, A)"
                            + ";insert into panel.session (customer_id, cookie_hash, account_id, created_at, expires_at)"
                            + " values (C, sha256(uuid_send(A)), A, now() - interval '90 days', now() - interval '60 days'),"
                            + " (C, sha256(uuid_send(C)), A, now(), now() + interval '1 day')"
                            + ";insert into panel.billing_profile (customer_id, legal_name, address, country, email, updated_at)"
                            + " values (C, 'Example Ltd', 'Somewhere 1', 'US', '" + EMAIL + "', now())"
                            + ";insert into stage.dashboard (customer_id, dashboard_id, title)"
                            + " select C, gen_random_uuid(), 'Sales ' || i from generate_series(1, " + rows + ") i"
                            + ";insert into stage.dashboard_version (customer_id, dashboard_id, number, content)"
                            + " select C, dashboard_id, 1, '{}' from stage.dashboard where customer_id = C"
                            + ";insert into usage.event (customer_id, event_id, kind, name, account_id, occurred_at)"
                            + " select C, gen_random_uuid(), 'request', 'dashboard.opened', A, now() - i * interval '1 minute'"
                            + " from generate_series(1, " + rows + ") i"
                            + ";select audit.append('customer.signed_up', 'customer', text(C), null, 'a test', 'request', '{}')"
                            + ";select gateway.register_sign_in(sha256(uuid_send(C)), A)"
                            + ";select gateway.issue('session', sha256(uuid_send(A)), A, now() + interval '1 day', null)"
                            + ";select gateway.announce_work('agent.message', now() - interval '1 hour')"
                            + ";select analytics.contribute(current_date, '{request}', '{dashboard.opened}', '{US}', '{1}', '{1}')")
                    .split(";")) {
                statement.execute(sql.replaceAll("\\bC\\b", "'" + customer.id + "'::uuid")
                        .replaceAll("\\bA\\b", "'" + customer.owner + "'::uuid"));
            }
            runtime.commit();
        }
        return customer;
    }

    SealedScope scope(String actor) throws SQLException {
        return SealedScope.of(database, id, actor);
    }

    public SealedScope ownersScope() throws SQLException {
        return scope("account:" + owner);
    }

    /** As operant_operator, autocommit; each ? is this Customer. */
    public String operator(String sql) throws SQLException {
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                PreparedStatement statement = operator.prepareStatement(sql)) {
            for (int i = 1; i <= statement.getParameterMetaData().getParameterCount(); i++) {
                statement.setObject(i, id);
            }
            if (!statement.execute()) {
                return "";
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
            }
        }
    }

    public void terminate() throws SQLException {
        operator("select privacy.terminate(?, 'jane', 'has cancelled its contract')");
    }

    /** Nobody but a superuser moves the clock: what a test can't wait for. */
    public void endGracePeriod() throws SQLException {
        asSuperuser(
                "update tenancy.lifecycle set since = now() - interval '40 days', erase_after = now() - interval '1 day'"
                        + " where customer_id = '" + id + "'");
    }

    public void erase() throws SQLException {
        operator("call privacy.erase(?, 'jane', 'the contract has ended', 100)");
    }

    /** What the report of its erasure says that was removed, of each table. */
    public String removed() throws SQLException {
        return operator("select string_agg(format('%s %s', r->>'table', r->>'removed'), ', ' order by r->>'table')"
                + " from json_array_elements(privacy.erasure_report(?)->'removed') r where r->>'removed' <> '0'");
    }

    /** After the server may have crashed: until it has recovered from its log, half a minute at most. */
    void awaitServer() throws SQLException, InterruptedException {
        awaitServerWithout(0);
    }

    /**
     * After a server process was killed. The server learns of that a while later, and serves until then, so the process
     * has to be gone from its list as well.
     */
    void awaitServerWithout(long pid) throws SQLException, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try {
                if (asSuperuser("select count(*) from pg_stat_activity where pid = " + pid)
                        .equals("0")) {
                    return;
                }
                assertThat(attempt).as("the server lists process " + pid).isLessThan(300);
            } catch (SQLException e) {
                if (attempt >= 300) {
                    throw e;
                }
            }
            Thread.sleep(100);
        }
    }

    public String asSuperuser(String sql) throws SQLException {
        try (Connection superuser = database.administrator().connect();
                Statement statement = superuser.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
            }
        }
    }

    /**
     * Every table and every column of the database, past row-level security: where a text stands, as
     * schema.table.column.
     */
    public String whereFound(String text) throws SQLException {
        return asSuperuser("with columns as ("
                + " select n.nspname, c.relname, a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                + " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
                + " where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema')"
                + " select coalesce(string_agg(distinct format('%s.%s', nspname, relname), ' ' order by format('%s.%s', nspname, relname)), '')"
                + " from columns where (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I where"
                + " position(%L in lower(%I::text)) > 0', nspname, relname, lower('" + text
                + "'), attname), false, true, '')))[1]::text <> '0'");
    }
}
