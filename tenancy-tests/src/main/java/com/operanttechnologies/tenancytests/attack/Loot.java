package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.catalogue.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Something of B's that A has got hold of, to call functions with.
 *
 * @param kind kind of a secret, or of work
 * @param subject what the secret stands for, or any other id of B's
 * @param hash hash of the secret, as SQL
 */
record Loot(String kind, UUID subject, String hash) {

    private static final int MOST_IDS = 5;

    /** Secrets of every kind, work of every kind, and a way to sign in. */
    private static final String PLANT = """
            insert into gateway.secret
                (kind, secret_hash, proof_hash, customer_id, subject_id, expires_at, uses_left, tries_left)
            select k[1], sha256(convert_to(k[1] || '%1$s', 'UTF8')), case k[1] when 'pairing' then sha256('proof') end,
                   '%1$s', gen_random_uuid(), now() + interval '1 day', case k[1] when 'pairing' then 1 end,
                   case k[1] when 'pairing' then 5 end
              from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), $$'([a-z_]+)'$$, 'g') k
             where c.conrelid = 'gateway.secret'::regclass and c.conname = 'secret_kind_check'
                on conflict do nothing;
            insert into gateway.sign_in (email_hash, customer_id, account_id)
            values (sha256('%1$s'), '%1$s', gen_random_uuid()) on conflict do nothing;
            insert into gateway.due_work (kind, customer_id, due_at)
            select k[1], '%1$s', now() - interval '1 minute'
              from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), $$'([a-z_.]+)'$$, 'g') k
             where c.conrelid = 'gateway.due_work'::regclass and c.conname = 'due_work_kind_check'
                on conflict do nothing""";

    private static final String FOUND = """
            select kind, subject_id::text, quote_literal(secret_hash) || '::bytea' from gateway.secret
             where customer_id = '%1$s'
            union all
            select 'sign_in', account_id::text, quote_literal(email_hash) || '::bytea' from gateway.sign_in
             where customer_id = '%1$s'
            union all
            select kind, '%1$s', $$sha256('x')$$ from gateway.due_work where customer_id = '%1$s'
             order by 1, 2""";

    /** What there is for A to get hold of, made where the database has gateways; and some of B's ids. */
    static List<Loot> plant(Connection administrator, UUID victim, List<String> values) throws SQLException {
        List<Loot> loot = new ArrayList<>();
        try (Statement statement = administrator.createStatement()) {
            if (has(statement, "gateway.secret")) {
                statement.execute(PLANT.formatted(victim));
                try (ResultSet row = statement.executeQuery(FOUND.formatted(victim))) {
                    while (row.next()) {
                        loot.add(new Loot(row.getString(1), UUID.fromString(row.getString(2)), row.getString(3)));
                    }
                }
            }
        }
        values.stream()
                .filter(value -> value.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"))
                .limit(MOST_IDS)
                .forEach(id -> loot.add(new Loot("none", UUID.fromString(id), "sha256('x')")));
        return List.copyOf(loot);
    }

    private static boolean has(Statement statement, String table) throws SQLException {
        try (ResultSet row = statement.executeQuery("select to_regclass(" + Sql.literal(table) + ") is not null")) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
