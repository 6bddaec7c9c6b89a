package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onTables;
import static com.operanttechnologies.tenancytests.attack.Attack.once;
import static com.operanttechnologies.tenancytests.attack.Expect.nothing;
import static com.operanttechnologies.tenancytests.attack.Expect.refused;
import static com.operanttechnologies.tenancytests.attack.Expect.refusedWith;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * G2: each role that is more than the application's login, and what it may do beyond its declared purpose. What one
 * reads under a grant or on record is attacked by {@link BreakGlassAttacks}, the lifecycle by {@link LifecycleAttacks}.
 */
final class ElevatedAttacks {

    /**
     * Roles that get no row of a tenant table by any way. A worker gets what the runtime role gets, under a scope; the
     * operator's jobs read and delete under one, add to the audit log, replace what a rule says, and reach no partition
     * past its table.
     */
    private static final String ON_TABLE = """
            select r.rolname, p.privilege from pg_catalog.pg_roles r,
                   unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p (privilege)
             where r.rolname ~ '^operant_' and r.rolname !~ '_[0-9a-f]{12}$'
               and r.rolname not in ('operant_owner', 'operant_migrator', 'operant_runtime')
               and (has_table_privilege(r.oid, '%1$s'::regclass, p.privilege)
                 or (p.privilege in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
                     and has_any_column_privilege(r.oid, '%1$s'::regclass, p.privilege)))
               -- Columns of the classes of their purpose, by name, under policies of their own.
               and not (p.privilege = 'SELECT' and not has_table_privilege(r.oid, '%1$s'::regclass, 'SELECT')
                 and exists (select from tenancy.tenant_table t
                       join pg_catalog.pg_class c on c.oid = '%1$s'::regclass and not c.relispartition
                        and (t.schema_name, t.table_name) = (c.relnamespace::regnamespace::name, c.relname)
                      where (r.rolname, t.data_class) in (('operant_support', 'account'),
                            ('operant_support', 'customer_data'), ('operant_support', 'telemetry'),
                            ('operant_support', 'usage'), ('operant_auditor', 'audit'), ('operant_auditor', 'billing'))))
               and not (r.rolname = 'operant_worker'
                 and (has_table_privilege('operant_runtime', '%1$s'::regclass, p.privilege)
                   or (p.privilege in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
                       and has_any_column_privilege('operant_runtime', '%1$s'::regclass, p.privilege))))
               and not (r.rolname = 'operant_operator'
                 and not (select c.relispartition from pg_catalog.pg_class c where c.oid = '%1$s'::regclass)
                 and (p.privilege in ('SELECT', 'DELETE')
                   or (p.privilege = 'INSERT' and '%1$s'::regclass = 'audit.entry'::regclass)
                   -- Columns that an erasure replaces in what is kept: a policy says by which one value.
                   or (p.privilege = 'UPDATE' and not exists (
                       select from pg_catalog.pg_attribute a
                        where a.attrelid = '%1$s'::regclass and a.attnum > 0 and not a.attisdropped
                          and has_column_privilege(r.oid, a.attrelid, a.attnum, 'UPDATE')
                          and not exists (
                              select from pg_catalog.pg_policy o
                               where o.polrelid = a.attrelid and o.polname = 'operator_pseudonymise' and o.polcmd = 'w'
                                 and position('(' || quote_ident(a.attname) || ' = ''' in
                                              pg_get_expr(o.polwithcheck, o.polrelid)) > 0)))))""";

    private ElevatedAttacks() {}

    static List<Attack> all() {
        List<Attack> attacks = new ArrayList<>();
        attacks.add(onTables(
                "G2", "rights of elevated roles on the table", t -> t.script(nothing(), ON_TABLE.formatted(t.sql()))));
        for (DatabaseRole role : DatabaseRole.values()) {
            if (role == DatabaseRole.MIGRATOR || role == DatabaseRole.RUNTIME) {
                continue; // The one applies migrations as the owner, and the other is whom all other attacks come from.
            }
            attacks.add(once(
                    "G2",
                    "rights of " + role.group() + " beyond its purpose",
                    arena -> Attempt.of(nothing(), List.of(Purposes.beyond(role.group())))));
            attacks.add(once(
                    "G2", "every tenant table as " + role.group() + ", without a scope", arena -> touch(arena, role)));
        }
        attacks.addAll(purposes());
        attacks.addAll(BreakGlassAttacks.all());
        attacks.addAll(LifecycleAttacks.all());
        return attacks;
    }

