package com.operanttechnologies.tenancytests.mutation;

import com.operanttechnologies.tenancytests.catalogue.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Each check of a Customer's state, of legal holds, grace periods and kept classes, and of a job's record, left out.
 */
final class LifecycleMutants {

    private static final String ADMISSION = "tenancy.admission(uuid,text)";
    private static final String DELETABLE = "tenancy.deletable_customer(text)";
    private static final String USE = "tenancy.use_is_open(text,uuid)";

    private record Check(String kind, String function, String part, String by) {}

    private static final List<Check> CHECKS = List.of(
            new Check(
                    "any state admitted by the newest key",
                    "tenancy.current_customer()",
                    "not jsonb_exists(tenancy.inactive_customers(tenancy.lifecycle_generation()), split_part(token, '.', 3))",
                    "true"),
            new Check(
                    "any state admitted",
                    ADMISSION,
                    "raise exception using errcode = '42501', message = 'operant: this Customer is ' || life.state",
                    "return true"),
            new Check("anybody reads a suspended Customer", ADMISSION, "actor = any (life.readers)", "true"),
            new Check(
                    "owners write at a suspended Customer",
                    ADMISSION,
                    "current_setting('transaction_read_only') = 'on'",
                    "true"),
            new Check(
                    "owners write at a suspended Customer in a statement that becomes read-only",
                    ADMISSION,
                    "k.mode = 'RowExclusiveLock'",
                    "false"),
            new Check("legal holds unasked", DELETABLE, "h.ends_at > now()", "false"),
            new Check("a grace period that is over at once", DELETABLE, "life.erase_after <= now()", "true"),
            new Check("Customer Data of active Customers deleted", DELETABLE, "if class = 'customer_data'", "if false"),
            new Check("kept classes deleted", DELETABLE, "if kept is not null and", "if false and"),
            new Check("a job that isn't on record yet", USE, "u.opened_at < now()", "true"),
            new Check("somebody else's job", USE, "u.login = SESSION_USER", "true"),
            new Check(
                    "a renewal that nobody has sealed",
                    "tenancy.is_renewed(bytea)",
                    "tenancy.hmac_sha256(renewal_key, split_part(renewal, '.', 1))",
                    "split_part(renewal, '.', 2)"),
            new Check(
                    "a renewal that isn't on record",
                    "tenancy.seal_renewal(text)",
                    "use.renewed_at is null or use.renewed_at >= now()",
                    "false"));

    private LifecycleMutants() {}

    static List<Mutant> of(Connection administrator) throws SQLException {
        List<Mutant> mutants = new ArrayList<>();
        try (Statement statement = administrator.createStatement()) {
            for (Check check : CHECKS) {
                try (ResultSet row = statement.executeQuery(
                        "select pg_get_functiondef(" + Sql.literal(check.function()) + "::regprocedure)")) {
                    row.next();
                    mutants.add(FunctionMutants.replaced(
                            check.kind(), check.function(), row.getString(1), check.part(), check.by()));
                }
            }
        }
        return mutants;
    }
}
