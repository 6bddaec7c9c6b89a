package com.operanttechnologies.tenancytests.mutation;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Functions weakened: of every definer its path and its owner, of the scope functions each of their checks, and of
 * every gateway the condition that a Customer's own secrets are the Customer's, one occurrence at a time.
 */
final class FunctionMutants {

    /** What stands in the sources of the scope functions, and what a careless hand makes of it. */
    private static final Map<String, List<String>> CHECKS = checks();

    private static final Map<String, List<String>> FAST_CHECKS = fastChecks();

    private static final String SLOW = "tenancy.verified_slowly(text)";

    private static final String DEFINERS = """
            select p.oid::regprocedure::text, pg_get_functiondef(p.oid), n.nspname
              from pg_proc p
              join pg_namespace n on n.oid = p.pronamespace
             where p.prosecdef and n.nspname !~ '^pg_'
             order by 1""";

    private static final Pattern CONDITION =
            Pattern.compile("[(]?\\b[a-z_.]+ (?:=|>|<=|>=|<) (?:tenancy\\.current_customer\\(\\)|now\\(\\)|0)[)]?");

    /** What begins a condition, or an assignment, which looks like one. */
    private static final Pattern BEGINNING =
            Pattern.compile("(?i)\\b(set|where|and|or|when|if|on|return|not|select)\\b");

    private FunctionMutants() {}

    private static Map<String, List<String>> fastChecks() {
        Map<String, List<String>> checks = new LinkedHashMap<>();
        checks.put(
                "the newest key's code unchecked",
                List.of("split_part(token, '.', 6), 'UTF8')) =", "split_part(token, '.', 6), 'UTF8')) <>"));
        checks.put(
                "the newest key's tokens good for ever",
                List.of("to_timestamp(split_part(token, '.', 5)::bigint) > now()", "true"));
        checks.put(
                "the newest key's tokens of any version and key id",
                List.of(" and starts_with(token, tenancy.key_prefix(tenancy.key_generation()))", ""));
        checks.put("the newest key's tokens of any length", List.of("octet_length(token) <= 300", "true"));
        checks.put(
                "a key that is nobody's secret",
                List.of("(tenancy.key_pads(tenancy.key_generation()))[1]", "decode(repeat('36', 64), 'hex')"));
        return checks;
    }

    private static Map<String, List<String>> checks() {
        Map<String, List<String>> checks = new LinkedHashMap<>();
        checks.put("the length unchecked", List.of("octet_length(token) <= 300", "true"));
        checks.put("the version unchecked", List.of("part[1] in ('v1', 'e1') and ", ""));
        checks.put(
                "a use that has ended or is somebody else's",
                List.of("part[1] = 'v1' or tenancy.use_is_open(part[4], part[3]::uuid)", "true"));
        checks.put("the number of parts unchecked", List.of(" and cardinality(part) = 6", ""));
        checks.put("the key's id unchecked", List.of("k.key_id = part[2] and ", ""));
        checks.put("the key's end unchecked", List.of(" and k.accepted_until > now()", ""));
        checks.put(
                "the code unchecked",
                List.of("found and sha256(convert_to(part[6], 'UTF8')) =", "found or sha256('') ="));
        checks.put("the expiry unchecked", List.of("to_timestamp(part[5]::bigint) > now()", "true"));
        checks.put(
                "no Customer instead of a refusal",
                List.of("raise exception using errcode = '42501', message = 'operant: no valid scope'", "return null"));
        checks.put(
                "a refusal that repeats the token",
                List.of("message = 'operant: no valid scope'", "message = 'operant: no valid scope: ' || token"));
        checks.put(
                "a refusal that tells the reason",
                List.of(
                        "errcode = '42501', message = 'operant: no valid scope'",
                        "errcode = '42501', message = 'operant: no valid scope', detail = part[1]"));
        return checks;
    }

    static List<Mutant> of(Connection administrator) throws SQLException {
        List<Mutant> mutants = new ArrayList<>();
        try (Statement statement = administrator.createStatement();
                ResultSet row = statement.executeQuery(DEFINERS)) {
            while (row.next()) {
                String name = row.getString(1);
                String definition = row.getString(2);
                definer(name).forEach(mutants::add);
                conditions(name, definition).forEach(mutants::add);
                if (name.equals("tenancy.current_customer()")) {
                    scope(definition).forEach(mutants::add);
                }
                if (name.equals("tenancy.rotate_signing_key(interval)")) {
                    mutants.add(replaced(
                            "a rotation that leaves the former key in the plans",
                            name,
                            definition,
                            "' return %s', next_generation",
                            "' return %s', next_generation - 1"));
                }
                if (name.equals("tenancy.bind(text,boolean)")) {
                    bind(definition).forEach(mutants::add);
                }
            }
        }
        try (Statement statement = administrator.createStatement();
                ResultSet row = statement.executeQuery("select pg_get_functiondef('" + SLOW + "'::regprocedure)")) {
            row.next();
            String definition = row.getString(1);
            CHECKS.forEach(
                    (kind, change) -> mutants.add(replaced(kind, SLOW, definition, change.get(0), change.get(1))));
        }
        return mutants;
    }

