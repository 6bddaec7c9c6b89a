package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.attack.TimingAttack.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** S2 on the gateways: a secret of B's that isn't good, or isn't A's, and one that nobody has. */
final class GatewayTimings {

    private static final String DATABASE = "database";

    /** Secrets in every state in which they must be as good as absent, among thousands of others. */
    private static final String PLANT = """
            insert into gateway.secret (kind, secret_hash, customer_id, subject_id, expires_at, uses_left)
            select 'session', sha256(convert_to('crowd ' || i, 'UTF8')), '%1$s', gen_random_uuid(), now() + interval '1 day', null
              from generate_series(1, 3000) i;
            insert into gateway.secret (kind, secret_hash, customer_id, subject_id, expires_at, uses_left) values
                ('session', sha256('timing used'), '%1$s', '%1$s', now() + interval '1 day', 0),
                ('session', sha256('timing expired'), '%1$s', '%1$s', now() - interval '1 hour', null),
                ('session', sha256('timing expired with uses'), '%1$s', '%1$s', now() - interval '1 hour', 9),
                ('device', sha256('timing other kind'), '%1$s', '%1$s', now() + interval '1 day', null),
                ('session', sha256('timing live'), '%1$s', '%1$s', now() + interval '1 day', null);
            insert into gateway.secret
                (kind, secret_hash, proof_hash, customer_id, subject_id, expires_at, uses_left, tries_left)
            values ('pairing', sha256('timing pairing live'), sha256('proof'), '%1$s', '%1$s', now() + interval '1 day', 1, 5),
                   ('pairing', sha256('timing pairing used'), sha256('proof'), '%1$s', '%1$s', now() + interval '1 day', 0, 5),
                   ('pairing', sha256('timing pairing dead'), sha256('proof'), '%1$s', '%1$s', now() + interval '1 day', 1, 0),
                   ('pairing', sha256('timing pairing expired'), sha256('proof'), '%1$s', '%1$s', now() - interval '1 hour', 1, 5);
            insert into gateway.sign_in (email_hash, customer_id, account_id)
            select sha256(convert_to('crowd ' || i, 'UTF8')), '%1$s', gen_random_uuid() from generate_series(1, 3000) i;
            insert into gateway.sign_in (email_hash, customer_id, account_id) values (sha256('timing'), '%1$s', '%1$s');
            insert into gateway.due_work (kind, customer_id, due_at)
            select 'agent.message', gen_random_uuid(), now() from generate_series(1, 3000) on conflict do nothing""";

    private GatewayTimings() {}

    static List<TimingAttack> all(Arena arena) throws SQLException {
        try (Connection connection = arena.database().administrator().connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(
                    "select to_regprocedure('gateway.resolve_secret(text, bytea)') is not null")) {
                row.next();
                if (!row.getBoolean(1)) {
                    return List.of();
                }
            }
            statement.execute(PLANT.formatted(arena.victim()));
            statement.execute("analyze gateway.secret, gateway.sign_in, gateway.due_work");
        }
        String subject = "'" + arena.victim() + "'";
        String nobody = "'00000000-0000-4000-8000-000000000000'";
        return List.of(
                resolving("that was used up", "used"),
                resolving("that has expired", "expired"),
                resolving("with uses left that has expired", "expired with uses"),
                resolving("of another kind", "other kind"),
                claiming("whose second half is wrong", "pairing live", "guess", Kind.WITHOUT_SCOPE_COUNTED),
                pairing("that was claimed", "pairing used"),
                pairing("that was tried too often", "pairing dead"),
                pairing("that has expired", "pairing expired"),
                held("revoking B's secret", "gateway.revoke('session', %s)"),
                held("extending B's secret", "gateway.extend('session', %s, now() + interval '2 days')"),
                owned("revoking all of B's subject", "gateway.revoke_subject('session', %s)", subject, nobody),
                owned(
                        "extending all of B's subject",
                        "gateway.extend_subject('session', %s, now() + interval '2 days')",
                        subject,
                        nobody),
                owned(
                        "revoking all of several subjects",
                        "gateway.revoke_subjects('session', array[%s]::uuid[])",
                        subject,
                        nobody),
                owned("taking B's account out of sign-in", "gateway.forget_sign_in(%s)", subject, nobody),
                owned(
                        "letting B's address sign in to A",
                        "gateway.register_sign_in(%s, gen_random_uuid())",
                        "sha256('timing')",
                        "sha256('timing nobody')"));
    }

    private static String hash(String name) {
        return "sha256('timing " + name + "')";
    }

    private static TimingAttack resolving(String which, String name) {
        String call = "select * from gateway.resolve_secret('session', %s)";
        return new TimingAttack(
                "resolving a secret " + which,
                DATABASE,
                Kind.WITHOUT_SCOPE,
                call.formatted(hash(name)),
                call.formatted(hash("nobody")));
    }

    private static TimingAttack pairing(String which, String name) {
        return claiming(which, name, "proof", Kind.WITHOUT_SCOPE);
    }

    private static TimingAttack claiming(String which, String name, String proof, Kind kind) {
        String call = "select * from gateway.claim_pairing(%s, sha256('" + proof + "'), sha256('client'))";
        return new TimingAttack(
                "claiming a pairing code " + which,
                DATABASE,
                kind,
                call.formatted(hash(name)),
                call.formatted(hash("nobody")));
    }

    private static TimingAttack held(String title, String call) {
        return scoped(title, Kind.UNDER_SCOPE_HELD, call, hash("live"), hash("nobody"));
    }

    private static TimingAttack owned(String title, String call, String hidden, String absent) {
        return scoped(title, Kind.UNDER_SCOPE, call, hidden, absent);
    }

    private static TimingAttack scoped(String title, Kind kind, String call, String hidden, String absent) {
        return new TimingAttack(
                title, DATABASE, kind, "select " + call.formatted(hidden), "select " + call.formatted(absent));
    }
}