    /** Reads and writes, each refused, as the role's own login. */
    private static Attempt touch(Arena arena, DatabaseRole role) {
        List<String> script = new ArrayList<>(List.of("begin"));
        for (TenantTable table : arena.tables()) {
            String name = table.name().sql();
            script.add("select * from " + name);
            script.add("select count(*) from " + name + " where customer_id = '" + arena.victim() + "'");
            script.add("insert into " + name + " default values");
            script.add("update " + name + " set customer_id = customer_id");
            script.add("delete from " + name);
            script.add("truncate " + name);
        }
        return as(arena, role, script, refused());
    }

    /** What the purpose itself could be turned to. */
    private static List<Attack> purposes() {
        return List.of(
                as(
                        DatabaseRole.OPERATOR,
                        "dropping partitions before their time",
                        refusedWith("22023"),
                        "select tenancy.drop_expired_partitions(now() + interval '10 years')"),
                as(
                        DatabaseRole.OPERATOR,
                        "dropping what is no partition of a rule's",
                        refusedWith("22023", "42P17", "42704"),
                        "select tenancy.drop_expired_partitions_of('panel', 'account', now())"),
                as(
                        DatabaseRole.OPERATOR,
                        "reading the key that it rotates",
                        refused(),
                        "select * from tenancy.signing_key",
                        "select * from tenancy.current_signing_key()"),
                as(
                        DatabaseRole.SIGNER,
                        "reading all keys, and replacing one",
                        refused(),
                        "select * from tenancy.signing_key",
                        "select tenancy.rotate_signing_key(interval '0')"),
                as(
                        DatabaseRole.SIGNER,
                        "turning secrets into identifiers",
                        refused(),
                        "select * from gateway.secret",
                        "select * from gateway.resolve_secret('session', sha256('x'))"),
                as(
                        DatabaseRole.ANALYTICS,
                        "aggregates of fewer than five Customers",
                        nothing(),
                        "select * from analytics.daily_usage(current_date - 400, current_date)"),
                as(
                        DatabaseRole.ANALYTICS,
                        "what aggregates are made of",
                        refused(),
                        "select * from usage.event",
                        "select analytics.close_days()"),
                as(
                        DatabaseRole.WORKER,
                        "reading whose work is due beside the function",
                        refused(),
                        "select * from gateway.due_work",
                        "update gateway.due_work set due_at = now()"),
                as(
                        DatabaseRole.SUPPORT,
                        "reading anything without a grant",
                        refused(),
                        "select * from tenancy.customer",
                        "select * from gateway.sign_in",
                        "select tenancy.current_customer()"),
                as(
                        DatabaseRole.AUDITOR,
                        "reading anything that isn't on record first",
                        refused(),
                        "select * from audit.entry",
                        "select number from panel.invoice",
                        "select tenancy.current_customer()"),
                once(
                        "G2",
                        "learning whose work is due, without being a worker",
                        arena -> Attempt.of(
                                refused(),
                                List.of("select * from gateway.due_customers('agent.message', now(), 10)"))));
    }

    private static Attack as(DatabaseRole role, String title, Expectation expectation, String... statements) {
        List<String> script =
                Stream.concat(Stream.of("begin"), Stream.of(statements)).toList();
        return once("G2", title + ", as " + role.group(), arena -> as(arena, role, script, expectation));
    }

    /** Each statement is tried, whatever came of the one before; what counts is the first wrong answer. */
    private static Attempt as(Arena arena, DatabaseRole role, List<String> script, Expectation expectation) {
        return new Attempt(
                script,
                unused -> {
                    try (Connection connection = arena.ground().connect(role)) {
                        Attempt.execute(connection, script.subList(0, 1));
                        Answer answer = Answer.NOTHING;
                        for (String sql : script.subList(1, script.size())) {
                            answer = Attempt.alone(connection, sql);
                            if (!expectation.holds(answer, arena.attacker())) {
                                break;
                            }
                        }
                        Attempt.execute(connection, List.of("rollback"));
                        return answer;
                    }
                },
                expectation,
                List.of());
    }
}