    private static Stream<Mutant> definer(String name) {
        String alter = "alter function " + name + " ";
        return Stream.of(
                Mutant.of("a definer without its path", name, alter + "reset search_path"),
                Mutant.of(
                        "a definer whose path begins with pg_temp",
                        name,
                        alter + "set search_path = pg_temp, pg_catalog"),
                Mutant.of("a definer owned by a superuser", name, alter + "owner to current_user"),
                Mutant.of("a definer owned by the runtime role", name, alter + "owner to operant_runtime"),
                Mutant.of("executable by PUBLIC", name, "grant execute on function " + name + " to public"));
    }

    private static List<Mutant> scope(String definition) {
        List<Mutant> mutants = new ArrayList<>();
        FAST_CHECKS.forEach((kind, change) ->
                mutants.add(replaced(kind, "tenancy.current_customer()", definition, change.get(0), change.get(1))));
        mutants.add(Mutant.of(
                "plans shown to whoever asks",
                "tenancy.current_customer()",
                "alter function tenancy.current_customer() reset debug_print_plan"));
        mutants.add(Mutant.of(
                "the bare setting trusted",
                "tenancy.current_customer()",
                "create or replace function tenancy.current_customer() returns uuid language plpgsql stable parallel safe"
                        + " security definer set search_path = pg_catalog, pg_temp as $$ begin"
                        + " return split_part(current_setting('operant.context', true), '.', 3)::uuid;"
                        + " exception when others then raise exception using errcode = '42501',"
                        + " message = 'operant: no valid scope'; end $$"));
        for (String marker : List.of(
                "immutable", "volatile", "parallel unsafe", "security invoker", "called on null input leakproof")) {
            mutants.add(Mutant.of(
                    "marked " + marker,
                    "tenancy.current_customer()",
                    "alter function tenancy.current_customer() " + marker));
        }
        return mutants;
    }

    private static Stream<Mutant> bind(String definition) {
        String name = "tenancy.bind(text,boolean)";
        return Stream.of(
                replaced(
                        "a binding of the session",
                        name,
                        definition,
                        "'operant.context', token, true",
                        "'operant.context', token, false"),
                replaced(
                        "a transaction bound twice",
                        name,
                        definition,
                        "coalesce(nullif(current_setting('operant.context', true), ''), token) = token",
                        "true"),
                replaced(
                        "whoever binds taken for the application",
                        name,
                        definition,
                        " and pg_has_role(session_user, 'operant_runtime', 'member')",
                        ""),
                replaced("a binding to nothing", name, definition, "token <> ''", "token is not null"));
    }

    private static boolean isAssignment(String before) {
        Matcher word = BEGINNING.matcher(before);
        boolean assigns = false;
        while (word.find()) {
            assigns = word.group().equalsIgnoreCase("set");
        }
        return assigns;
    }

    /** Each condition on the Customer, the time or a count taken away, one at a time. */
    private static List<Mutant> conditions(String name, String definition) {
        List<Mutant> mutants = new ArrayList<>();
        if (name.startsWith("tenancy.")) {
            return mutants;
        }
        Matcher condition = CONDITION.matcher(definition);
        for (int n = 1; condition.find(); n++) {
            if (isAssignment(definition.substring(0, condition.start()))) {
                continue;
            }
            String found = condition.group();
            // Brackets come in pairs.
            String kept = found.startsWith("(") && found.endsWith(")")
                    ? "(true)"
                    : (found.startsWith("(") ? "(" : "") + "true"
                            + (found.endsWith(")") && !found.endsWith("()") ? ")" : "");
            mutants.add(Mutant.of(
                    "condition " + n + " left out: " + found,
                    name,
                    definition.substring(0, condition.start()) + kept + definition.substring(condition.end())));
        }
        return mutants;
    }

    static Mutant replaced(String kind, String name, String definition, String part, String by) {
        if (!definition.contains(part)) {
            throw new IllegalStateException("The source of " + name + " no longer has “" + part + "”, so the mutant “"
                    + kind + "” can't be made; adapt it to the new source");
        }
        return Mutant.of(kind, name, definition.replace(part, by));
    }
}
