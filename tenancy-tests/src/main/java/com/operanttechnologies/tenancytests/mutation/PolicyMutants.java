package com.operanttechnologies.tenancytests.mutation;

import com.operanttechnologies.tenancytests.catalogue.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every policy dropped, loosened, made one-sided, and turned from a fence into a gate. */
final class PolicyMutants {

    private static final String POLICIES = """
            select p.polrelid::regclass::text, p.polname::text, p.polpermissive,
                   pg_get_expr(p.polqual, p.polrelid) as using,
                   case when p.polroles = '{0}' then 'public'
                        else (select string_agg(quote_ident(r.rolname), ', ' order by r.rolname)
                                from pg_roles r where r.oid = any (p.polroles)) end,
                   case p.polcmd when 'r' then 'select' when 'd' then 'delete' else 'all' end
              from pg_policy p
             order by 1, 2""";

    private PolicyMutants() {}

    static List<Mutant> of(Connection administrator) throws SQLException {
        List<Mutant> mutants = new ArrayList<>();
        try (Statement statement = administrator.createStatement();
                ResultSet row = statement.executeQuery(POLICIES)) {
            while (row.next()) {
                of(new Policy(
                                row.getString(1),
                                row.getString(2),
                                row.getBoolean(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6)))
                        .forEach(mutants::add);
            }
        }
        return mutants;
    }

    private static Stream<Mutant> of(Policy policy) {
        String name = "policy " + policy.name();
        String drop = "drop policy " + policy.on();
        Stream<Mutant> any = Stream.of(
                Mutant.of(name + " dropped", policy.table(), drop),
                Mutant.of(name + " reads everything", policy.table(), policy.alter("using (true)")),
                Mutant.of(
                        name + " without a sub-select and with a way round",
                        policy.table(),
                        policy.alter("using (" + policy.condition() + " or customer_id is not null)")),
                Mutant.of(
                        name + " for updates alone",
                        policy.table(),
                        drop,
                        policy.create(policy.permissive(), "update")),
                Mutant.of(
                        policy.permissive() ? name + " made restrictive" : name + " made permissive",
                        policy.table(),
                        drop,
                        policy.create(!policy.permissive(), "all")),
                Mutant.of(
                        policy.permissive() ? name + " for PUBLIC" : name + " for one role alone",
                        policy.table(),
                        "alter policy " + policy.on() + " to " + (policy.permissive() ? "public" : "operant_runtime")));
        // From which DROP OWNED BY takes it.
        Stream<Mutant> alone = policy.roles().contains(", ")
                ? Stream.of(Mutant.of(
                        name + " for its first role alone",
                        policy.table(),
                        "alter policy " + policy.on() + " to " + policy.roles().replaceAll(",.*", "")))
                : Stream.of();
        // One that is for reads, or for deletes, checks nothing that is written.
        Stream<Mutant> own = !policy.command().equals("all")
                ? Stream.of(Mutant.of(
                        name + (policy.isForReads() ? " for deletes alone" : " for reads alone"),
                        policy.table(),
                        drop,
                        policy.create(policy.permissive(), policy.isForReads() ? "delete" : "select")))
                : Stream.of(
                        Mutant.of(
                                name + " loosened to true",
                                policy.table(),
                                policy.alter("using (true) with check (true)")),
                        Mutant.of(name + " writes everything", policy.table(), policy.alter("with check (true)")),
                        Mutant.of(
                                name + " for reads alone",
                                policy.table(),
                                drop,
                                policy.create(policy.permissive(), "select")));
        return Stream.of(any, alone, own).flatMap(each -> each);
    }

    private record Policy(
            String table, String policy, boolean permissive, String condition, String roles, String command) {

        boolean isForReads() {
            return command.equals("select");
        }

        String name() {
            return policy;
        }

        String on() {
            return Sql.identifier(policy) + " on " + table;
        }

        String alter(String what) {
            return "alter policy " + on() + " " + what;
        }

        String create(boolean asPermissive, String command) {
            return "create policy " + on() + " as " + (asPermissive ? "permissive" : "restrictive") + " for " + command
                    + " to " + roles + " using (" + condition + ")"
                    + (command.equals("select") || command.equals("delete") ? "" : " with check (" + condition + ")");
        }
    }
}
